import * as z from "../../shared/zod";
import { activated } from "./activations";
import { entry } from "./entry";
import { initializers } from "./initializers";
import { positiveInt } from "./numbers";

/* Layers with a kernel: dense ones and convolutions. */

const kernelMaxNorm = z
  .number()
  .positive()
  .optional()
  .meta(
    entry({
      summary:
        "After each update a unit's incoming weights are shortened to this Euclidean norm " +
        "where they are longer (pylearn2's max_col_norm and max_kernel_norm). Of a maxout " +
        "layer, each piece's.",
      formula: "w <- w min(1, kernelMaxNorm / ||w||)",
      paper: "Srebro and Shraibman 2005; Hinton et al. 2012",
      helps: "Allows high learning rates beside dropout. The paper's nets for TFD have 1.9365.",
    }),
  );
export const spectralNorm = z
  .boolean()
  .optional()
  .meta(
    entry({
      summary:
        "The kernel is divided by an estimate of its largest singular value: one power " +
        "iteration for each pass in training, whose vectors count as constants for the " +
        "gradient.",
      formula:
        "W / sigma(W), sigma = u'Wv, v = W'u / ||W'u||, u = Wv / ||Wv||, W: [outputs, all else]",
      paper: "Miyato et al. 2018",
      helps: "In all layers of D it bounds D's slope, mostly beside the hinge loss.",
    }),
  );
const units = positiveInt.describe("Number of outputs.");
const pieces = z.int().min(2).describe("Linear pieces of which each output is the maximum.");
const filters = positiveInt.describe("Output channels.");
const kernelSize = positiveInt.describe("Side of the square kernel, in pixels.");
const strides = positiveInt.default(1).describe("Step of the kernel, in pixels.");
const padding = z
  .enum(["same", "valid"])
  .default("same")
  .describe("same: output size = size / strides, rounded up; valid: no padding.");
const widePadding = z
  .union([z.enum(["same", "valid"]), z.int().min(0)])
  .default("same")
  .describe(
    "same: output size = size / strides, rounded up; valid: no padding; a number: so many " +
      "zeros at each side.",
  );

export const kernelLayers = [
  z
    .strictObject({
      type: z.literal("dense"),
      units,
      ...activated,
      ...initializers,
      kernelMaxNorm,
      spectralNorm,
    })
    .meta(
      entry({
        summary: "Fully connected layer.",
        formula: "y = activation(x W + b)",
      }),
    ),
  z.strictObject({ type: z.literal("maxout"), units, pieces, ...initializers, kernelMaxNorm }).meta(
    entry({
      summary: "Maxout: each output is the maximum over several linear maps.",
      formula: "y_u = max_p (x W_up + b_up)",
      paper: "Goodfellow et al. 2013",
      helps: "The paper's discriminators are made of it, with dropout between.",
    }),
  ),
  z
    .strictObject({
      type: z.literal("conv2d"),
      filters,
      kernelSize,
      strides,
      padding: widePadding,
      ...activated,
      ...initializers,
      kernelMaxNorm,
      spectralNorm,
    })
    .meta(
      entry({
        summary: "2-D convolution over [height, width, channels].",
      }),
    ),
  z
    .strictObject({
      type: z.literal("maxoutConv2d"),
      filters,
      pieces,
      kernelSize,
      strides,
      padding: widePadding,
      ...initializers,
      kernelMaxNorm,
    })
    .meta(
      entry({
        summary:
          "2-D convolution with maxout: each output channel is the maximum over several filters.",
        formula: "y_f = max_p (x * W_fp + b_fp)",
        paper: "Goodfellow et al. 2013",
        helps: "The paper's convolutional discriminator for CIFAR-10.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("conv2dTranspose"),
      filters,
      kernelSize,
      strides: strides.describe(
        "How far apart, in the output, the kernels of neighbouring pixels begin.",
      ),
      padding: padding.describe(
        "same: output size = size * strides; valid: what kernels reach beyond it stays, " +
          "size * strides + max(kernelSize - strides, 0).",
      ),
      ...activated,
      ...initializers,
      kernelMaxNorm,
      tiedBias: z
        .boolean()
        .optional()
        .describe(
          "false: each pixel of each channel has its own bias, as in the paper's generator " +
            "for CIFAR-10; else one for each channel.",
        ),
    })
    .meta(
      entry({
        summary:
          "2-D transposed convolution: each pixel puts its kernel, times its value, into " +
          "the output, where kernels that overlap are added up.",
        paper: "Zeiler et al. 2010",
        helps: "A kernelSize that is a multiple of strides avoids checkerboards.",
      }),
    ),
] as const;
