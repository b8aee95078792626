import * as z from "../../shared/zod";
import { entry } from "./entry";
import { inForm } from "./form";
import {
  around,
  beta1,
  beta1Above0,
  beta1From0,
  beta2,
  coupled,
  decoupled,
  epsilon,
  learningRate,
  MOMENTS,
} from "./optimizer-settings";

/** The settings of Adam, which most of its relatives share. */
const moments = (rate: number) => ({
  learningRate: learningRate(rate),
  beta1: beta1(),
  beta2: beta2(),
  epsilon: epsilon(1e-8),
});

/**
 * Optimizers with running means of gradients that decay by beta1 and beta2: Adam, its relatives,
 * and Lion.
 */
export const momentOptimizers = [
  z
    .strictObject({
      type: z.literal("adam"),
      ...moments(0.001),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary:
          "Running means of gradients and of their squares, with bias correction; epsilon " +
          "stands outside the root.",
        formula: `${MOMENTS}; theta <- theta - learningRate * mhat / (sqrt(vhat) + epsilon)`,
        paper: "Kingma and Ba 2015",
        helps:
          "The usual optimizer of GANs, with beta1 0.5 (DCGAN) or 0, and rates of 1e-4 to 2e-4.",
      }),
    )
    .meta(inForm({ label: "Adam", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("amsgrad"),
      ...moments(0.001),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary:
          "Adam that divides by the largest v so far; with Adam's bias correction, as " +
          "PyTorch has it.",
        formula: "as adam, with max(v so far) / (1 - beta2^t) in place of vhat",
        paper: "Reddi et al. 2018",
        helps: "Steps do not grow again after rare large gradients.",
      }),
    )
    .meta(inForm({ label: "AMSGrad", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("adamax"),
      learningRate: learningRate(0.002),
      beta1: beta1(),
      beta2: beta2(0.999, "Decay of the infinity norm."),
      epsilon: epsilon(1e-8, "Added to |g|."),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary: "Adam with the gradients' decaying largest size in place of their second moment.",
        formula:
          "m <- beta1 m + (1 - beta1) g; v <- max(beta2 v, |g| + epsilon); theta <- theta " +
          "- learningRate / (1 - beta1^t) * m / v",
        paper: "Kingma and Ba 2015, section 7.1",
        helps: "No entry ever moves by more than about the rate.",
      }),
    )
    .meta(inForm({ label: "Adamax", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("nadam"),
      ...moments(0.002),
      momentumDecay: z
        .number()
        .min(0)
        .default(0.004)
        .describe(
          "How fast the momentum mu_t = beta1 (1 - 0.96^(t * momentumDecay) / 2) rises to beta1.",
        )
        .meta(
          inForm({
            label: "Momentum decay",
            help:
              "How slowly NAdam's momentum grows to its full value. 0.004 is usual; rarely worth " +
              "a change.",
          }),
        ),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary: "Adam with Nesterov's momentum.",
        formula:
          "m, v, vhat as adam; p_t = mu_1 ... mu_t; u = (1 - mu_t) g / (1 - p_t) + " +
          "mu_(t+1) m / (1 - p_(t+1)); theta <- theta - learningRate * u / (sqrt(vhat) + " +
          "epsilon)",
        paper: "Dozat 2016",
        helps: "Answers a turn of the gradient sooner than Adam.",
      }),
    )
    .meta(inForm({ label: "NAdam", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("adamw"),
      ...moments(0.001),
      weightDecay: decoupled.prefault(0.01),
      ...around,
    })
    .meta(
      entry({
        summary: "Adam with decoupled weight decay.",
        formula:
          "as adam; theta <- theta - learningRate (mhat / (sqrt(vhat) + epsilon) + " +
          "weightDecay * theta)",
        paper: "Loshchilov and Hutter 2019",
        helps: "Keeps the weights of a D that trains for long from growing.",
      }),
    )
    .meta(inForm({ label: "AdamW", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("radam"),
      learningRate: learningRate(0.001),
      beta1: beta1(),
      beta2: beta2(),
      epsilon: epsilon(1e-8, "Added outside the square root, before bias correction."),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary:
          "Rectified Adam: momentum alone until v rests on enough gradients, then Adam " +
          "with a rate that grows with them. The limit is 5, as in the authors' code.",
        formula:
          "as adam; rho_t = rho_inf - 2 t beta2^t / (1 - beta2^t), rho_inf = 2 / (1 - " +
          "beta2) - 1; if rho_t > 5: u = mhat r_t / sqrt(vhat), " +
          "r_t^2 = (rho_t - 4)(rho_t - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho_t); " +
          "else u = mhat",
        paper: "Liu et al. 2020",
        helps: "In place of a warm-up.",
      }),
    )
    .meta(inForm({ label: "RAdam", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("adabelief"),
      learningRate: learningRate(0.001),
      beta1: beta1Above0("Decay of the running mean of gradients; above 0, since s is about it."),
      beta2: beta2(0.999, "Decay of the running mean of squared deviations."),
      epsilon: epsilon(1e-16, "Added to s at each update, and outside its square root."),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary:
          "Adam that divides by how far gradients lie from their running mean, and not by " +
          "their size: large steps where they agree with it, small ones where they do not.",
        formula:
          "m <- beta1 m + (1 - beta1) g; s <- beta2 s + (1 - beta2) (g - m)^2 + epsilon; " +
          "theta <- theta - learningRate * mhat / (sqrt(shat) + epsilon), mhat and shat as " +
          "mhat and vhat of adam",
        paper: "Zhuang et al. 2020, whose experiments include a WGAN-GP and an SNGAN",
        helps:
          "Try it at Adam's rates with beta1 0.5. Where a gradient hardly changes its steps " +
          "grow far beyond Adam's: a larger epsilon, 1e-12 or 1e-8, bounds them.",
      }),
    )
    .meta(inForm({ label: "AdaBelief", kind: "Adam and its kin" })),
  z
    .strictObject({
      type: z.literal("lion"),
      learningRate: learningRate(0.0001),
      beta1: beta1From0(0.9, "Share of the running mean in the direction of the step."),
      beta2: beta2(0.99, "Decay of the running mean of gradients."),
      weightDecay: decoupled.optional(),
      ...around,
    })
    .meta(
      entry({
        summary:
          "Steps of one size in each entry, by the sign of a mean of gradients. One slot, " +
          "and rates a third to a tenth of Adam's.",
        formula:
          "u = sign(beta1 m + (1 - beta1) g); theta <- theta - learningRate (u + " +
          "weightDecay * theta); m <- beta2 m + (1 - beta2) g",
        paper: "Chen et al. 2023",
        helps: "The size of D's gradients does not matter at all, only their signs.",
      }),
    )
    .meta(inForm({ label: "Lion", kind: "One rate for all weights" })),
  z
    .strictObject({
      type: z.literal("optimisticAdam"),
      ...moments(0.001),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary:
          "Adam that looks one step ahead in a game: it repeats the change from the last " +
          "update to this one.",
        formula:
          "u_t = mhat / (sqrt(vhat) + epsilon) as adam; theta <- theta - 2 learningRate * " +
          "u_t + learningRate * u_(t-1)",
        paper: "Daskalakis et al. 2018",
        helps:
          "Made for games: it damps the circling of two players, at no extra gradient. " +
          "Start at half of Adam's rate.",
      }),
    )
    .meta(inForm({ label: "Optimistic Adam", kind: "Made for games" })),
] as const;
