import * as z from "../shared/zod";
import { MAX_DISCRIMINATOR_STEPS } from "../shared/discriminator-steps";
import { COMPILE_MODES, ENGINES } from "../shared/engines";

/*
 * The one description of a `*.gan.json` file. Types, defaults, validation messages, the JSON Schema of the editor
 * and the reference page all come from it. Names follow Keras, in camelCase.
 */

const positiveInt = z.int().min(1);
const fraction = z.number().min(0).max(1);

// ---- values that may change with the step

export const scheduleSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("exponential"),
    initial: z.number().describe("Value at step 0."),
    decay: z.number().positive().describe("The value is multiplied by this at each step, for example 0.999996."),
    floor: z.number().default(0).describe("The value never falls below this."),
  }).describe("Exponential decay: max(floor, initial * decay^step)."),
  z.strictObject({
    type: z.literal("step"),
    initial: z.number().describe("Value at step 0."),
    factor: z.number().positive().describe("Multiplies the value every `every` steps."),
    every: positiveInt.describe("Steps between two drops."),
  }).describe("Step decay: initial * factor^floor(step / every)."),
  z.strictObject({
    type: z.literal("linear"),
    from: z.number().describe("Value up to step `start`."),
    to: z.number().describe("Value from step `end` on."),
    start: z.int().min(0).default(0).describe("The step at which the change begins."),
    end: positiveInt.describe("The step at which the change is complete."),
  }).refine(({ start, end }) => end > start, { path: ["end"], message: "must be after start" }).describe("A straight line between two values, constant before and after."),
]);
export type Schedule = z.infer<typeof scheduleSchema>;

const scheduled = (value: z.ZodNumber) => z.union([value, scheduleSchema]);

// ---- optimizers

const learningRate = scheduled(z.number().min(0)).describe("Step size: a number, or a schedule over the steps.");

export const optimizerSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("sgd"),
    learningRate: learningRate.prefault(0.01),
  }).describe("Gradient descent: theta <- theta - learningRate * gradient."),
  z.strictObject({
    type: z.literal("momentum"),
    learningRate: learningRate.prefault(0.01),
    momentum: scheduled(z.number().min(0).max(1)).prefault(0.9).describe("Share of the last update that is kept: a number, or a schedule."),
  }).describe("Momentum: v <- momentum * v + learningRate * gradient; theta <- theta - v."),
  z.strictObject({
    type: z.literal("rmsprop"),
    learningRate: learningRate.prefault(0.001),
    rho: z.number().min(0).lt(1).default(0.9).describe("Decay of the running mean of squared gradients."),
    epsilon: z.number().positive().default(1e-7).describe("Added outside the square root."),
  }).describe("RMSprop: v <- rho * v + (1 - rho) * gradient^2; theta <- theta - learningRate * gradient / (sqrt(v) + epsilon)."),
  z.strictObject({
    type: z.literal("adam"),
    learningRate: learningRate.prefault(0.001),
    beta1: z.number().min(0).lt(1).default(0.9).describe("Decay of the running mean of gradients. GANs often use 0.5."),
    beta2: z.number().min(0).lt(1).default(0.999).describe("Decay of the running mean of squared gradients."),
    epsilon: z.number().positive().default(1e-8).describe("Added outside the square root."),
  }).describe("Adam (Kingma and Ba 2015), with bias correction and epsilon outside the root."),
]);
export type OptimizerConfig = z.infer<typeof optimizerSchema>;
export type OptimizerType = OptimizerConfig["type"];

// ---- layers

export const ACTIVATIONS = ["linear", "relu", "leakyRelu", "sigmoid", "tanh", "elu", "selu", "softplus", "gelu", "swish"] as const;
export type Activation = (typeof ACTIVATIONS)[number];
const activation = z.enum(ACTIVATIONS).default("linear").describe("Applied to the layer's output. leakyRelu has slope 0.2 below zero.");

