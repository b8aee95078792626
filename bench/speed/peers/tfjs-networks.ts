import { PIXEL_RANGES } from "../../../src/data/dataset";
import type { DataConfig, Layer, OptimizerConfig } from "../../../src/experiment/schema";
import * as tf from "../../../src/tensor/tf";

/** The words for activations that the workloads use, in stock tfjs. */
const ACTIVATIONS: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  sigmoid: (x) => tf.sigmoid(x),
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
};

export interface Network {
  variables: tf.Variable[];
  apply(x: tf.Tensor): tf.Tensor;
}

type Part = (x: tf.Tensor) => tf.Tensor;
type Weighted = Extract<Layer, { kernelInitializer: unknown }>;

/**
 * A config's layers for samples of `shape`, on tf.Variables and tfjs's own ops, as its guide would
 * have one write them.
 */
export function network(layers: readonly Layer[], shape: readonly number[]): Network {
  const variables: tf.Variable[] = [];
  const parts: Part[] = [];
  let current = [...shape];
  const variable = (value: tf.Tensor): tf.Tensor => {
    const made = tf.variable(value);
    variables.push(made);
    return made;
  };
  for (const layer of layers) {
    const { part, output } = build(layer, current, variable);
    current = output;
    parts.push(part);
    if ("activation" in layer) parts.push(ACTIVATIONS[layer.activation]!);
  }
  return { variables, apply: (x) => parts.reduce((y, part) => part(y), x) };
}

function build(
  layer: Layer,
  shape: number[],
  variable: (value: tf.Tensor) => tf.Tensor,
): { part: Part; output: number[] } {
  switch (layer.type) {
    case "dense":
    case "maxout": {
      const pieces = layer.type === "maxout" ? layer.pieces : 1;
      const outputs = layer.units * pieces;
      const kernel = variable(initial(layer, [shape[0]!, outputs], shape[0]! + outputs));
      const bias = variable(tf.zeros([outputs]));
      const affine = (x: tf.Tensor) => tf.matMul(x, kernel).add(bias);
      const part =
        layer.type === "dense"
          ? affine
          : (x: tf.Tensor) => affine(x).reshape([x.shape[0]!, pieces, layer.units]).max(1);
      return { part, output: [layer.units] };
    }
    case "conv2d": {
      const [height, width, channels] = shape as [number, number, number];
      const { kernelSize, strides, filters } = layer;
      const kernel = variable(
        initial(
          layer,
          [kernelSize, kernelSize, channels, filters],
          kernelSize ** 2 * (channels + filters),
        ),
      ) as tf.Tensor4D;
      const bias = variable(tf.zeros([filters]));
      return {
        part: (x) => tf.conv2d(x as tf.Tensor4D, kernel, strides, "same").add(bias),
        output: [Math.ceil(height / strides), Math.ceil(width / strides), filters],
      };
    }
    case "conv2dTranspose": {
      const [height, width, channels] = shape as [number, number, number];
      const { kernelSize, strides, filters } = layer;
      const kernel = variable(
        initial(
          layer,
          [kernelSize, kernelSize, filters, channels],
          kernelSize ** 2 * (channels + filters),
        ),
      ) as tf.Tensor4D;
      const bias = variable(tf.zeros([filters]));
      const output: [number, number, number] = [height * strides, width * strides, filters];
      return {
        part: (x) =>
          tf
            .conv2dTranspose(x as tf.Tensor4D, kernel, [x.shape[0]!, ...output], strides, "same")
            .add(bias),
        output,
      };
    }
    case "batchNorm":
      return { part: batchNorm(layer, shape[shape.length - 1]!, variable), output: shape };
    case "dropout":
      return { part: (x) => tf.dropout(x, layer.rate ?? 0), output: shape };
    case "activation":
      return { part: (x) => x, output: shape };
    case "reshape":
      return {
        part: (x) => x.reshape([x.shape[0]!, ...layer.targetShape]),
        output: layer.targetShape,
      };
    case "flatten": {
      const size = tf.util.sizeFromShape(shape);
      return { part: (x) => x.reshape([x.shape[0]!, size]), output: [size] };
    }
    default:
      throw new Error(`${layer.type} is in none of the networks that are compared`);
  }
}

function batchNorm(
  layer: Extract<Layer, { type: "batchNorm" }>,
  channels: number,
  variable: (value: tf.Tensor) => tf.Tensor,
): Part {
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
      for (let i = 0; i < values.length; i++) values[i] = bytes[i]! * scale + offset;
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
