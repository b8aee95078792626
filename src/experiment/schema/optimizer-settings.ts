import * as z from "../../shared/zod";
import { entry } from "./entry";
import { inForm } from "./form";
import { positiveInt } from "./numbers";
import { scheduled } from "./schedules";

/*
 * How gradients g become updates. What is optional is off without a value. Formulas are of one
 * parameter theta; m and v are the optimizer's slots, which start at 0, t counts updates from 1.
 */

/* ---- around any optimizer, in the order in which it is done */

const limit = (description: string) =>
  z
    .number()
    .positive()
    .describe(description)
    .meta(
      inForm({
        label: "Clip to",
        help: "The limit for clipping. 1 is a usual first try for norms.",
        start: 1,
      }),
    );

export const clip = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("value"),
      limit: limit("Largest size of an entry."),
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
      limit: limit("Largest Euclidean norm of a tensor."),
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
      limit: limit("Largest Euclidean norm of all gradients of the network together."),
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
    .describe("Clipping of the gradients of the loss, before anything is added to them.")
    .meta(
      inForm({
        label: "Clip gradients by",
        none: "nothing",
        help:
          "Limits gradients that are too large: each number by itself, the norm of each tensor, " +
          "or the norm of all together.",
      }),
    ),
  gradientNoise: z
    .strictObject({
      eta: z
        .number()
        .positive()
        .default(0.01)
        .describe("Variance of the noise at step 0; the paper tries 0.01, 0.3 and 1.")
        .meta(
          inForm({
            label: "Gradient noise: eta",
            help: "The size of noise that is added to gradients, and fades over the steps.",
          }),
        ),
      gamma: z
        .number()
        .min(0)
        .default(0.55)
        .describe("How fast the variance sinks.")
        .meta(
          inForm({
            label: "Gradient noise: gamma",
            help: "How fast the noise of gradients fades: higher is faster. 0.55 is usual.",
          }),
        ),
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
    )
    .meta(
      inForm({
        label: "L1",
        help:
          "Pulls all weights towards 0 by the same amount, which makes many of them 0. Mostly " +
          "left off.",
      }),
    ),
  lookahead: z
    .strictObject({
      every: positiveInt
        .default(5)
        .describe("Training steps between two returns.")
        .meta(
          inForm({
            label: "Lookahead: steps",
            help: "After so many steps the slow weights follow the fast ones. 5 to 10 is usual.",
          }),
        ),
      rate: z
        .number()
        .gt(0)
        .max(1)
        .default(0.5)
        .describe("Share of the way from the slow weights to the fast ones that is kept.")
        .meta(
          inForm({
            label: "Lookahead: rate",
            help: "How far the slow weights follow, from 0 to 1. 0.5 is usual.",
          }),
        ),
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

const DECOUPLED = entry({
  summary: "Weight decay beside the optimizer, as in AdamW: a number, or a schedule.",
  formula: "theta <- theta - learningRate * decay * theta",
  paper: "Loshchilov and Hutter 2019",
});
const DECAY_HELP =
  "Pulls all weights towards 0 in proportion to their size. Leave it off, or try 0.0001 to 0.01 " +
  "where D learns its examples by heart.";
const weightDecay = scheduled(z.number().min(0));

/** L2 regularisation, and the decay that does not go through the optimizer. */
export const coupled = {
  weightDecay: weightDecay
    .optional()
    .meta(
      entry({
        summary:
          "L2 regularisation: its gradient is added to that of the loss and goes through the " +
          "optimizer with it. A number, or a schedule.",
        formula: "g <- g + weightDecay * theta",
        helps:
          "In adaptive optimizers it decays weights with large gradients less; " +
          "decoupledWeightDecay does not.",
      }),
    )
    .meta(inForm({ label: "Weight decay (L2)", help: DECAY_HELP })),
  decoupledWeightDecay: weightDecay
    .optional()
    .meta(DECOUPLED)
    .meta(
      inForm({
        label: "Decoupled weight decay",
        help:
          "Weight decay that does not pass through the optimizer's own scaling (as in AdamW). " +
          "Leave it off, or try 0.01.",
      }),
    ),
};

/** The weight decay of an optimizer that has no other than the decoupled one. */
export const decoupled = weightDecay
  .meta(DECOUPLED)
  .meta(inForm({ label: "Weight decay", help: DECAY_HELP }));

/* ---- the optimizers */

export const learningRate = (value: number) =>
  scheduled(z.number().min(0))
    .prefault(value)
    .describe("Step size: a number, or a schedule over the steps.")
    .meta(
      inForm({
        label: "Learning rate",
        help:
          "How far a step goes along the gradient. Too high and the losses jump or diverge, too " +
          "low and little happens. GANs mostly want 0.0001 to 0.001 with Adam; change it by " +
          "factors of 2 to 10.",
      }),
    );
export const momentum = scheduled(z.number().min(-1).max(1)).meta(
  inForm({
    label: "Momentum",
    help:
      "The share of the last step that is added to the next. 0.9 is usual; 0.5 or less is " +
      "calmer, and below 0 it damps the circling of two players.",
  }),
);
/** Of a running mean of gradients, whose size does not matter. */
export const meanMomentum = scheduled(z.number().min(0).lt(1)).meta(
  inForm({
    label: "Momentum",
    help: "How long the mean of gradients remembers. 0.95 is usual; less answers a change sooner.",
  }),
);
const BETA1 = inForm({
  label: "Beta 1",
  help:
    "How long the mean of gradients remembers. 0.9 is usual elsewhere; GANs often train more " +
    "calmly with 0.5, or 0, and some below 0.",
});
const BETA2 = inForm({
  label: "Beta 2",
  help:
    "How long the mean of squared gradients remembers. 0.999 is usual; a lower value reacts " +
    "faster to a changed scale of the gradients.",
});
const RHO = inForm({
  label: "Rho",
  help: "How long the mean of squared gradients remembers. 0.9 is usual.",
});
const share = z.number().min(0).lt(1);
export const beta1 = (
  value = 0.9,
  description = "Decay of the running mean of gradients. GANs often use 0.5; below 0 it is " +
    "negative momentum (Gidel et al. 2019).",
) => z.number().gt(-1).lt(1).default(value).describe(description).meta(BETA1);
/** As `beta1`, for a mean that is not divided by its bias correction. */
export const beta1From0 = (value: number, description: string) =>
  share.default(value).describe(description).meta(BETA1);
/** As `beta1`, for a mean that must not be the last gradient alone. */
export const beta1Above0 = (description: string) =>
  z.number().gt(0).lt(1).default(0.9).describe(description).meta(BETA1);
export const beta2 = (
  value = 0.999,
  description = "Decay of the running mean of squared gradients.",
) => share.default(value).describe(description).meta(BETA2);
export const rho = (description: string) => share.default(0.9).describe(description).meta(RHO);
export const epsilon = (value: number, description = "Added outside the square root.") =>
  z
    .number()
    .positive()
    .default(value)
    .describe(description)
    .meta(
      inForm({
        label: "Epsilon",
        help:
          "Added to the divisor, so that tiny gradients are not blown up. Rarely worth a change; " +
          "a larger value makes adaptive steps more careful.",
      }),
    );

export const MOMENTS =
  "m <- beta1 m + (1 - beta1) g; v <- beta2 v + (1 - beta2) g^2; mhat = m / (1 - beta1^t); " +
  "vhat = v / (1 - beta2^t)";
