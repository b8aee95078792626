/*
 * Each player's loss at a state, and its gradients with respect to the player's weights while the
 * other player is held fixed.
 */

import { dimension } from "../tensor/shape";
import { grads, type Scalar, type Tensor } from "../tensor/tf";
import type { Game, GameVector } from "./game";
import { valueAndGradients } from "./gradients";
import { type ObjectiveHyper, penaltyWeight, setting } from "./hyper";
import { labelsFor } from "./labels";
import { drawLatents, type Model, samplesPerBatch } from "./model";
import { applyNetwork } from "./network";
import { withInstanceNoise } from "./noise";
import { lossesOf } from "./objective";
import { pack } from "./packing";
import { penalty } from "./penalties";
import { fold, type Key } from "./random";
import type { NetworkState, TrainState } from "./state";
import { entry, type Tree, zip, zipTrees } from "./tree";

/**
 * A batch of data: x, [batchSize * packing, ...sample], and for a conditional GAN the one-hot
 * classes of the samples, [batchSize * packing, classes].
 */
export interface Batch {
  x: Tensor;
  labels?: Tensor | undefined;
}

/**
 * A player's loss at a state, its gradients with respect to the player's weights, and the new
 * values of the player's running statistics.
 */
export interface LossAndGradients {
  loss: Scalar;
  gradients: Tree;
  stats: Tree;
}

/**
 * D's loss and gradients, and the means of `Objective.value` on the real and the generated batch.
 */
export interface DiscriminatorGradients extends LossAndGradients {
  dReal: Tensor;
  dFake: Tensor;
}

/** A loss as computed, before it is differentiated. `aux` holds numbers for the metrics. */
interface Loss {
  loss: Scalar;
  stats: Tree;
  aux: Tree;
}

/**
 * D's loss and gradients on a batch of data and as many samples of G, which is held fixed. A
 * conditional G generates the classes of the data. `aux` holds the means of `Objective.value` on
 * both batches. All random numbers come from streams of `key`.
 */
export function discriminatorGradients(
  model: Model,
  state: TrainState,
  batch: Batch,
  key: Key,
  hyper: ObjectiveHyper,
): DiscriminatorGradients {
  const loss = discriminatorLossAgainst(model, state.generator, batch, key, hyper);
  const { aux, ...result } = lossAndGradients(state.discriminator, loss);
  return { ...result, dReal: entry(aux, "dReal"), dFake: entry(aux, "dFake") };
}

/** D's loss against a G, as a function of D. */
function discriminatorLossAgainst(
  model: Model,
  generator: NetworkState,
  { x, labels }: Batch,
  key: Key,
  hyper: ObjectiveHyper,
): (network: NetworkState) => Loss {
  const made = generatedBatch(model, generator, key, labels, dimension(x.shape, 0)).y;
  const inputs = {
    real: discriminatorInput(model, x, key, hyper, "real"),
    fake: discriminatorInput(model, made, key, hyper, "fake"),
    labels,
  };
  return discriminatorLoss(model, inputs, key, hyper);
}

/** The latent vectors of an update and G's samples for them, with G's new running statistics. */
export function generatedBatch(
  model: Model,
  generator: NetworkState,
  key: Key,
  labels?: Tensor,
  count = samplesPerBatch(model),
): { z: Tensor; y: Tensor; stats: Tree } {
  const z = drawLatents(model.latent, fold(key, "latent"), count);
  const how = { training: true, key: fold(key, "G"), labels };
  return { z, ...applyNetwork(model.generator, generator, z, how) };
}

/**
 * Both losses as functions of the weights of both networks, on the same data, latent vectors,
 * dropout masks and noise: the game of which `discriminatorGradients`, and `generatorGradients`
 * with the pass `fake`, are the gradients.
 */
export function gameOn(
  model: Model,
  state: TrainState,
  real: Batch,
  key: Key,
  hyper: ObjectiveHyper,
): Game {
  const at = ({ generator, discriminator }: GameVector): TrainState => ({
    ...state,
    generator: { ...state.generator, params: generator },
    discriminator: { ...state.discriminator, params: discriminator },
  });
  return {
    generator: (weights) =>
      generatorLoss(model, at(weights), { real, key, pass: "fake", hyper }).loss,
    discriminator(weights) {
      const { generator, discriminator } = at(weights);
      return discriminatorLossAgainst(model, generator, real, key, hyper)(discriminator).loss;
    },
  };
}

/** D's two batches, whose i-th samples have the same class in a conditional GAN. */
interface DiscriminatorInputs {
  real: Tensor;
  fake: Tensor;
  labels: Tensor | undefined;
}

