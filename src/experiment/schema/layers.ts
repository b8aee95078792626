import * as z from "../../shared/zod";
import { activationAlone } from "./activations";
import { entry } from "./entry";
import { gammaInitializerSchema, initializers, initializerSchema } from "./initializers";
import { kernelLayers, spectralNorm } from "./kernel-layers";
import { fraction, positiveInt } from "./numbers";
import { poolingLayers } from "./pooling-layers";

export { ACTIVATIONS, type Activation } from "./activations";
export { type GammaInitializer, type Initializer, initializerSchema } from "./initializers";

/* ---- what several layers have in common */

const embeddingInitializer = initializerSchema
  .default({ type: "glorotUniform" })
  .describe("How the classes' vectors start.");
const epsilon = z.number().positive().default(1e-5).describe("Added to the variance.");

/* ---- the layers */

const plainLayers = [
  ...kernelLayers,
  z
    .strictObject({
      type: z.literal("upsampling2d"),
      factor: z
        .int()
        .min(2)
        .max(16)
        .default(2)
        .describe("How many times each pixel is repeated, in both directions."),
    })
    .meta(
      entry({
        summary: "Makes pictures larger by repeating pixels (nearest neighbour).",
        paper: "Odena et al. 2016",
        helps: "Before a conv2d, in place of a conv2dTranspose, whose checkerboards it avoids.",
      }),
    ),
  ...poolingLayers,
  z
    .strictObject({
      type: z.literal("batchNorm"),
      momentum: fraction
        .default(0.9)
        .describe(
          "Share of the moving statistics kept at each step; used when samples are drawn. " +
            "The moving variance takes the batch's biased one, divided by n, as in Keras; " +
            "PyTorch's divides by n - 1.",
        ),
      epsilon,
      gammaInitializer: gammaInitializerSchema
        .optional()
        .describe("How gamma starts; without it as 1."),
    })
    .meta(
      entry({
        summary: "Batch normalisation over all axes but the last.",
        formula:
          "y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of the batch",
        paper: "Ioffe and Szegedy 2015",
        helps:
          "Inside G. In D it ties the samples of a batch together, and does not go with " +
          "gradient penalties.",
      }),
    ),
  z.strictObject({ type: z.literal("layerNorm"), epsilon }).meta(
    entry({
      summary:
        "Layer normalisation: each sample by itself, over all its numbers; gamma and beta " +
        "for each place of the last axis.",
      formula:
        "y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance of the sample",
      paper: "Ba et al. 2016; on pictures as in Gulrajani et al. 2017",
      helps: "In D in place of batchNorm: it goes with gradient penalties.",
    }),
  ),
  z.strictObject({ type: z.literal("instanceNorm"), epsilon }).meta(
    entry({
      summary: "Instance normalisation: each channel of each picture by itself.",
      formula:
        "y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and variance over " +
        "the channel's pixels",
      paper: "Ulyanov et al. 2016",
    }),
  ),
  z.strictObject({ type: z.literal("pixelNorm") }).meta(
    entry({
      summary:
        "Pixelwise normalisation: the channels of each pixel, or the numbers of a row, are " +
        "divided by their root mean square. It has no weights.",
      formula: "y = x / sqrt(mean over channels of x^2 + 1e-8)",
      paper: "Karras et al. 2018",
      helps:
        "In G after each convolution, and on the latent, in place of batchNorm: sizes cannot " +
        "escalate, and a sample depends on its own latent alone.",
    }),
  ),
  z.strictObject({ type: z.literal("minibatchStddev") }).meta(
    entry({
      summary:
        "Appends one number that is the same for the whole batch, as a channel where there " +
        "are pixels: the mean over all places of the standard deviation over the batch.",
      formula: "s = mean_i sqrt(var_batch(x_i) + 1e-8)",
      paper: "Karras et al. 2018, over the whole batch",
      helps: "Against mode collapse: D sees how varied a batch is. Near the end of D.",
    }),
  ),
  z
    .strictObject({
      type: z.literal("dropout"),
      rate: z
        .number()
        .min(0)
        .lt(1)
        .optional()
        .describe("Share of the inputs set to zero; the others are scaled by 1 / (1 - rate)."),
      includeProbability: z
        .number()
        .gt(0)
        .max(1)
        .optional()
        .describe("The paper's form, in place of rate: share of the inputs that are kept."),
      scale: z
        .number()
        .positive()
        .optional()
        .describe(
          "Beside includeProbability: the factor of what is kept; without a value 1 / " +
            "includeProbability.",
        ),
    })
    .refine(
      ({ rate, includeProbability }) => rate !== undefined || includeProbability !== undefined,
      { path: ["rate"], message: "must be given, or includeProbability" },
    )
    .refine(
      ({ rate, includeProbability }) => rate === undefined || includeProbability === undefined,
      { path: ["includeProbability"], message: "says the same as rate; remove one of them" },
    )
    .refine(
      ({ scale, includeProbability }) => scale === undefined || includeProbability !== undefined,
      { path: ["scale"], message: "belongs to includeProbability; rate scales by itself" },
    )
    .meta(
      entry({
        summary:
          "Dropout in every training pass, also in D's passes while G is trained; does " +
          "nothing when samples are drawn or D is evaluated.",
        formula: "y = x m scale, m ~ Bernoulli(includeProbability)",
        paper: "Hinton et al. 2012",
        helps: "The paper's D keeps 0.8 of its inputs (scale 1.25) and 0.5 elsewhere (scale 2).",
      }),
    ),
  z
    .strictObject({ type: z.literal("activation"), ...activationAlone })
    .meta(entry({ summary: "An activation as a layer of its own, for example after batchNorm." })),
  z
    .strictObject({
      type: z.literal("label"),
      units: positiveInt
        .optional()
        .describe(
          "In place of one number for each class: so many, a vector that is learned for " +
            "each class.",
        ),
      embeddingInitializer,
    })
    .meta(
      entry({
        summary:
          "Makes the GAN conditional: appends the sample's class along the last axis, as " +
          "one number for each class (1 for its own, else 0), or with units as a learned " +
          "vector. On pictures each number becomes a constant channel. The data must have " +
          "classes.",
        formula: "y = (x, e_class), or (x, V_class) with V: [classes, units]",
        paper: "Mirza and Osindero 2014",
        helps:
          "First in G, after its latent vector, and in D on its input or further in. G " +
          "then makes the class that it is asked for.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("labelProjection"),
      ...initializers,
      embeddingInitializer,
      spectralNorm,
    })
    .meta(
      entry({
        summary:
          "Makes the GAN conditional: the last layer of D, in place of a dense layer with " +
          "one unit, with a learned vector for each class. With spectralNorm kernel and " +
          "vectors are each divided by their largest singular value.",
        formula: "y = h w + b + h . V_class, V: [classes, inputs]",
        paper: "Miyato and Koyama 2018",
        helps:
          "Mostly better than label in D where there are many classes; G has a label layer " +
          "beside it.",
      }),
    ),
  z
    .strictObject({
      type: z.literal("reshape"),
      targetShape: z
        .array(positiveInt)
        .min(1)
        .max(3)
        .describe("Shape of one sample, for example [28, 28, 1]."),
    })
    .meta(entry({ summary: "The same numbers in another shape." })),
  z
    .strictObject({ type: z.literal("flatten") })
    .meta(entry({ summary: "All numbers of a sample in one row." })),
] as const;

const innerLayers = z.array(z.discriminatedUnion("type", plainLayers)).min(1);

export const layerSchema = z
  .discriminatedUnion("type", [
    ...plainLayers,
    z
      .strictObject({
        type: z.literal("residual"),
        layers: innerLayers.describe("Layers whose output is added to that of the shortcut."),
        shortcut: innerLayers
          .optional()
          .describe(
            "Layers on the other way, where shape or size changes: mostly a conv2d of " +
              "kernelSize 1. Without them it is the input itself.",
          ),
      })
      .meta(
        entry({
          summary: "Residual block: the sum of two ways from its input.",
          formula: "y = layers(x) + shortcut(x)",
          paper: "He et al. 2016; in GANs Gulrajani et al. 2017",
          helps:
            "Trains deep nets. Put upsampling2d or averagePooling2d into both ways to " +
            "change the size.",
        }),
      ),
  ])
  .meta({ id: "layer" });
export type Layer = z.infer<typeof layerSchema>;
/** The config of one type of layer, or of several. */
export type LayerOf<T extends Layer["type"]> = Extract<Layer, { type: T }>;
