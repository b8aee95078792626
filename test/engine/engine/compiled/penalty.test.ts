import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import type { Program, Step } from "../../../../src/engine/program";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import { layerSchema } from "../../../../src/experiment/schema";
import { valueAndGradients } from "../../../../src/gan/gradients";
import { applyNetwork, initNetwork, type Network } from "../../../../src/gan/network";
import { flattenNetwork, unflattenNetwork } from "../../../../src/gan/state";
import { zipTrees } from "../../../../src/gan/tree";
import { fold, normal, rootKey } from "../../../../src/gan/random";
import { cacheDir } from "../../../../src/shared/files/cache";
import * as tf from "../../../../src/tensor/tf";
import { valuesOf } from "../../../../src/tensor/tensor-values";
import type { Values } from "../../../../src/tensor/values";
import { assertClose } from "../../../support/compiled";
import { entry, present } from "../../../support/values";

/** Few, and small: such training doubles a difference of rounding within a few steps. */
const BATCH = 6;
const STEPS = 6;
const RATE = 0.001;
const network = (input: number[], ...layers: unknown[]): Network => ({
  name: "discriminator",
  input,
  layers: layers.map((layer) => layerSchema.parse(layer)),
});
const dense = (units: number, activation = "linear") => ({ type: "dense", units, activation });
const norm = { type: "batchNorm" };
const flat = { type: "flatten" };
const conv = (filters: number, activation = "linear") => ({
  type: "conv2d",
  filters,
  kernelSize: 3,
  strides: 2,
  activation,
});
const activation = (name: string) => ({ type: "activation", activation: name });

const NETWORKS: Record<string, Network> = {
  "dense layers with tanh": network([3], dense(8, "tanh"), dense(8, "tanh"), dense(1)),
  "dense layers with leakyRelu": network(
    [3],
    dense(8, "leakyRelu"),
    dense(8, "leakyRelu"),
    dense(1),
  ),
  "dense layers with the smooth activations": network(
    [3],
    dense(8, "elu"),
    dense(8, "softplus"),
    dense(8, "gelu"),
    dense(8, "swish"),
    dense(8, "sigmoid"),
    dense(1),
  ),
  "dense layers with further smooth activations": network(
    [3],
    dense(8, "mish"),
    dense(8, "softsign"),
    dense(8, "logSigmoid"),
    { ...dense(8, "elu"), alpha: 0.5 },
    dense(1),
  ),
  "dense layers with activations of pieces": network(
    [3],
    dense(8, "hardSwish"),
    dense(8, "relu6"),
    dense(8, "hardTanh"),
    dense(8, "hardSigmoid"),
    dense(1),
  ),
  "dense layers with selu, and dropout": network(
    [3],
    dense(8, "selu"),
    { type: "dropout", rate: 0.3 },
    dense(1),
  ),
  maxout: network([3], { type: "maxout", units: 5, pieces: 3 }, dense(1)),
  convolutions: network([6, 6, 2], conv(4, "leakyRelu"), conv(6, "tanh"), flat, dense(1)),
  "transposed convolutions": network(
    [3, 3, 2],
    { type: "conv2dTranspose", filters: 3, kernelSize: 4, strides: 2, activation: "leakyRelu" },
    flat,
    dense(1),
  ),
  "batch normalisation": network(
    [3],
    dense(8),
    norm,
    activation("tanh"),
    dense(8),
    norm,
    activation("leakyRelu"),
    dense(1),
  ),
  "convolutions with batch normalisation": network(
    [6, 6, 2],
    conv(4),
    norm,
    activation("leakyRelu"),
    conv(4),
    norm,
    activation("tanh"),
    flat,
    dense(1),
  ),
};

/**
 * A critic as of Gulrajani et al. 2017: the loss holds the gradient of D by its samples, so that
 * its own gradient is a second one.
 */
const critic = (D: Network, weight = 10): Step => ({
  inputs: {},
  run(named, _inputs, iteration) {
    const key = rootKey(5, iteration);
    const { params, stats } = unflattenNetwork(D, named);
    const real = normal(fold(key, "real"), [BATCH, ...D.input]);
    const fake = tf.mul(normal(fold(key, "fake"), [BATCH, ...D.input]), 0.5);
    const judge = (weights: Record<string, tf.Tensor>, x: tf.Tensor) =>
      applyNetwork(D, { params: weights, stats }, x, { training: true, key: fold(key, "D") });
    const { value, gradients, aux } = valueAndGradients(params, (weights) => {
      const slopes = tf.grad((x) => tf.sum(judge(weights, x).y))(tf.mul(tf.add(real, fake), 0.5));
      const norms = tf.sqrt(tf.add(tf.sum(tf.square(tf.reshape(slopes, [BATCH, -1])), 1), 1e-12));
      const penalty = tf.mean(tf.square(tf.sub(norms, 1)));
      const onFake = judge(weights, fake);
      const loss = tf.add(
        tf.sub(tf.mean(onFake.y), tf.mean(judge(weights, real).y)),
        tf.mul(penalty, weight),
      );
      return { value: loss as tf.Scalar, aux: { penalty, ...onFake.stats } };
    });
    const { penalty, ...movedStats } = aux;
    const moved = zipTrees(params, gradients, (theta, slope) => theta.sub(slope.mul(RATE)));
    return {
      state: { ...moved, ...movedStats },
      metrics: tf.stack([value, present(penalty)]) as tf.Tensor1D,
    };
  },
});

describe("A compiled step with a gradient penalty", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: true });
  });

  for (const [name, D] of Object.entries(NETWORKS)) {
    it(`through ${name}: as op by op`, async () => {
      const step = critic(D);
      const initial = valuesOf(() => flattenNetwork(initNetwork(D, { key: rootKey(1, 0) })));
      const outcome = async (program: Program) => {
        const log = await program.run(0, STEPS);
        const state = await program.state();
        program.dispose();
        return { log, state };
      };
      const actual = await outcome(createTensorFlowProgram(step, initial, { xla: false }));
      const expected = await outcome(createEagerProgram(step, initial));
      assertClose("losses and penalties", actual.log, expected.log, 1e-4);
      // The bias before a batch normalisation has the gradient 0, and holds nothing but rounding.
      const inOneRow = (state: Record<string, Values>) =>
        Object.keys(expected.state).flatMap((name) => [...entry(state, name).values]);
      assertClose("weights and statistics", inOneRow(actual.state), inOneRow(expected.state), 1e-4);
      const unpenalised = await outcome(createEagerProgram(critic(D, 0), initial));
      assert.notDeepEqual(unpenalised.state, expected.state);
    });
  }
});