export const initializerSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("glorotUniform") }).describe("Uniform in +- sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010)."),
  z.strictObject({ type: z.literal("heNormal") }).describe("Normal with standard deviation sqrt(2 / fanIn) (He et al. 2015)."),
  z.strictObject({ type: z.literal("uniform"), range: z.number().positive().default(0.05) }).describe("Uniform in +- range."),
  z.strictObject({ type: z.literal("normal"), stddev: z.number().positive().default(0.02) }).describe("Normal with mean 0; DCGAN uses 0.02."),
  z.strictObject({ type: z.literal("constant"), value: z.number().default(0) }).describe("The same value everywhere."),
  z.strictObject({ type: z.literal("dataMarginals") }).describe("Bias only, for a sigmoid output: the log-odds of each pixel's mean over the data, so that training starts at the mean picture."),
]);
export type Initializer = z.infer<typeof initializerSchema>;
const kernelInitializer = initializerSchema.default({ type: "glorotUniform" }).describe("How the weights start.");
const biasInitializer = initializerSchema.default({ type: "constant", value: 0 }).describe("How the biases start.");
const padding = z.enum(["same", "valid"]).default("same").describe("same: output size = size / strides, rounded up; valid: no padding.");
const kernelSize = positiveInt.describe("Side of the square kernel, in pixels.");
const strides = positiveInt.default(1).describe("Step of the kernel, in pixels.");

export const layerSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("dense"), units: positiveInt.describe("Number of outputs."), activation, kernelInitializer, biasInitializer,
  }).describe("Fully connected layer."),
  z.strictObject({
    type: z.literal("maxout"), units: positiveInt.describe("Number of outputs."),
    pieces: z.int().min(2).describe("Linear pieces of which each output is the maximum."), kernelInitializer, biasInitializer,
  }).describe("Maxout (Goodfellow et al. 2013): the maximum over several linear maps."),
  z.strictObject({
    type: z.literal("conv2d"), filters: positiveInt.describe("Output channels."), kernelSize, strides, padding, activation, kernelInitializer, biasInitializer,
  }).describe("2-D convolution over [height, width, channels]."),
  z.strictObject({
    type: z.literal("conv2dTranspose"), filters: positiveInt.describe("Output channels."), kernelSize, strides, padding, activation, kernelInitializer, biasInitializer,
  }).describe("2-D transposed convolution; with padding same the output is `strides` times as large."),
  z.strictObject({
    type: z.literal("batchNorm"),
    momentum: fraction.default(0.9).describe("Share of the moving statistics kept at each step; used when samples are drawn."),
    epsilon: z.number().positive().default(1e-5).describe("Added to the variance."),
  }).describe("Batch normalisation (Ioffe and Szegedy 2015) over the last axis."),
  z.strictObject({ type: z.literal("dropout"), rate: z.number().min(0).lt(1).describe("Share of the inputs set to zero; the others are scaled by 1 / (1 - rate).") })
    .describe("Dropout while training; does nothing when samples are drawn or D is evaluated."),
  z.strictObject({ type: z.literal("activation"), activation: z.enum(ACTIVATIONS).describe("The function.") }).describe("An activation as a layer of its own, for example after batchNorm."),
  z.strictObject({ type: z.literal("reshape"), targetShape: z.array(positiveInt).min(1).max(3).describe("Shape of one sample, for example [28, 28, 1].") }).describe("The same numbers in another shape."),
  z.strictObject({ type: z.literal("flatten") }).describe("All numbers of a sample in one row."),
]);
export type Layer = z.infer<typeof layerSchema>;

const network = z.strictObject({ layers: z.array(layerSchema).min(1).describe("Layers from input to output.") });

// ---- data

