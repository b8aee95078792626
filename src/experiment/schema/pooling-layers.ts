import * as z from "../../shared/zod";
import { entry } from "./entry";
import { positiveInt } from "./numbers";

/* Layers that make one value of a window of pixels, or of all of them. */

const poolSize = positiveInt.default(2).describe("Side of the square window, in pixels.");
const poolStrides = positiveInt
  .optional()
  .describe("Step of the window, in pixels; without a value poolSize.");

export const poolingLayers = [
  z
    .strictObject({
      type: z.literal("maxPooling2d"),
      poolSize,
      strides: poolStrides,
      padding: z
        .enum(["same", "valid", "end"])
        .default("valid")
        .describe(
          "valid: whole windows only; same: output size = size / strides, rounded up; end: " +
            "as valid, and a last window that begins inside the picture and sticks out, " +
            "where pixels are left over (pylearn2's; PyTorch's ceil_mode).",
        ),
    })
    .meta(
      entry({
        summary: "The largest value of each window, for each channel.",
        helps:
          "Has no second derivative: in D it goes neither with gradient penalties nor with " +
          "unrolling.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("averagePooling2d"),
      poolSize,
      strides: poolStrides,
      padding: z
        .enum(["same", "valid"])
        .default("valid")
        .describe("valid: whole windows only; same: output size = size / strides, rounded up."),
    })
    .meta(
      entry({
        summary:
          "The mean of each window, for each channel; windows that stick out count the " +
          "pixels inside.",
        helps:
          "Has a second derivative only where windows lie side by side: for gradient " +
          "penalties or unrolling D's need strides equal to poolSize, and padding valid.",
      }),
    ),
  z.strictObject({ type: z.literal("globalSumPooling2d") }).meta(
    entry({
      summary:
        "The sum over all pixels, for each channel: [height, width, channels] becomes [channels].",
      paper: "Miyato et al. 2018",
      helps: "Before the last layer of a residual D.",
    }),
  ),
] as const;
