import * as z from "../../shared/zod";
import { entry } from "./entry";
import { positiveInt } from "./numbers";

/*
 * How weights start. fanIn: inputs of a unit, fanOut: outputs of an input; in a convolution each
 * counts once for every pixel of the kernel. The normal distributions are not truncated.
 */
export const initializerSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("glorotUniform") }).meta(
      entry({
        summary: "Uniform, with a variance that suits both the pass forward and the one back.",
        formula: "w ~ U(-r, r), r = sqrt(6 / (fanIn + fanOut))",
        paper: "Glorot and Bengio 2010",
      }),
    ),
    z.strictObject({ type: z.literal("glorotNormal") }).meta(
      entry({
        summary: "Normal with the variance of glorotUniform.",
        formula: "w ~ N(0, 2 / (fanIn + fanOut))",
        paper: "Glorot and Bengio 2010",
      }),
    ),
    z.strictObject({ type: z.literal("heUniform") }).meta(
      entry({
        summary: "Uniform with the variance of heNormal.",
        formula: "w ~ U(-r, r), r = sqrt(6 / fanIn)",
        paper: "He et al. 2015",
      }),
    ),
    z.strictObject({ type: z.literal("heNormal") }).meta(
      entry({
        summary: "Normal, made for relu: signals keep their size through deep nets.",
        formula: "w ~ N(0, 2 / fanIn)",
        paper: "He et al. 2015",
      }),
    ),
    z
      .strictObject({
        type: z.literal("uniform"),
        range: z.number().positive().default(0.05).describe("Largest size of a weight."),
      })
      .meta(
        entry({
          summary: "Uniform around 0: pylearn2's irange.",
          formula: "w ~ U(-range, range)",
          paper: "Goodfellow et al. 2014, with 0.05 for G and 0.005 for D",
        }),
      ),
    z
      .strictObject({
        type: z.literal("normal"),
        stddev: z.number().positive().default(0.02).describe("Standard deviation."),
      })
      .meta(
        entry({
          summary: "Normal with mean 0.",
          formula: "w ~ N(0, stddev^2)",
          paper: "Radford et al. 2016, DCGAN, with 0.02",
        }),
      ),
    z
      .strictObject({
        type: z.literal("sparse"),
        nonzero: positiveInt.describe("Weights of each unit that are not 0."),
        stddev: z.number().positive().default(1).describe("Standard deviation of these."),
      })
      .meta(
        entry({
          summary:
            "Each unit starts with so many inputs, at places drawn for it, and weights 0 " +
            "elsewhere: pylearn2's sparse_init. For kernels.",
          formula: "w ~ N(0, stddev^2) at nonzero places of each unit, else w = 0",
          paper: "Martens 2010",
          helps:
            "Units of a wide layer start out different from each other and far from saturation.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("orthogonal"),
        gain: z.number().positive().default(1).describe("Length of the rows or columns."),
      })
      .meta(
        entry({
          summary:
            "A random orthogonal matrix, of the kernel with all axes but the last as one. " +
            "For kernels.",
          formula:
            "W'W = gain^2 I, or WW' = gain^2 I where W is wide; W is the polar factor of a " +
            "normal matrix",
          paper: "Saxe et al. 2014; Brock et al. 2019",
          helps: "Lengths of signals stay the same through linear layers.",
        }),
      ),
    z
      .strictObject({
        type: z.literal("constant"),
        value: z.number().default(0).describe("The value."),
      })
      .meta(entry({ summary: "The same value everywhere." })),
    z.strictObject({ type: z.literal("dataMarginals") }).meta(
      entry({
        summary: "Bias only, for a sigmoid output: training starts at the mean picture.",
        formula:
          "b = log(p / (1 - p)), p: each pixel's mean over the data, within [1e-4, 1 - 1e-4]",
        paper: "code of Goodfellow et al. 2014",
      }),
    ),
  ])
  .meta({ id: "initializer" });
export type Initializer = z.infer<typeof initializerSchema>;

export const initializers = {
  kernelInitializer: initializerSchema
    .default({ type: "glorotUniform" })
    .describe("How the weights start."),
  biasInitializer: initializerSchema
    .default({ type: "constant", value: 0 })
    .describe("How the biases start."),
  useBias: z
    .boolean()
    .optional()
    .describe("false: no biases are added, as before a batchNorm, which takes them away again."),
};

/** How the factors of a normalisation start: around 1, not around 0 as weights do. */
export const gammaInitializerSchema = z
  .discriminatedUnion("type", [
    z
      .strictObject({
        type: z.literal("normal"),
        mean: z.number().default(1).describe("Mean."),
        stddev: z.number().positive().default(0.02).describe("Standard deviation."),
      })
      .meta(
        entry({
          summary: "Normal around 1.",
          formula: "gamma ~ N(mean, stddev^2)",
          paper: "code of Radford et al. 2016, DCGAN, with 1 and 0.02",
        }),
      ),
    z
      .strictObject({
        type: z.literal("constant"),
        value: z.number().default(1).describe("The value."),
      })
      .meta(
        entry({
          summary: "The same factor everywhere.",
          helps:
            "0 at the end of a residual block makes it start as its shortcut (Goyal et al. 2017).",
        }),
      ),
  ])
  .meta({ id: "gammaInitializer" });
export type GammaInitializer = z.infer<typeof gammaInitializerSchema>;
