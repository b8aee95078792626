/*
 * Each player's loss at a state, and its gradients with respect to the player's weights while the
 * other player is held fixed.
 */

import { grads, type Scalar, type Tensor } from "../tensor/tf";
import { valueAndGradients } from "./gradients";
import { labelsFor } from "./labels";
import { drawLatents, type Model, samplesPerBatch } from "./model";
import { applyNetwork, trainable } from "./network";
import { withInstanceNoise } from "./noise";
import { lossesOf, penaltyWeight } from "./objective";
import type { Hyper } from "./optimizers";
import { pack } from "./packing";
import { penalty } from "./penalties";
import { fold, type Key } from "./random";
import { type State, subtree } from "./state";

/**
 * A batch of data: x, [batchSize * packing, ...sample], and for a conditional GAN the one-hot
 * classes of the samples, [batchSize * packing, classes].
 */
export interface Batch {
  x: Tensor;
  labels?: Tensor | undefined;
}

/**
 * A player's loss at a state, its gradients with respect to the player's weights, the new values of
 * the player's running statistics, and figures for the metrics (`aux`).
 */
export interface LossAndGradients {
  loss: Scalar;
  gradients: State;
  statistics: State;
  aux: Record<string, Tensor>;
}

/**
 * D's loss and gradients on a batch of data and as many samples of G, which is held fixed. A
 * conditional G generates the classes of the data. `aux` holds the means of `Objective.value` on
 * both batches. All random numbers come from streams of `key`.
 */
export function discriminatorGradients(
  model: Model,
  state: State,
  { x, labels }: Batch,
  key: Key,
  hyper: Hyper,
): LossAndGradients {
  const z = drawLatents(model.latent, fold(key, "latent"), x.shape[0]!);
  const made = applyNetwork(model.generator, subtree(state, "generator"), z, {
    training: true,
    key: fold(key, "G"),
    labels,
  }).y;
  const seen = {
    real: discriminatorInput(model, x, key, hyper, "real"),
    fake: discriminatorInput(model, made, key, hyper, "fake"),
    labels,
  };
  return lossAndGradients(
    subtree(state, "discriminator"),
    discriminatorLoss(model, seen, key, hyper),
  );
}

/** D's two batches, whose i-th samples have the same class in a conditional GAN. */
interface DiscriminatorInputs {
  real: Tensor;
  fake: Tensor;
  labels: Tensor | undefined;
}

/** D's loss on the given inputs, as a function of D's weights. */
function discriminatorLoss(
  model: Model,
  { labels, ...seen }: DiscriminatorInputs,
  key: Key,
  hyper: Hyper,
) {
  const { discriminator: loss, value } = lossesOf(model);
  const wanted = labelsFor(hyper, key, model.batchSize);
  return (weights: State): { loss: Scalar; statistics: State; aux: Record<string, Tensor> } => {
    const onReal = applyNetwork(model.discriminator, weights, seen.real, {
      training: true,
      key: fold(key, "real"),
      labels,
    });
    const onFake = applyNetwork(
      model.discriminator,
      { ...weights, ...onReal.statistics },
      seen.fake,
      { training: true, key: fold(key, "fake"), labels },
    );
    const punished = model.objective.penalties.map(({ type }, i) => {
      const own = fold(fold(key, "penalty"), i);
      const judge = (x: Tensor) =>
        applyNetwork(model.discriminator, weights, x, {
          training: true,
          key: fold(own, "D"),
          labels,
        }).y;
      return penalty(type, { ...seen, judge, key: own }).mul(hyper[penaltyWeight(i)]!);
    });
    return {
      loss: punished.reduce<Scalar>((sum, term) => sum.add(term), loss(onReal.y, onFake.y, wanted)),
      statistics: onFake.statistics,
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
  hyper: Hyper;
}

/** G's loss and gradients, with D held fixed. */
export function generatorGradients(
  model: Model,
  state: State,
  inputs: GeneratorInputs,
): LossAndGradients {
  return lossAndGradients(subtree(state, "generator"), (weights) => ({
    ...generatorLoss(model, state, weights, inputs),
    aux: {},
  }));
}

/** G's loss at the given weights of G, and the new values of G's running statistics. */
export function generatorLoss(
  model: Model,
  state: State,
  weights: State,
  { real, key, pass, hyper }: GeneratorInputs,
): { loss: Scalar; statistics: State } {
  const { generator: loss, generatorSeesReal } = lossesOf(model);
  const { unrolling } = model.objective;
  const { labels } = real;
  const z = drawLatents(model.latent, fold(key, "latent"), samplesPerBatch(model));
  const made = applyNetwork(model.generator, weights, z, {
    training: true,
    key: fold(key, "G"),
    labels,
  });
  const see = (x: Tensor, batch: "real" | "fake") =>
    discriminatorInput(model, x, key, hyper, batch);
  const fake = see(made.y, "fake");
  const now = subtree(state, "discriminator");
  const discriminator = unrolling
    ? unrolledDiscriminator(
        model,
        now,
        { real: see(real.x, "real"), fake, labels },
        unrolling.steps,
        key,
        hyper,
      )
    : now;
  const judge = (x: Tensor, stream: string) =>
    applyNetwork(model.discriminator, discriminator, x, {
      training: true,
      key: fold(key, stream),
      labels,
    }).y;
  const onFake = judge(fake, pass);
  return {
    loss: generatorSeesReal ? loss(onFake, judge(see(real.x, "real"), "real")) : loss(onFake),
    statistics: made.statistics,
  };
}

/**
 * D's weights after `steps` steps of gradient descent on the given batches (Metz et al. 2017). They
 * are a differentiable function of the samples, so G's gradient includes how D would respond.
 */
function unrolledDiscriminator(
  model: Model,
  weights: State,
  seen: DiscriminatorInputs,
  steps: number,
  key: Key,
  hyper: Hyper,
): State {
  let ahead = weights;
  for (let i = 0; i < steps; i++) {
    const loss = discriminatorLoss(model, seen, fold(fold(key, "unrolled"), i), hyper);
    const at = ahead;
    const names = Object.keys(trainable(at));
    const slopes = grads(
      (...values: Tensor[]) =>
        loss({ ...at, ...Object.fromEntries(names.map((name, j) => [name, values[j]!])) }).loss,
    )(names.map((name) => at[name]!));
    ahead = {
      ...at,
      ...Object.fromEntries(
        names.map((name, j) => [
          name,
          at[name]!.sub(slopes[j]!.mul(hyper["unrolling/learningRate"]!)),
        ]),
      ),
    };
  }
  return ahead;
}

/** The input to D that is made of samples: instance noise is added, then samples are packed. */
const discriminatorInput = (
  model: Model,
  x: Tensor,
  key: Key,
  hyper: Hyper,
  batch: "real" | "fake",
): Tensor =>
  pack(withInstanceNoise(x, hyper["instanceNoise"], key, batch), model.objective.packing);

/** Differentiates a loss with respect to the trainable ones of `weights`. */
function lossAndGradients(
  weights: State,
  f: (weights: State) => { loss: Scalar; statistics: State; aux: Record<string, Tensor> },
): LossAndGradients {
  let names: string[] = [];
  const { value, gradients, aux } = valueAndGradients(trainable(weights), (trained) => {
    const { loss, statistics, aux } = f({ ...weights, ...trained });
    names = Object.keys(statistics);
    return { value: loss, aux: { ...aux, ...statistics } };
  });
  return {
    loss: value,
    gradients,
    aux,
    statistics: Object.fromEntries(names.map((name) => [name, aux[name]!])),
  };
}
