import * as z from "../../shared/zod";
import { entry } from "./entry";
import { positiveInt } from "./numbers";
import { scheduled } from "./schedules";

/*
 * How gradients g become updates. What is optional is off without a value. Formulas are of one parameter theta; m and v are the
 * optimizer's slots, which start at 0, t counts updates from 1.
 */

/* ---- around any optimizer, in the order in which it is done */

const clip = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("value"),
      limit: z.number().positive().describe("Largest size of an entry."),
    })
    .meta(
      entry({
        summary: "Cuts each entry of a gradient to +-limit.",
        formula: "g <- min(max(g, -limit), limit)",
        helps: "Changes the gradient's direction; clipping by norm does not.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("norm"),
      limit: z.number().positive().describe("Largest Euclidean norm of a tensor."),
    })
    .meta(
      entry({
        summary:
          "Shortens the gradient of each weight or bias tensor by itself to a norm of at most limit.",
        formula: "g <- g min(1, limit / ||g||)",
      }),
    ),
  z
    .strictObject({
      type: z.literal("globalNorm"),
      limit: z
        .number()
        .positive()
        .describe("Largest Euclidean norm of all gradients of the network together."),
    })
    .meta(
      entry({
        summary:
          "Shortens all gradients of a network together to a norm of at most limit; the chart of gradient norms shows them unclipped.",
        formula: "g <- g min(1, limit / sqrt(sum ||g_i||^2))",
        paper: "Pascanu et al. 2013",
        helps: "Against single huge steps, for example when D becomes certain.",
      }),
    ),
]);

const around = {
  clip: clip
    .optional()
    .describe("Clipping of the gradients of the loss, before anything is added to them."),
  gradientNoise: z
    .strictObject({
      eta: z
        .number()
        .positive()
        .default(0.01)
        .describe("Variance of the noise at step 0; the paper tries 0.01, 0.3 and 1."),
      gamma: z.number().min(0).default(0.55).describe("How fast the variance sinks."),
    })
    .optional()
    .meta(
      entry({
        summary:
          "Normal noise added to the gradients, ever less of it; it comes after clipping, which would undo it.",
        formula: "g <- g + n, n ~ N(0, eta / (1 + step)^gamma)",
        paper: "Neelakantan et al. 2015",
        helps: "Shakes a game out of a poor start.",
      }),
    ),
  l1: scheduled(z.number().min(0))
    .optional()
    .meta(
      entry({
        summary: "L1 regularisation of all weights and biases: a number, or a schedule.",
        formula: "g <- g + l1 * sign(theta)",
        helps: "Draws weights to exactly 0 and so makes a net sparse.",
      }),
    ),
  lookahead: z
    .strictObject({
      every: positiveInt.default(5).describe("Training steps between two returns."),
      rate: z
        .number()
        .gt(0)
        .max(1)
        .default(0.5)
        .describe("Share of the way from the slow weights to the fast ones that is kept."),
    })
    .optional()
    .meta(
      entry({
        summary:
          "The optimizer runs ahead; every few training steps the weights go back part of the way to where the last such return left them (slow weights).",
        formula:
          "slow <- slow + rate (theta - slow) and theta <- slow, at each step with (step + 1) % every = 0",
        paper: "Zhang et al. 2019; for two players, who return at once, Chavdarova et al. 2021",
        helps: "Cuts across the circles of a two-player game. Give it to both networks.",
      }),
    ),
};

const COUPLED = entry({
  summary:
    "L2 regularisation: its gradient is added to that of the loss and goes through the optimizer with it. A number, or a schedule.",
  formula: "g <- g + weightDecay * theta",
  helps:
    "In adaptive optimizers it decays weights with large gradients less; decoupledWeightDecay does not.",
});
const DECOUPLED = entry({
  summary: "Weight decay beside the optimizer, as in AdamW: a number, or a schedule.",
  formula: "theta <- theta - learningRate * decay * theta",
  paper: "Loshchilov and Hutter 2019",
});
const coupled = {
  weightDecay: scheduled(z.number().min(0)).optional().meta(COUPLED),
  decoupledWeightDecay: scheduled(z.number().min(0)).optional().meta(DECOUPLED),
};

/* ---- the optimizers */

const learningRate = (value: number) =>
  scheduled(z.number().min(0))
    .prefault(value)
    .describe("Step size: a number, or a schedule over the steps.");
const momentum = scheduled(z.number().min(0).max(1));
const decay = (value: number, description: string) =>
  z.number().min(0).lt(1).default(value).describe(description);
