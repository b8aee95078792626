import { stack, tidy, type Scalar, type Tensor, type Tensor1D } from "../shared/tf";
import type { NetworkName } from "../shared/run";
import { globalNorm, valueAndGradients } from "./gradients";
import { drawLatents, type Model } from "./model";
import { applyNetwork, trainable } from "./network";
import { type Hyper, optimizer } from "./optimizers";
import { fold, type Key, rootKey } from "./random";
import { below, slotsPrefix, type State, under } from "./state";

export interface StepInputs {
  /** The step's number, an int32 scalar. */
  step: Tensor;
  /** One batch of data for each update of D, [batchSize, ...sample]; at least one. */
  real: Tensor[];
  hyper: Record<NetworkName, Hyper>;
}

/** What `metrics` of a step holds, in its order. */
export const STEP_METRICS = ["lossD", "lossG", "dReal", "dFake", "gradNormD", "gradNormG"] as const;

/**
 * One iteration of Algorithm 1 (Goodfellow et al. 2014): k updates of D, each with fresh noise and data while G is held
 * fixed, then one update of G with fresh noise while D is held fixed. Pure: returns the new state, and the metrics of
 * the last update of D and of G as one tensor in the order of `STEP_METRICS`.
 */
export function trainingStep(model: Model, state: State, inputs: StepInputs): { state: State; metrics: Tensor1D } {
  return tidy(() => {
    const key = rootKey(model.seed, inputs.step);
    const updateD = (current: State, i: number) =>
      updateDiscriminator(model, current, inputs.real[i]!, fold(fold(key, "discriminator"), i), inputs.hyper.discriminator);
    let d = updateD(state, 0);
    for (let i = 1; i < inputs.real.length; i++) d = updateD(d.state, i);
    const g = updateGenerator(model, d.state, fold(key, "generator"), inputs.hyper.generator);
    const metrics = stack([d.loss, g.loss, d.aux["dReal"]!, d.aux["dFake"]!, d.norm, g.norm]) as Tensor1D;
    // Tensors that did not change belong to the caller's state; clones keep the two apart.
    return { state: Object.fromEntries(Object.entries(g.state).map(([name, tensor]) => [name, tensor.clone()])), metrics };
  });
}

interface Measured { state: State; loss: Scalar; norm: Scalar; aux: Record<string, Tensor> }

function updateDiscriminator(model: Model, state: State, real: Tensor, key: Key, hyper: Hyper): Measured {
  const z = drawLatents(model.latent, fold(key, "latent"), real.shape[0]!);
  const fake = applyNetwork(model.generator, under(state, "generator"), z, { training: true, key: fold(key, "G") }).y;
  return update(model, state, "discriminator", hyper, (weights) => {
    const onReal = applyNetwork(model.discriminator, weights, real, { training: true, key: fold(key, "real") });
    const onFake = applyNetwork(model.discriminator, { ...weights, ...onReal.statistics }, fake, { training: true, key: fold(key, "fake") });
    return {
      value: model.objective.discriminator(onReal.y, onFake.y),
      statistics: onFake.statistics,
      aux: { dReal: model.objective.value(onReal.y).mean(), dFake: model.objective.value(onFake.y).mean() },
    };
  });
}

function updateGenerator(model: Model, state: State, key: Key, hyper: Hyper): Measured {
  const z = drawLatents(model.latent, fold(key, "latent"), model.batchSize);
  const discriminator = under(state, "discriminator");
  return update(model, state, "generator", hyper, (weights) => {
    const made = applyNetwork(model.generator, weights, z, { training: true, key: fold(key, "G") });
    const judged = applyNetwork(model.discriminator, discriminator, made.y, { training: true, key: fold(key, "D") });
    return { value: model.objective.generator(judged.y), statistics: made.statistics, aux: {} };
  });
}

/** One update of one network by its optimizer, the other's part of the state untouched. */
function update(
  model: Model, state: State, network: NetworkName, hyper: Hyper,
  loss: (weights: State) => { value: Scalar; statistics: State; aux: Record<string, Tensor> },
): Measured {
  const weights = under(state, network);
  const parameters = trainable(weights);
  let statisticNames: string[] = [];
  const { value, gradients, aux } = valueAndGradients(parameters, (trained) => {
    const result = loss({ ...weights, ...trained });
    statisticNames = Object.keys(result.statistics);
    return { value: result.value, aux: { ...result.aux, ...result.statistics } };
  });
  const { updates, slots } = optimizer(model.optimizers[network]).update(gradients, under(state, slotsPrefix(network)), hyper);
  const moved = Object.fromEntries(Object.entries(parameters).map(([name, theta]) => [name, theta.sub(updates[name]!)]));
  const statistics = Object.fromEntries(statisticNames.map((name) => [name, aux[name]!]));
  return {
    state: { ...state, ...below(network, { ...moved, ...statistics }), ...below(slotsPrefix(network), slots) },
    loss: value, norm: globalNorm(gradients), aux,
  };
}
