/*
 * The updates that a training step consists of: of D alone, of G alone, and of both at once.
 */

import type { Tensor } from "../tensor/tf";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { adjusted } from "./adjustment";
import type { StepHyper } from "./hyper";
import {
  type Batch,
  type DiscriminatorGradients,
  discriminatorGradients,
  gameOn,
  generatorGradients,
  type LossAndGradients,
} from "./loss-gradients";
import type { Model } from "./model";
import { constrain } from "./network";
import { optimizer } from "./optimizers";
import { fold, type Key } from "./random";
import type { TrainState } from "./state";
import { element, mapTree, type Tree, zipTrees } from "./tree";

export interface StepInputs {
  /** The step's number, an int32 scalar. */
  step: Tensor;
  /**
   * `discriminatorSteps + extraBatches` batches of data: one for each update of D, then one for
   * extragradient's second gradients, then those of G's updates where G's loss needs data or G is
   * conditional. A conditional G generates the classes of its batch.
   */
  real: Batch[];
  /** The values of all scheduled settings, as `hyperOf` returns them. */
  hyper: StepHyper;
}

/**
 * The state after an iteration, and what the last update of each network was; of a network that is
 * held fixed what it would have been, by which losses are told.
 */
export interface StepResult {
  state: TrainState;
  d: DiscriminatorGradients;
  g: LossAndGradients;
}

/** The updates of an iteration; networks that are not named are held fixed. */
export type Updates = (
  model: Model,
  state: TrainState,
  inputs: StepInputs,
  key: Key,
  networks: readonly NetworkName[],
) => StepResult;

/** The key of the i-th update of D. */
const discriminatorKey = (key: Key, i: number): Key => fold(fold(key, "discriminator"), i);

/** The i-th update of D alone. */
function discriminatorUpdate(
  model: Model,
  state: TrainState,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
): { state: TrainState; d: DiscriminatorGradients } {
  const ownKey = discriminatorKey(key, i);
  const d = discriminatorGradients(model, state, element(real, i), ownKey, hyper.objective);
  return { state: applyOptimizers(model, state, { discriminator: d }, hyper, ownKey), d };
}

/** Updates D alone on the first `count` batches, at least one. */
export function discriminatorUpdates(
  model: Model,
  state: TrainState,
  inputs: StepInputs,
  key: Key,
  count: number,
): { state: TrainState; d: DiscriminatorGradients } {
  let result = discriminatorUpdate(model, state, inputs, key, 0);
  for (let i = 1; i < count; i++) {
    result = discriminatorUpdate(model, result.state, inputs, key, i);
  }
  return result;
}

/** The state after an update of G, and what the update was. */
type GeneratorResult = Omit<StepResult, "d">;

/** The i-th update of G alone. */
function generatorUpdate(
  model: Model,
  state: TrainState,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
): GeneratorResult {
  const firstKey = fold(key, "generator");
  const ownKey = i === 0 ? firstKey : fold(firstKey, i);
  // The updates take the last batches in their order. There may be fewer batches than updates where
  // G needs neither data nor classes, and then does not look at the one that it is given.
  const place = Math.max(i - model.generatorSteps, -real.length);
  const g = generatorGradients(model, state, {
    key: ownKey,
    pass: "D",
    hyper: hyper.objective,
    real: element(real, place),
  });
  return { state: applyOptimizers(model, state, { generator: g }, hyper, ownKey), g };
}

/** Updates G alone until it has had all its updates of the step. `first` is the first of them. */
function furtherGeneratorUpdates(
  model: Model,
  first: GeneratorResult,
  inputs: StepInputs,
  key: Key,
): GeneratorResult {
  let result = first;
  for (let i = 1; i < model.generatorSteps; i++) {
    result = generatorUpdate(model, result.state, inputs, key, i);
  }
  return result;
}

/** Updates D k times, then G k_G times. */
export const alternatingUpdates: Updates = (model, state, inputs, key, networks) => {
  const last = model.discriminatorSteps - 1;
  const { state: judged, d } = networks.includes("discriminator")
    ? discriminatorUpdates(model, state, inputs, key, last + 1)
    : { state, d: discriminatorUpdate(model, state, inputs, key, last).d };
  const first = generatorUpdate(model, judged, inputs, key, 0);
  if (!networks.includes("generator")) return { d, g: first.g, state: judged };
  return { d, ...furtherGeneratorUpdates(model, first, inputs, key) };
};

/** Updates D alone k - 1 times, then both networks at once, then G alone k_G - 1 times. */
export const jointUpdates: Updates = (model, state, inputs, key, networks) => {
  const { d, ...first } = updateAtOnce(model, state, inputs, key, networks);
  if (!networks.includes("generator")) return { d, ...first };
  return { d, ...furtherGeneratorUpdates(model, first, inputs, key) };
};

