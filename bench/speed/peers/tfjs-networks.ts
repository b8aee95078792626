import { PIXEL_RANGES } from "../../../src/data/dataset";
import type { DataConfig, Layer, OptimizerConfig } from "../../../src/experiment/schema";
import * as tf from "../../../src/tensor/tf";
import { first, last, valueOf } from "../../../test/support/values";

/** The words for activations that the workloads use, in stock tfjs. */
const ACTIVATIONS = new Map<string, Part>([
  ["linear", (x) => x],
  ["relu", (x) => tf.relu(x)],
  ["tanh", (x) => tf.tanh(x)],
  ["sigmoid", (x) => tf.sigmoid(x)],
  ["leakyRelu", (x) => tf.leakyRelu(x, 0.2)],
]);

export interface Network {
  variables: tf.Variable[];
  apply(x: tf.Tensor): tf.Tensor;
}

type Part = (x: tf.Tensor) => tf.Tensor;
type LayerOf<Type extends Layer["type"]> = Extract<Layer, { type: Type }>;
type Weighted = Extract<Layer, { kernelInitializer: unknown }>;
/** Makes a weight that is trained. */
type MakeVariable = (value: tf.Tensor) => tf.Tensor;
/** A layer's function, and the shape of what it makes of an example. */
interface Built {
  part: Part;
  output: number[];
}

/**
 * A config's layers for samples of `shape`, on tf.Variables and tfjs's own ops, as its guide would
 * have one write them.
 */
export function network(layers: readonly Layer[], shape: readonly number[]): Network {
  const variables: tf.Variable[] = [];
  const parts: Part[] = [];
  let current = [...shape];
  const variable: MakeVariable = (value) => {
    const made = tf.variable(value);
    variables.push(made);
    return made;
  };
  for (const layer of layers) {
    const { part, output } = build(layer, current, variable);
    current = output;
    parts.push(part);
    if ("activation" in layer) parts.push(valueOf(ACTIVATIONS, layer.activation));
  }
  return { variables, apply: (x) => parts.reduce((y, part) => part(y), x) };
}

function build(layer: Layer, shape: number[], variable: MakeVariable): Built {
  switch (layer.type) {
    case "dense":
    case "maxout":
      return dense(layer, shape, variable);
    case "conv2d":
    case "conv2dTranspose":
      return convolution(layer, shape, variable);
    case "batchNorm":
      return { part: batchNorm(layer, last(shape), variable), output: shape };
    case "dropout":
      return { part: (x) => tf.dropout(x, layer.rate ?? 0), output: shape };
    case "activation":
      return { part: (x) => x, output: shape };
    case "reshape":
      return { part: reshaped(layer.targetShape), output: layer.targetShape };
    case "flatten": {
      const output = [tf.util.sizeFromShape(shape)];
      return { part: reshaped(output), output };
    }
    default:
      throw new Error(`${layer.type} is in none of the networks that are compared`);
  }
}

/** Gives each example of a batch another shape. */
const reshaped =
  (shape: readonly number[]): Part =>
  (x) =>
    x.reshape([first(x.shape), ...shape]);

function dense(
  layer: LayerOf<"dense"> | LayerOf<"maxout">,
  shape: readonly number[],
  variable: MakeVariable,
): Built {
  const pieces = layer.type === "maxout" ? layer.pieces : 1;
  const inputs = first(shape);
  const outputs = layer.units * pieces;
  const kernel = variable(initial(layer, [inputs, outputs], inputs + outputs));
  const bias = variable(tf.zeros([outputs]));
  const affine: Part = (x) => tf.matMul(x, kernel).add(bias);
  const byPiece = reshaped([pieces, layer.units]);
  return {
    part: layer.type === "dense" ? affine : (x) => byPiece(affine(x)).max(1),
    output: [layer.units],
  };
}

