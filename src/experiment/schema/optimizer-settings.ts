import * as z from "../../shared/zod";
import { entry } from "./entry";
import { positiveInt } from "./numbers";
import { scheduled } from "./schedules";

/*
 * How gradients g become updates. What is optional is off without a value. Formulas are of one
 * parameter theta; m and v are the optimizer's slots, which start at 0, t counts updates from 1.
 */

/* ---- around any optimizer, in the order in which it is done */

export const clip = z.discriminatedUnion("type", [
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
          "Shortens the gradient of each weight or bias tensor by itself to a norm of at " +
          "most limit.",
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
          "Shortens all gradients of a network together to a norm of at most limit; the " +
          "chart of gradient norms shows them unclipped.",
        formula: "g <- g min(1, limit / sqrt(sum ||g_i||^2))",
        paper: "Pascanu et al. 2013",
        helps: "Against single huge steps, for example when D becomes certain.",
      }),
    ),
]);

export const around = {
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
          "Normal noise added to the gradients, ever less of it; it comes after clipping, " +
          "which would undo it.",
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
          "The optimizer runs ahead; every few training steps the weights go back part of " +
          "the way to where the last such return left them (slow weights).",
        formula:
          "slow <- slow + rate (theta - slow) and theta <- slow, at each step with (step + " +
          "1) % every = 0",
        paper: "Zhang et al. 2019; for two players, who return at once, Chavdarova et al. 2021",
        helps: "Cuts across the circles of a two-player game. Give it to both networks.",
      }),
    ),
};

export const COUPLED = entry({
  summary:
    "L2 regularisation: its gradient is added to that of the loss and goes through the " +
    "optimizer with it. A number, or a schedule.",
  formula: "g <- g + weightDecay * theta",
  helps:
    "In adaptive optimizers it decays weights with large gradients less; " +
    "decoupledWeightDecay does not.",
});
export const DECOUPLED = entry({
  summary: "Weight decay beside the optimizer, as in AdamW: a number, or a schedule.",
  formula: "theta <- theta - learningRate * decay * theta",
  paper: "Loshchilov and Hutter 2019",
});
export const coupled = {
  weightDecay: scheduled(z.number().min(0)).optional().meta(COUPLED),
  decoupledWeightDecay: scheduled(z.number().min(0)).optional().meta(DECOUPLED),
};

/* ---- the optimizers */

export const learningRate = (value: number) =>
  scheduled(z.number().min(0))
    .prefault(value)
    .describe("Step size: a number, or a schedule over the steps.");
export const momentum = scheduled(z.number().min(0).max(1));
export const decay = (value: number, description: string) =>
  z.number().min(0).lt(1).default(value).describe(description);
export const beta1 = decay(0.9, "Decay of the running mean of gradients. GANs often use 0.5.");
export const beta2 = decay(0.999, "Decay of the running mean of squared gradients.");
export const epsilon = (value: number, description = "Added outside the square root.") =>
  z.number().positive().default(value).describe(description);

export const MOMENTS =
  "m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2; mhat = m / (1 - beta1^t); " +
  "vhat = v / (1 - beta2^t)";