/** Updates D alone k - 1 times, then the networks at once. */
const updateAtOnce: Updates = (model, state, inputs, key, networks) => {
  const { hyper } = inputs;
  const last = model.discriminatorSteps - 1;
  const start =
    last === 0 || !networks.includes("discriminator")
      ? state
      : discriminatorUpdates(model, state, inputs, key, last).state;
  const first = jointGradients(model, start, inputs, key, last, networks);
  const { discriminator: d, generator: g } = first.measured;
  const trained = (both: JointGradients["adjusted"]): Partial<JointGradients["adjusted"]> =>
    Object.fromEntries(networks.map((network) => [network, both[network]]));
  const ownKey = discriminatorKey(key, last);
  const ahead = applyOptimizers(model, start, trained(first.adjusted), hyper, ownKey);
  if (model.updates === "simultaneous") return { state: ahead, d, g };
  // Extragradient (Gidel et al. 2019, algorithm 2): the gradients at the extrapolated weights, on a
  // fresh batch, update the weights from before the extrapolation.
  const second = jointGradients(model, ahead, inputs, key, last + 1, networks);
  const secondKey = discriminatorKey(key, last + 1);
  const moves = trained(second.adjusted);
  return { state: applyOptimizers(model, ahead, moves, hyper, secondKey, start), d, g };
};

/** What both networks' gradients are, and what `training.adjustment` makes of them. */
interface JointGradients {
  measured: { discriminator: DiscriminatorGradients; generator: LossAndGradients };
  adjusted: Record<NetworkName, LossAndGradients>;
}

/**
 * The gradients of both networks at the same state on the i-th batch. G's gradient uses the same
 * latent vectors, dropout masks and noise as D's. An adjustment is of the game between both: a
 * network that is trained against one that stands still follows its own gradient, to which
 * symplectic and competitive adjustment would come anyway.
 */
function jointGradients(
  model: Model,
  state: TrainState,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
  networks: readonly NetworkName[],
): JointGradients {
  const batch = element(real, i);
  const ownKey = discriminatorKey(key, i);
  const discriminator = discriminatorGradients(model, state, batch, ownKey, hyper.objective);
  const generator = generatorGradients(model, state, {
    real: batch,
    key: ownKey,
    pass: "fake",
    hyper: hyper.objective,
  });
  const measured = { discriminator, generator };
  if (model.adjustment.type === "none" || networks.length < NETWORKS.length) {
    return { measured, adjusted: measured };
  }
  const game = gameOn(model, state, batch, ownKey, hyper.objective);
  const at = { generator: state.generator.params, discriminator: state.discriminator.params };
  const v = { generator: generator.gradients, discriminator: discriminator.gradients };
  const gradients = adjusted(model.adjustment, game, at, v, hyper);
  return {
    measured,
    adjusted: {
      generator: { ...generator, gradients: gradients.generator },
      discriminator: { ...discriminator, gradients: gradients.discriminator },
    },
  };
}

/**
 * Updates networks by their optimizers, theta <- theta - u, and stores their new running
 * statistics.
 * @param measured The gradients of each network to update, at `state`.
 * @param from The state whose weights are updated, where it is not the one at which the gradients
 * were taken.
 */
function applyOptimizers(
  model: Model,
  state: TrainState,
  measured: Partial<Record<NetworkName, LossAndGradients>>,
  hyper: StepHyper,
  key: Key,
  from = state,
): TrainState {
  let next = state;
  for (const network of NETWORKS) {
    const own = measured[network];
    if (!own) continue;
    const { updates, slots } = optimizer(model.optimizers[network]).update(
      own.gradients,
      state.optimizers[network],
      hyper[network],
      { parameters: state[network].params, key: fold(fold(key, "optimizer"), network) },
    );
    const moved = zipTrees(from[network].params, updates, (theta, u) => theta.sub(u));
    const params = constrain(model[network], clipWeights(network, moved, hyper));
    next = {
      ...next,
      [network]: { params, stats: { ...state[network].stats, ...own.stats } },
      optimizers: { ...next.optimizers, [network]: slots },
    };
  }
  return next;
}

/**
 * Clips D's weights to [-weightClip, weightClip] (Arjovsky et al. 2017). G's weights are returned
 * as they are.
 */
function clipWeights(network: NetworkName, params: Tree, hyper: StepHyper): Tree {
  const bound = hyper.objective.weightClip;
  if (!bound || network !== "discriminator") return params;
  return mapTree(params, (w) => w.minimum(bound).maximum(bound.neg()));
}
