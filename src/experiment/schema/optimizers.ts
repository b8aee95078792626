import * as z from "../../shared/zod";
import { entry } from "./entry";
import { inForm } from "./form";
import { matrixOptimizers } from "./matrix-optimizers";
import { momentOptimizers } from "./moment-optimizers";
import {
  around,
  type clip,
  coupled,
  epsilon,
  learningRate,
  momentum,
  rho,
} from "./optimizer-settings";

/* The schema of optimizers: those without running means of gradients, and the union of all. */

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
            "The subject of the theory. Alone it seldom trains a GAN; the reference for " +
            "all others.",
        }),
      )
      .meta(inForm({ label: "SGD", kind: "One rate for all weights" })),
    z
      .strictObject({
        type: z.literal("momentum"),
        learningRate: learningRate(0.01),
        momentum: momentum
          .prefault(0.9)
          .describe(
            "Share of the last update that is kept, from -1 to 1: a number, or a schedule.",
          ),
        nesterov: z
          .boolean()
          .optional()
          .describe(
            "Nesterov's momentum: theta <- theta - (momentum * v + learningRate * g) with " +
              "the new v (Sutskever et al. 2013).",
          )
          .meta(inForm({ label: "Nesterov" })),
        rule: z
          .enum(["textbook", "pytorch"])
          .optional()
          .describe(
            "textbook, which is the default: as in the formula. pytorch: v <- momentum * v " +
              "+ g; theta <- theta - learningRate * v. They differ only while the rate " +
              "changes: v holds past updates in the one and past gradients in the other.",
          )
          .meta(
            inForm({
              label: "Rule",
              none: "textbook",
              help:
                "How momentum enters a step: as in textbooks, or as in PyTorch. They differ only " +
                "when the rate changes.",
            }),
          ),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary: "Momentum: the update keeps part of the one before.",
          formula: "v <- momentum * v + learningRate * g; theta <- theta - v",
          paper: "Polyak 1964; Goodfellow et al. 2014; below 0 Gidel et al. 2019",
          helps:
            "The paper's own optimizer, at 0.5 to 0.7. High momentum makes two players " +
            "circle wider. Negative momentum, about -0.5, with alternating updates lets them " +
            "come to rest even in a bilinear game.",
        }),
      )
      .meta(inForm({ label: "Momentum", kind: "One rate for all weights" })),
    z
      .strictObject({
        type: z.literal("adagrad"),
        learningRate: learningRate(0.01),
        initialAccumulator: z
          .number()
          .min(0)
          .default(0)
          .describe("What the sum of squared gradients starts at.")
          .meta(
            inForm({
              label: "Initial accumulator",
              help:
                "What the sum of squared gradients begins with. Larger values make the first " +
                "steps shorter.",
            }),
          ),
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
            "Its steps only get shorter: safe, and soon slow, since the gradients of a " +
            "game never end.",
        }),
      )
      .meta(inForm({ label: "AdaGrad", kind: "A rate for each weight" })),
    z
      .strictObject({
        type: z.literal("adadelta"),
        learningRate: learningRate(1),
        rho: rho("Decay of both running means; the paper uses 0.95."),
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
            "v <- rho v + (1 - rho) g^2; u = g sqrt(s + epsilon) / sqrt(v + epsilon); s <- " +
            "rho s + (1 - rho) u^2; theta <- theta - learningRate * u",
          paper: "Zeiler 2012",
          helps: "Begins with tiny steps. For comparison.",
        }),
      )
      .meta(inForm({ label: "Adadelta", kind: "A rate for each weight" })),
    z
      .strictObject({
        type: z.literal("rmsprop"),
        learningRate: learningRate(0.001),
        rho: rho("Decay of the running mean of squared gradients."),
        epsilon: epsilon(1e-7),
        centered: z
          .boolean()
          .optional()
          .describe(
            "Divide by the root of the gradients' running variance, and not of their " +
              "second moment (Graves 2013).",
          )
          .meta(inForm({ label: "Centred" })),
        momentum: momentum
          .optional()
          .describe(
            "Momentum after the division, in the textbook's form: v <- momentum * v + " +
              "learningRate * u; theta <- theta - v. A number, or a schedule.",
          ),
        ...coupled,
        ...around,
      })
      .meta(
        entry({
          summary:
            "Divides by the root of a running mean of squared gradients; epsilon stands " +
            "outside the root.",
          formula:
            "v <- rho v + (1 - rho) g^2; theta <- theta - learningRate * g / (sqrt(v) + epsilon)",
          paper: "Hinton 2012",
          helps: "Without momentum, which is why Wasserstein GANs with clipped weights use it.",
        }),
      )
      .meta(inForm({ label: "RMSprop", kind: "A rate for each weight" })),
    ...momentOptimizers,
    ...matrixOptimizers,
  ])
  .meta({ id: "optimizer" });
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
export type OptimizerType = OptimizerConfig["type"];
export type ClipConfig = z.infer<typeof clip>;
