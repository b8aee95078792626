import { ACTIVATIONS, type Layer, layerSchema } from "../../src/experiment/schema";
import type { Shape } from "../../src/experiment/shapes";
import { outputShape } from "../../src/experiment/layer-shapes";
import { initNetwork, type LayeredNetwork } from "../../src/gan/network";
import { rootKey } from "../../src/gan/random";
import { flattenNetwork } from "../../src/gan/state";
import * as tf from "../../src/tensor/tf";
import type { Values } from "../../src/tensor/values";
import { type ExportedNetwork, passOf } from "../../src/trainer/export/network";

/*
 * Networks with layers of every type, for tests of what they are exported as. Their numbers come
 * from a generator of integers, so that they are the same on every machine.
 */

const CLASSES = 3;

type LayerInput = Parameters<typeof layerSchema.parse>[0];
const layersOf = (...layers: LayerInput[]): Layer[] =>
  layers.map((layer) => layerSchema.parse(layer));

const conv = { type: "conv2d", filters: 3, kernelSize: 3, activation: "leakyRelu" };

/** A generator of pictures, [8, 8, 2] of 5 numbers and a class. */
const GENERATOR = layersOf(
  { type: "pixelNorm" },
  { type: "label", units: 4 },
  { type: "dense", units: 32, activation: "relu" },
  { type: "batchNorm" },
  { type: "dropout", rate: 0.5 },
  { type: "maxout", units: 16, pieces: 2 },
  { type: "reshape", targetShape: [2, 2, 4] },
  { type: "label" },
  {
    type: "residual",
    layers: [{ type: "batchNorm" }, { type: "upsampling2d" }, conv],
    shortcut: [{ type: "upsampling2d" }, { type: "conv2d", filters: 3, kernelSize: 1 }],
  },
  { type: "conv2dTranspose", filters: 4, kernelSize: 4, strides: 2, tiedBias: false },
  { type: "instanceNorm" },
  { type: "activation", activation: "elu", alpha: 0.5 },
  { type: "conv2dTranspose", filters: 4, kernelSize: 3, activation: "tanh", useBias: false },
  { type: "conv2d", filters: 2, kernelSize: 4, activation: "sigmoid" },
);

/** A discriminator of pictures, [9, 9, 2] and a class. */
const DISCRIMINATOR = layersOf(
  { ...conv, spectralNorm: true, strides: 2 },
  { type: "layerNorm" },
  { type: "maxoutConv2d", filters: 3, pieces: 2, kernelSize: 4, padding: 2 },
  { type: "maxPooling2d", poolSize: 2, strides: 1, padding: "same" },
  { type: "averagePooling2d", poolSize: 2, strides: 1, padding: "same" },
  { ...conv, padding: 1, filters: 4 },
  { type: "maxPooling2d", poolSize: 3, strides: 2, padding: "end" },
  { type: "conv2dTranspose", filters: 3, kernelSize: 4, strides: 3, padding: "valid" },
  { type: "averagePooling2d" },
  { type: "averagePooling2d", poolSize: 2, strides: 1 },
  { type: "minibatchStddev" },
  { type: "globalSumPooling2d" },
  { type: "dense", units: 6, spectralNorm: true },
  { type: "labelProjection", spectralNorm: true },
);

/** A network of points, [2], with every activation. */
const POINTS = layersOf(
  ...ACTIVATIONS.map((activation) => ({ type: "dense", units: 5, activation })),
  { type: "flatten" },
  { type: "dense", units: 2 },
);

interface Given {
  layers: readonly Layer[];
  input: Shape;
  classes?: number;
}

const NETWORKS: Record<string, Given & Pick<ExportedNetwork, "name">> = {
  pictures: { name: "generator", layers: GENERATOR, input: [5], classes: CLASSES },
  judgements: { name: "discriminator", layers: DISCRIMINATOR, input: [9, 9, 2], classes: CLASSES },
  points: { name: "generator", layers: POINTS, input: [2] },
};

/** Numbers in [-1, 1): multiples of 1 / 2^15, by a linear congruential generator. */
export function numbers(seed: number, count: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >> 15) / 2 ** 15 - 1;
  });
}

/** The weights of a network: small, variances positive, gammas about 1. */
function weightsOf(network: LayeredNetwork): Record<string, Values> {
  const shapes = tf.tidy(() =>
    Object.entries(flattenNetwork(initNetwork(network, { key: rootKey(1, 0) }))).map(
      ([name, { shape }]) => [name, shape] as const,
    ),
  );
  return Object.fromEntries(
    shapes.map(([name, shape], i) => {
      const values = numbers(i + 1, tf.util.sizeFromShape(shape)).map((value) =>
        /gamma|movingVariance/.test(name) ? 1 + value / 4 : value / 2,
      );
      return [name, { dtype: "float32", shape, values }];
    }),
  );
}

export interface NetworkCase {
  title: string;
  network: ExportedNetwork;
  /** Inputs for as many samples. */
  inputs(count: number): Record<string, Values>;
  /** What the network makes of them, by tfjs on its own processor backend. */
  outputs(inputs: Record<string, Values>): Float32Array;
}

export const networkCases = (): NetworkCase[] =>
  Object.entries(NETWORKS).map(([title, { name, layers, input, classes }]) => {
    const network: LayeredNetwork = { name, layers, input, classes };
    const weights = weightsOf(network);
    const exported = {
      name,
      network,
      weights,
      input: { name: name === "generator" ? ("z" as const) : ("x" as const), shape: input },
      output: {
        name: name === "generator" ? ("samples" as const) : ("output" as const),
        shape: layers.reduce<Shape>((shape, layer) => outputShape(layer, shape, classes), input),
      },
      ...(classes === undefined ? {} : { classes }),
    };
    const inputs = (count: number): Record<string, Values> => ({
      [exported.input.name]: {
        dtype: "float32",
        shape: [count, ...input],
        values: numbers(99, count * tf.util.sizeFromShape([...input])),
      },
      ...(classes === undefined
        ? {}
        : {
            labels: {
              dtype: "float32",
              shape: [count, classes],
              values: Float32Array.from({ length: count * classes }, (_, i) =>
                Number(i % classes === Math.floor(i / classes) % classes),
              ),
            },
          }),
    });
    const tensors = (given: Record<string, Values>) =>
      Object.fromEntries(
        Object.entries(given).map(([key, { values, shape }]) => [key, tf.tensor(values, shape)]),
      );
    const outputs = (given: Record<string, Values>): Float32Array =>
      tf.tidy(() => passOf(exported)(tensors(weights), tensors(given)).dataSync() as Float32Array);
    const given = inputs(4);
    const batch = (values: Float32Array, shape: Shape) => ({
      dtype: "float32" as const,
      shape: [4, ...shape],
      values,
    });
    const [main, labels] = Object.values(given) as { shape: number[]; values: Float32Array }[];
    return {
      title,
      inputs,
      outputs,
      network: {
        ...exported,
        example: {
          input: batch(main!.values, input),
          ...(labels && classes !== undefined ? { labels: batch(labels.values, [classes]) } : {}),
          output: batch(outputs(given), exported.output.shape),
        },
      },
    };
  });