export const dataSchema = z.discriminatedUnion("source", [
  z.strictObject({
    source: z.literal("gaussian"),
    mean: z.number().default(0), stddev: z.number().positive().default(1),
  }).describe("Numbers from a normal distribution, drawn afresh for each batch."),
  z.strictObject({
    source: z.literal("ring"),
    modes: positiveInt.default(8), radius: z.number().positive().default(1), stddev: z.number().positive().default(0.01),
  }).describe("Points from Gaussians evenly placed on a circle, drawn afresh for each batch."),
  z.strictObject({
    source: z.literal("grid"),
    side: positiveInt.default(5).describe("Gaussians along each side."), spacing: z.number().positive().default(2), stddev: z.number().positive().default(0.05),
  }).describe("Points from Gaussians on a square grid centred at 0, drawn afresh for each batch."),
  z.strictObject({
    source: z.literal("mnist"),
    range: z.enum(["zeroToOne", "minusOneToOne"]).default("zeroToOne").describe("Pixel range; it must fit the generator's last activation (sigmoid or tanh)."),
  }).describe("60,000 handwritten digits of 28 x 28 x 1 pixels (LeCun et al. 1998), fetched once."),
]);
export type DataConfig = z.infer<typeof dataSchema>;

// ---- the experiment

export const LOSSES = ["nonSaturating", "minimax", "leastSquares"] as const;

const every = (what: string) => z.int().min(0).describe(`Steps between two ${what}; 0: only at the end.`);

export const experimentSchema = z.strictObject({
  $schema: z.string().optional().describe("Ignored; for other editors."),
  name: z.string().regex(/^[\w][\w. -]*$/, "letters, digits, spaces, and . _ - only").max(60).optional().describe("Name of the runs; by default the file's name."),
  description: z.string().optional().describe("A note to yourself."),
  data: dataSchema.describe("What the generator is to imitate."),
  latent: z.strictObject({
    size: positiveInt.describe("Numbers in one latent vector z."),
    distribution: z.enum(["normal", "uniform"]).default("normal").describe("normal: mean 0, standard deviation 1; uniform: in +- sqrt(3), which has the same variance."),
  }).describe("The generator's input, drawn afresh for each batch."),
  generator: network.describe("G: from a latent vector to a sample."),
  discriminator: network.describe("D: from a sample to one number, the logit of the probability that it is real. No activation at the end."),
  objective: z.strictObject({
    loss: z.enum(LOSSES).default("nonSaturating").describe("nonSaturating: G maximises log D(G(z)); minimax: G minimises log(1 - D(G(z))); leastSquares: targets 1 and 0 (Mao et al. 2017)."),
  }).prefault({}).describe("The game the two networks play."),
  optimizer: z.strictObject({
    generator: optimizerSchema, discriminator: optimizerSchema,
  }).describe("One optimizer for each network; either can be exchanged while training."),
  training: z.strictObject({
    steps: positiveInt.default(2000).describe("Steps to train. One step: `discriminatorSteps` updates of D, then one of G."),
    batchSize: positiveInt.default(64).describe("Samples in a batch."),
    discriminatorSteps: positiveInt.max(MAX_DISCRIMINATOR_STEPS).default(1).describe("k of Algorithm 1: updates of D, each on fresh data and noise, for one of G. It can be changed while training."),
    seed: z.int().min(0).max(2 ** 31 - 1).default(1).describe("Fixes weights, noise and data order."),
  }).prefault({}),
  samples: z.strictObject({
    every: every("pictures").default(100),
    count: z.int().min(1).max(1024).default(64).describe("Samples in a picture; for 1-D and 2-D data, points drawn (at least 1,000 are used)."),
  }).prefault({}).describe("Pictures of what G makes, always from the same latent vectors."),
  evaluation: z.strictObject({ every: every("evaluations").default(0) }).prefault({}).describe("Measures of the distance between data and samples, where the data has one."),
  checkpoint: z.strictObject({
    every: every("checkpoints").default(500),
    keep: positiveInt.default(3).describe("Latest checkpoints to keep."),
  }).prefault({}).describe("Complete states to resume from."),
  compile: z.enum(COMPILE_MODES).default("loop").describe("loop: a step is recorded once and run as one program, many steps at a time; xla: that program is compiled by XLA, which takes seconds and pays for very small networks (TensorFlow only, and other random numbers); off: op by op."),
  engine: z.enum(["auto", ...ENGINES]).default("auto").describe("What computes: auto takes TensorFlow if it is installed, else the best of the others."),
});
/** A complete experiment: every default filled in. */
export type Experiment = z.output<typeof experimentSchema>;
/** An experiment as a person writes it. */
export type ExperimentInput = z.input<typeof experimentSchema>;

