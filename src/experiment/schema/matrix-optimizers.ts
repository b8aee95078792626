import * as z from "../../shared/zod";
import { entry } from "./entry";
import { inForm } from "./form";
import { positiveInt } from "./numbers";
import {
  around,
  beta1,
  beta2,
  coupled,
  decoupled,
  epsilon,
  learningRate,
  meanMomentum,
  momentum,
} from "./optimizer-settings";

/** Optimizers that treat a weight matrix as a whole, and not number by number. */
export const matrixOptimizers = [
  z
    .strictObject({
      type: z.literal("muon"),
      learningRate: learningRate(0.02).describe(
        "Step size of matrices, the size of a step's largest singular value: a number, or a " +
          "schedule.",
      ),
      momentum: meanMomentum
        .prefault(0.95)
        .describe("Decay of the running mean of gradients: a number, or a schedule."),
      matrices: z
        .enum(["hidden", "all"])
        .optional()
        .describe(
          "hidden, which is the default: the kernels of all layers but the first and the last. " +
            "all: every kernel. Adam takes the other weights, embeddings among them.",
        )
        .meta(
          inForm({
            label: "Matrices",
            none: "hidden",
            help:
              "Which kernels move by Muon. The authors leave the first and the last layer to " +
              "Adam; a net of two layers then has none.",
          }),
        ),
      adamLearningRate: learningRate(0.0003)
        .describe("Step size of the weights that Adam takes: a number, or a schedule.")
        .meta(
          inForm({
            label: "Adam's learning rate",
            help: "The rate of biases and of the kernels that Muon leaves to Adam.",
          }),
        ),
      beta1: beta1(0.9, "Adam's decay of the running mean of gradients."),
      beta2: beta2(0.95, "Adam's decay of the running mean of squared gradients."),
      epsilon: epsilon(1e-10, "Added outside Adam's square root."),
      weightDecay: decoupled.optional(),
      ...around,
    })
    .meta(
      entry({
        summary:
          "Momentum whose step has singular values of nearly one size: no direction of a matrix " +
          "is moved much more than another. Kernels of convolutions are matrices of all but " +
          "their last axis times the last.",
        formula:
          "m <- momentum m + (1 - momentum) g; G = momentum m + (1 - momentum) g = U S V^T; " +
          "theta <- theta - learningRate sqrt(max(1, columns / rows)) U V^T, U V^T to within " +
          "0.3 by five Newton-Schulz steps X <- a X + (b A + c A^2) X, A = X X^T, (a, b, c) = " +
          "(3.4445, -4.775, 2.0315), from X = G / ||G||",
        paper: "Jordan et al. 2024, whose code computes the steps in bfloat16; here float32",
        helps:
          "An experiment in GANs: no practice stands behind it yet. Its rate does not depend on " +
          "the size of gradients; begin at 0.002 to 0.02.",
      }),
    )
    .meta(inForm({ label: "Muon", kind: "Matrices as a whole" })),
  z
    .strictObject({
      type: z.literal("shampoo"),
      learningRate: learningRate(0.001),
      beta2: beta2(0.99, "Decay of the running means of G G^T, G^T G and g^2."),
      epsilon: epsilon(1e-8, "Added outside the square root of RMSprop's step."),
      ridge: z
        .number()
        .min(1e-6)
        .max(0.1)
        .default(1e-5)
        .describe(
          "Share of its norm (the largest row's sum of sizes) that is added to the diagonal of a " +
            "preconditioner before its root is taken, so that in float32 it has one.",
        )
        .meta(
          inForm({
            label: "Ridge",
            help: "How far rare directions are held back: larger is more careful. 0.00001 is usual.",
          }),
        ),
      maxSize: positiveInt
        .default(256)
        .describe(
          "A side of a matrix with more entries than this has no preconditioner. The root of each " +
            "takes 60 to 80 products of matrices of the side's size in every step.",
        )
        .meta(
          inForm({
            label: "Largest side",
            help: "Sides of matrices beyond this size are left alone. 256 keeps steps short.",
          }),
        ),
      grafting: z
        .enum(["rmsprop", "none"])
        .optional()
        .describe(
          "rmsprop, which is the default: the step of each matrix has the length that RMSprop's " +
            "would have, so that rates are RMSprop's. none: Shampoo's own length.",
        )
        .meta(
          inForm({
            label: "Length of a step",
            none: "rmsprop",
            help: "Where the length of steps comes from: as RMSprop's, or Shampoo's own.",
          }),
        ),
      momentum: momentum
        .optional()
        .describe(
          "Momentum after it, in the textbook's form: v <- momentum * v + learningRate * u; " +
            "theta <- theta - v. A number, or a schedule.",
        ),
      ...coupled,
      ...around,
    })
    .meta(
      entry({
        summary:
          "Second-order scaling of a matrix by its rows and by its columns: directions that " +
          "gradients mostly take are shortened, rare ones lengthened. Biases, and matrices of " +
          "which both sides are large, move by RMSprop. Roots come from Newton steps, which " +
          "are products alone.",
        formula:
          "L <- beta2 L + (1 - beta2) G G^T; R <- beta2 R + (1 - beta2) G^T G; u = " +
          "(Lhat + ridge ||Lhat|| I)^(-1/4) G (Rhat + ridge ||Rhat|| I)^(-1/4), Lhat = L / (1 - " +
          "beta2^t); theta <- theta - learningRate * u ||d|| / ||u||, d of RMSprop with " +
          "bias correction",
        paper: "Gupta et al. 2018; running means and grafting of Anil et al. 2020",
        helps:
          "For comparison with first-order optimizers, at RMSprop's rates. Roots make a step much " +
          "slower than Adam's, the more so the wider the layers are.",
      }),
    )
    .meta(inForm({ label: "Shampoo", kind: "Matrices as a whole" })),
] as const;