const beta1 = decay(0.9, "Decay of the running mean of gradients. GANs often use 0.5.");
const beta2 = decay(0.999, "Decay of the running mean of squared gradients.");
const epsilon = (value: number, description = "Added outside the square root.") =>
  z.number().positive().default(value).describe(description);

const MOMENTS =
  "m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2; mhat = m / (1 - beta1^t); vhat = v / (1 - beta2^t)";

export const optimizerSchema = z
  .discriminatedUnion("type", [
    z
      .strictObject({
        type: z.literal("sgd"),
        learningRate: learningRate(0.01),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary: "Gradient descent.",
          formula: "theta <- theta - learningRate * g",
          paper: "Robbins and Monro 1951",
          helps:
            "The subject of the theory. Alone it seldom trains a GAN; the reference for all others.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("momentum"),
        learningRate: learningRate(0.01),
        momentum: momentum
          .prefault(0.9)
          .describe("Share of the last update that is kept: a number, or a schedule."),
        nesterov: z
          .boolean()
          .optional()
          .describe(
            "Nesterov's momentum: theta <- theta - (momentum * v + learningRate * g) with the new v (Sutskever et al. 2013).",
          ),
        rule: z
          .enum(["textbook", "pytorch"])
          .optional()
          .describe(
            "textbook, which is the default: as in the formula. pytorch: v <- momentum * v + g; theta <- theta - learningRate * v. They differ only while the rate changes: v holds past updates in the one and past gradients in the other.",
          ),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary: "Momentum: the update keeps part of the one before.",
          formula: "v <- momentum * v + learningRate * g; theta <- theta - v",
          paper: "Polyak 1964; Goodfellow et al. 2014",
          helps:
            "The paper's own optimizer, at 0.5 to 0.7. High momentum makes two players circle wider.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("adagrad"),
        learningRate: learningRate(0.01),
        initialAccumulator: z
          .number()
          .min(0)
          .default(0)
          .describe("What the sum of squared gradients starts at."),
        epsilon: epsilon(1e-10),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary: "Divides by the root of the sum of all squared gradients so far.",
          formula: "v <- v + g^2; theta <- theta - learningRate * g / (sqrt(v) + epsilon)",
          paper: "Duchi et al. 2011",
          helps:
            "Its steps only get shorter: safe, and soon slow, since the gradients of a game never end.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("adadelta"),
        learningRate: learningRate(1),
        rho: decay(0.9, "Decay of both running means; the paper uses 0.95."),
        epsilon: epsilon(
          1e-6,
          "Added inside both square roots; it sets the size of the first steps.",
        ),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Scales gradients to the size of the last updates, so that no rate need be chosen.",
          formula:
            "v <- rho v + (1 - rho) g^2; u = g sqrt(s + epsilon) / sqrt(v + epsilon); s <- rho s + (1 - rho) u^2; theta <- theta - learningRate * u",
          paper: "Zeiler 2012",
          helps: "Begins with tiny steps. For comparison.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("rmsprop"),
        learningRate: learningRate(0.001),
        rho: decay(0.9, "Decay of the running mean of squared gradients."),
        epsilon: epsilon(1e-7),
        centered: z
          .boolean()
          .optional()
          .describe(
            "Divide by the root of the gradients' running variance, and not of their second moment (Graves 2013).",
          ),
        momentum: momentum
          .optional()
          .describe(
            "Momentum after the division, in the textbook's form: v <- momentum * v + learningRate * u; theta <- theta - v. A number, or a schedule.",
          ),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Divides by the root of a running mean of squared gradients; epsilon stands outside the root.",
          formula:
            "v <- rho v + (1 - rho) g^2; theta <- theta - learningRate * g / (sqrt(v) + epsilon)",
          paper: "Hinton 2012",
          helps: "Without momentum, which is why Wasserstein GANs with clipped weights use it.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("adam"),
        learningRate: learningRate(0.001),
        beta1,
        beta2,
        epsilon: epsilon(1e-8),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Running means of gradients and of their squares, with bias correction; epsilon stands outside the root.",
          formula: `${MOMENTS}; theta <- theta - learningRate * mhat / (sqrt(vhat) + epsilon)`,
          paper: "Kingma and Ba 2015",
          helps:
            "The usual optimizer of GANs, with beta1 0.5 (DCGAN) or 0, and rates of 1e-4 to 2e-4.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("amsgrad"),
        learningRate: learningRate(0.001),
        beta1,
        beta2,
        epsilon: epsilon(1e-8),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Adam that divides by the largest v so far; with Adam's bias correction, as PyTorch has it.",
          formula: "as adam, with max(v so far) / (1 - beta2^t) in place of vhat",
          paper: "Reddi et al. 2018",
          helps: "Steps do not grow again after rare large gradients.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("adamax"),
        learningRate: learningRate(0.002),
        beta1,
        beta2: decay(0.999, "Decay of the infinity norm."),
        epsilon: epsilon(1e-8, "Added to |g|."),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Adam with the gradients' decaying largest size in place of their second moment.",
          formula:
            "m <- beta1 m + (1 - beta1) g; v <- max(beta2 v, |g| + epsilon); theta <- theta - learningRate / (1 - beta1^t) * m / v",
          paper: "Kingma and Ba 2015, section 7.1",
          helps: "No entry ever moves by more than about the rate.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("nadam"),
        learningRate: learningRate(0.002),
        beta1,
        beta2,
        epsilon: epsilon(1e-8),
        momentumDecay: z
          .number()
          .min(0)
          .default(0.004)
          .describe(
            "How fast the momentum mu_t = beta1 (1 - 0.96^(t * momentumDecay) / 2) rises to beta1.",
          ),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary: "Adam with Nesterov's momentum.",
          formula:
            "m, v, vhat as adam; p_t = mu_1 ... mu_t; u = (1 - mu_t) g / (1 - p_t) + mu_(t+1) m / (1 - p_(t+1)); theta <- theta - learningRate * u / (sqrt(vhat) + epsilon)",
          paper: "Dozat 2016",
          helps: "Answers a turn of the gradient sooner than Adam.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("adamw"),
        learningRate: learningRate(0.001),
        beta1,
        beta2,
        epsilon: epsilon(1e-8),
        weightDecay: scheduled(z.number().min(0)).prefault(0.01).meta(DECOUPLED),
        ...around,
      })
      .meta(
        entry({
          summary: "Adam with decoupled weight decay.",
          formula:
            "as adam; theta <- theta - learningRate (mhat / (sqrt(vhat) + epsilon) + weightDecay * theta)",
          paper: "Loshchilov and Hutter 2019",
          helps: "Keeps the weights of a D that trains for long from growing.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("radam"),
        learningRate: learningRate(0.001),
        beta1,
        beta2,
        epsilon: epsilon(1e-8, "Added outside the square root, before bias correction."),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Rectified Adam: momentum alone until v rests on enough gradients, then Adam with a rate that grows with them. The limit is 5, as in the authors' code.",
          formula:
            "as adam; rho_t = rho_inf - 2 t beta2^t / (1 - beta2^t), rho_inf = 2 / (1 - beta2) - 1; if rho_t > 5: u = mhat r_t / sqrt(vhat), " +
            "r_t^2 = (rho_t - 4)(rho_t - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho_t); else u = mhat",
          paper: "Liu et al. 2020",
          helps: "In place of a warm-up.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("lion"),
        learningRate: learningRate(0.0001),
        beta1: decay(0.9, "Share of the running mean in the direction of the step."),
        beta2: decay(0.99, "Decay of the running mean of gradients."),
        weightDecay: scheduled(z.number().min(0)).optional().meta(DECOUPLED),
        ...around,
      })
      .meta(
        entry({
          summary:
            "Steps of one size in each entry, by the sign of a mean of gradients. One slot, and rates a third to a tenth of Adam's.",
          formula:
            "u = sign(beta1 m + (1 - beta1) g); theta <- theta - learningRate (u + weightDecay * theta); m <- beta2 m + (1 - beta2) g",
          paper: "Chen et al. 2023",
          helps: "The size of D's gradients does not matter at all, only their signs.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("optimisticAdam"),
        learningRate: learningRate(0.001),
        beta1,
        beta2,
        epsilon: epsilon(1e-8),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Adam that looks one step ahead in a game: it repeats the change from the last update to this one.",
          formula:
            "u_t = mhat / (sqrt(vhat) + epsilon) as adam; theta <- theta - 2 learningRate * u_t + learningRate * u_(t-1)",
          paper: "Daskalakis et al. 2018",
          helps:
            "Made for games: it damps the circling of two players, at no extra gradient. Start at half of Adam's rate.",
        }),
      ),
  ])
  .meta({ id: "optimizer" });
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
export type OptimizerType = OptimizerConfig["type"];
export type ClipConfig = z.infer<typeof clip>;