/** D's loss on the given inputs, as a function of D. */
function discriminatorLoss(
  model: Model,
  { labels, real, fake }: DiscriminatorInputs,
  key: Key,
  hyper: ObjectiveHyper,
) {
  const { discriminator: lossOf, value } = lossesOf(model);
  const targets = labelsFor(hyper, key, model.batchSize);
  const run = (network: NetworkState, x: Tensor, ownKey: Key) =>
    applyNetwork(model.discriminator, network, x, { training: true, key: ownKey, labels });
  return (network: NetworkState): Loss => {
    const onReal = run(network, real, fold(key, "real"));
    const moved = { ...network, stats: { ...network.stats, ...onReal.stats } };
    const onFake = run(moved, fake, fold(key, "fake"));
    const penalties = model.objective.penalties.map(({ type }, i) => {
      const own = fold(fold(key, "penalty"), i);
      const judge = (x: Tensor) => run(network, x, fold(own, "D")).y;
      const unweighted = penalty(type, { real, fake, judge, key: own });
      return unweighted.mul<Scalar>(setting(hyper, penaltyWeight(i)));
    });
    return {
      loss: penalties.reduce<Scalar>(
        (sum, term) => sum.add(term),
        lossOf(onReal.y, onFake.y, targets),
      ),
      stats: onFake.stats,
      aux: { dReal: value(onReal.y).mean(), dFake: value(onFake.y).mean() },
    };
  };
}

/** What G's loss depends on beside the state. */
export interface GeneratorInputs {
  /**
   * Data, for a loss with `generatorNeedsData`. A conditional G generates the classes of this
   * batch, so that classes are as frequent as in the data.
   */
  real: Batch;
  key: Key;
  /**
   * The random stream of D's pass on the samples. With `fake` and the same key it is the same pass
   * as that of `discriminatorGradients`.
   */
  pass: "D" | "fake";
  hyper: ObjectiveHyper;
}

/** G's loss and gradients, with D held fixed. */
export function generatorGradients(
  model: Model,
  state: TrainState,
  inputs: GeneratorInputs,
): LossAndGradients {
  return lossAndGradients(state.generator, (generator) => ({
    ...generatorLoss(model, { ...state, generator }, inputs),
    aux: {},
  }));
}

/** G's loss, and the new values of G's running statistics. */
export function generatorLoss(
  model: Model,
  state: TrainState,
  { real, key, pass, hyper }: GeneratorInputs,
): { loss: Scalar; stats: Tree } {
  const losses = lossesOf(model);
  const { unrolling } = model.objective;
  const { labels } = real;
  const made = generatedBatch(model, state.generator, key, labels);
  const inputOf = (x: Tensor, batch: "real" | "fake") =>
    discriminatorInput(model, x, key, hyper, batch);
  const fake = inputOf(made.y, "fake");
  const current = state.discriminator;
  const inputs = () => ({ real: inputOf(real.x, "real"), fake, labels });
  const discriminator = unrolling
    ? unrolledDiscriminator(model, current, inputs(), unrolling.steps, key, hyper)
    : current;
  const judge = (x: Tensor, stream: string) =>
    applyNetwork(model.discriminator, discriminator, x, {
      training: true,
      key: fold(key, stream),
      labels,
    }).y;
  const onFake = judge(fake, pass);
  return {
    loss: losses.generatorSeesReal
      ? losses.generator(onFake, judge(inputOf(real.x, "real"), "real"))
      : losses.generator(onFake),
    stats: made.stats,
  };
}

/**
 * D after `steps` steps of gradient descent on the given batches (Metz et al. 2017). Its parameters
 * are a differentiable function of the samples, so G's gradient includes how D would respond.
 */
function unrolledDiscriminator(
  model: Model,
  current: NetworkState,
  inputs: DiscriminatorInputs,
  steps: number,
  key: Key,
  hyper: ObjectiveHyper,
): NetworkState {
  const learningRate = setting(hyper, "unrolling/learningRate");
  let ahead = current;
  for (let i = 0; i < steps; i++) {
    const loss = discriminatorLoss(model, inputs, fold(fold(key, "unrolled"), i), hyper);
    const gradients = gradientsOf((at) => loss(at).loss, ahead);
    const params = zipTrees(ahead.params, gradients, (w, g) => w.sub(g.mul(learningRate)));
    ahead = { ...ahead, params };
  }
  return ahead;
}

/** The gradients of `f` with respect to the network's parameters. */
function gradientsOf(f: (network: NetworkState) => Scalar, network: NetworkState): Tree {
  const { params } = network;
  const named = (tensors: readonly Tensor[]): Tree =>
    Object.fromEntries(zip(Object.keys(params), tensors));
  const gradients = grads((...tensors: Tensor[]) => f({ ...network, params: named(tensors) }));
  return named(gradients(Object.values(params)));
}

/** The input to D that is made of samples: instance noise is added, then samples are packed. */
export const discriminatorInput = (
  model: Model,
  x: Tensor,
  key: Key,
  hyper: ObjectiveHyper,
  batch: "real" | "fake",
): Tensor => pack(withInstanceNoise(x, hyper.instanceNoise, key, batch), model.objective.packing);

/** Differentiates a loss with respect to the network's parameters. */
function lossAndGradients(
  network: NetworkState,
  f: (network: NetworkState) => Loss,
): LossAndGradients & { aux: Tree } {
  let names: string[] = [];
  const { value, gradients, aux } = valueAndGradients(network.params, (params) => {
    const { loss, stats: moved, aux: numbers } = f({ ...network, params });
    names = Object.keys(moved);
    return { value: loss, aux: { ...numbers, ...moved } };
  });
  const stats = Object.fromEntries(names.map((name) => [name, entry(aux, name)]));
  return { loss: value, gradients, stats, aux };
}
