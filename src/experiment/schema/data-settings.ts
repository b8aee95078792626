import * as z from "../../shared/zod";
import { entry } from "./entry";

/* What several sources of data have in common. */

export const stddev = (value: number) =>
  z
    .number()
    .positive()
    .default(value)
    .describe("Standard deviation of the normal noise around each point.");
export const file = (what: string) =>
  z.string().min(1).describe(`${what} A relative path starts at the folder of this file.`);

/** How pixels 0..255 are scaled for training. */
export const PIXEL_RANGE_NAMES = ["zeroToOne", "minusOneToOne"] as const;
export const range = z
  .enum(PIXEL_RANGE_NAMES)
  .default("zeroToOne")
  .describe("Pixel range; it must fit the generator's last activation (sigmoid or tanh).");

export const normalisationSchema = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("globalContrast"),
      scale: z
        .number()
        .positive()
        .default(55)
        .describe("Euclidean length that each picture gets; 55 is the paper's for CIFAR-10."),
    })
    .meta(
      entry({
        summary:
          "Global contrast normalisation: each picture loses its own mean and is brought " +
          "to the same length.",
        formula:
          "x <- scale * (x - mean(x)) / ||x - mean(x)||, each picture by itself; one " +
          "without contrast becomes 0",
        paper:
          "Coates, Ng and Lee 2011; pylearn2 with sqrt_bias 0, as Goodfellow et al. 2014 " +
          "on CIFAR-10",
        helps:
          "Takes brightness and contrast out of what G has to learn. End G without an " +
          "activation: values go beyond [-1, 1].",
      }),
    ),
]);
export const normalisation = normalisationSchema
  .optional()
  .describe("Used in place of the pixel range.");
export const flip = z
  .boolean()
  .default(false)
  .describe("Mirror each picture left to right with probability 1/2, anew in every batch.");

export const officialSplit = (train: string, validation: string) =>
  z
    .enum(["all", "train"])
    .default("all")
    .describe(
      `Examples to train with. all: the whole training set; train: ${train}, which leaves ` +
        `${validation} for validation. The test set is never trained with.`,
    );
export const heldOutSplit = z
  .enum(["all", "train"])
  .default("all")
  .describe(
    "Examples to train with. all: every one; train: eight in ten, which leaves a tenth " +
      "each for validation and test, always the same ones.",
  );