function convolution(
  layer: LayerOf<"conv2d"> | LayerOf<"conv2dTranspose">,
  shape: readonly number[],
  variable: MakeVariable,
): Built {
  const [height, width, channels] = shape as [number, number, number];
  const { kernelSize, strides, filters } = layer;
  const transposed = layer.type === "conv2dTranspose";
  const planes = transposed ? [filters, channels] : [channels, filters];
  const kernel = variable(
    initial(layer, [kernelSize, kernelSize, ...planes], kernelSize ** 2 * (channels + filters)),
  ) as tf.Tensor4D;
  const bias = variable(tf.zeros([filters]));
  if (!transposed)
    return {
      part: (x) => tf.conv2d(x as tf.Tensor4D, kernel, strides, "same").add(bias),
      output: [Math.ceil(height / strides), Math.ceil(width / strides), filters],
    };
  const output: [number, number, number] = [height * strides, width * strides, filters];
  return {
    part: (x) => {
      const images = x as tf.Tensor4D;
      return tf
        .conv2dTranspose(images, kernel, [images.shape[0], ...output], strides, "same")
        .add(bias);
    },
    output,
  };
}

function batchNorm(layer: LayerOf<"batchNorm">, channels: number, variable: MakeVariable): Part {
  const gamma = variable(tf.ones([channels])) as tf.Tensor1D;
  const beta = variable(tf.zeros([channels])) as tf.Tensor1D;
  const movingMean = tf.variable(tf.zeros([channels]), false);
  const movingVariance = tf.variable(tf.ones([channels]), false);
  const move = (moving: tf.Variable, now: tf.Tensor) =>
    moving.assign(moving.mul(layer.momentum).add(now.mul(1 - layer.momentum)));
  return (x) => {
    const { mean, variance } = tf.moments(
      x,
      x.shape.slice(0, -1).map((_, axis) => axis),
    );
    move(movingMean, mean);
    move(movingVariance, variance);
    return tf.batchNorm(
      x as tf.Tensor4D,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      beta,
      gamma,
      layer.epsilon,
    );
  };
}

function initial(layer: Weighted, shape: number[], fans: number): tf.Tensor {
  const { kernelInitializer: how } = layer;
  if (how.type === "normal") return tf.randomNormal(shape, 0, how.stddev);
  const range = how.type === "uniform" ? how.range : Math.sqrt(6 / fans);
  return tf.randomUniform(shape, -range, range);
}

/** tfjs's own optimizer of a config. The workloads have fixed settings. */
export function optimizerOf(config: OptimizerConfig): tf.Optimizer {
  const rate = config.learningRate;
  if (typeof rate !== "number") throw new Error("a benchmark's learning rate does not change");
  if (config.type === "adam")
    return tf.train.adam(rate, config.beta1, config.beta2, config.epsilon);
  if (config.type === "momentum" && typeof config.momentum === "number")
    return tf.train.momentum(rate, config.momentum);
  throw new Error(`no workload has the optimizer ${config.type}`);
}

/** A function that gives a batch. `images`: MNIST's bytes, for data that are those. */
export function batches(
  data: DataConfig,
  size: number,
  images: () => Uint8Array,
): { shape: number[]; batch(): tf.Tensor } {
  switch (data.source) {
    case "gaussian":
      return { shape: [1], batch: () => tf.randomNormal([size, 1], data.mean, data.stddev) };
    case "ring": {
      const centres = tf.tensor2d(
        Array.from({ length: data.modes }, (_, i): [number, number] => {
          const angle = (2 * Math.PI * i) / data.modes;
          return [data.radius * Math.cos(angle), data.radius * Math.sin(angle)];
        }),
      );
      return {
        shape: [2],
        batch: () =>
          tf
            .gather(centres, tf.randomUniformInt([size], 0, data.modes))
            .add(tf.randomNormal([size, 2], 0, data.stddev)),
      };
    }
    case "mnist": {
      const bytes = images();
      const count = bytes.length / 784;
      const { scale, offset } = PIXEL_RANGES[data.range];
      const values = new Float32Array(bytes.length);
      bytes.forEach((byte, i) => {
        values[i] = byte * scale + offset;
      });
      const table = tf.tensor4d(values, [count, 28, 28, 1]);
      return {
        shape: [28, 28, 1],
        batch: () => tf.gather(table, tf.randomUniformInt([size], 0, count)),
      };
    }
    default:
      throw new Error(`no workload has the data ${data.source}`);
  }
}
