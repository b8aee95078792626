/*
 * The updates that a training step consists of: of D alone, of G alone, and of both at once.
 */

import type { Tensor } from "../tensor/tf";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { adjusted } from "./adjustment";
import { applyOptimizers } from "./apply-optimizers";
import type { StepHyper } from "./hyper";
import {
  type Batch,
  type DiscriminatorGradients,
  discriminatorGradients,
  gameOn,
  generatorGradients,
  type GeneratorInputs,
  type LossAndGradients,
} from "./loss-gradients";
import type { Model } from "./model";
import { fold, type Key } from "./random";
import type { TrainState } from "./state";
import { element } from "./tree";

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

/** An update of one network or of both at once: where it started, and what it came to. */
export interface Update {
  /** The networks that it moved. */
  networks: readonly NetworkName[];
  before: TrainState;
  after: TrainState;
  batch: Batch;
  /** The key of its latent vectors, dropout masks and noise. */
  key: Key;
  /** The loss and gradients of each network of which they were computed. */
  measured: Partial<{ discriminator: DiscriminatorGradients; generator: LossAndGradients }>;
  /** The stream of D's pass on samples for G's loss. */
  pass: GeneratorInputs["pass"];
  /** Of extragradient what was measured at the extrapolated weights, by which it moved. */
  ahead?: Required<Update["measured"]>;
}

/**
 * The state after an iteration, and what the last update of each network was; of a network that is
 * held fixed what it would have been, by which losses are told.
 */
export interface StepResult {
  state: TrainState;
  d: DiscriminatorGradients;
  g: LossAndGradients;
  /** All updates in their order. */
  updates: readonly Update[];
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

/** The state after updates of D alone, the last of them, and all of them. */
type DiscriminatorResult = Omit<StepResult, "g">;

/** The i-th update of D alone. */
function discriminatorUpdate(
  model: Model,
  before: TrainState,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
): DiscriminatorResult {
  const ownKey = discriminatorKey(key, i);
  const batch = element(real, i);
  const d = discriminatorGradients(model, before, batch, ownKey, hyper.objective);
  const measured = { discriminator: d };
  const after = applyOptimizers(model, before, measured, hyper, ownKey);
  const own = { networks: ["discriminator"], pass: "fake", key: ownKey } as const;
  return { state: after, d, updates: [{ ...own, before, after, batch, measured }] };
}

/** Updates D alone on the first `count` batches, at least one. */
export function discriminatorUpdates(
  model: Model,
  state: TrainState,
  inputs: StepInputs,
  key: Key,
  count: number,
): DiscriminatorResult {
  let result = discriminatorUpdate(model, state, inputs, key, 0);
  for (let i = 1; i < count; i++) {
    const next = discriminatorUpdate(model, result.state, inputs, key, i);
    result = { ...next, updates: [...result.updates, ...next.updates] };
  }
  return result;
}

/** The state after updates of G, the last of them, and all of them. */
type GeneratorResult = Omit<StepResult, "d">;

/** The i-th update of G alone. */
function generatorUpdate(
  model: Model,
  before: TrainState,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
): GeneratorResult {
  const firstKey = fold(key, "generator");
  const ownKey = i === 0 ? firstKey : fold(firstKey, i);
  // The updates take the last batches in their order. There may be fewer batches than updates where
  // G needs neither data nor classes, and then does not look at the one that it is given.
  const place = Math.max(i - model.generatorSteps, -real.length);
  const batch = element(real, place);
  const own = { networks: ["generator"], pass: "D", key: ownKey } as const;
  const g = generatorGradients(model, before, {
    key: ownKey,
    pass: own.pass,
    hyper: hyper.objective,
    real: batch,
  });
  const measured = { generator: g };
  const after = applyOptimizers(model, before, measured, hyper, ownKey);
  return { state: after, g, updates: [{ ...own, before, after, batch, measured }] };
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
    const next = generatorUpdate(model, result.state, inputs, key, i);
    result = { ...next, updates: [...result.updates, ...next.updates] };
  }
  return result;
}

/** Updates D k times, then G k_G times. */
export const alternatingUpdates: Updates = (model, state, inputs, key, networks) => {
  const last = model.discriminatorSteps - 1;
  const judged = networks.includes("discriminator")
    ? discriminatorUpdates(model, state, inputs, key, last + 1)
    : { state, d: discriminatorUpdate(model, state, inputs, key, last).d, updates: [] };
  const first = generatorUpdate(model, judged.state, inputs, key, 0);
  if (!networks.includes("generator")) return { ...judged, g: first.g };
  const made = furtherGeneratorUpdates(model, first, inputs, key);
  return { d: judged.d, ...made, updates: [...judged.updates, ...made.updates] };
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
  const { state: start, updates } =
    last === 0 || !networks.includes("discriminator")
      ? { state, updates: [] }
      : discriminatorUpdates(model, state, inputs, key, last);
  const first = jointGradients(model, start, inputs, key, last, networks);
  const { discriminator: d, generator: g } = first.measured;
  const trained = (both: JointGradients["adjusted"]): Partial<JointGradients["adjusted"]> =>
    Object.fromEntries(networks.map((network) => [network, both[network]]));
  const ownKey = discriminatorKey(key, last);
  const ahead = applyOptimizers(model, start, trained(first.adjusted), hyper, ownKey);
  const own = { networks, pass: "fake", key: ownKey, batch: element(inputs.real, last) } as const;
  const update: Update = { ...own, before: start, after: ahead, measured: first.measured };
  if (model.updates === "simultaneous")
    return { state: ahead, d, g, updates: [...updates, update] };
  // Extragradient (Gidel et al. 2019, algorithm 2): the gradients at the extrapolated weights, on a
  // fresh batch, update the weights from before the extrapolation.
  const second = jointGradients(model, ahead, inputs, key, last + 1, networks);
  const secondKey = discriminatorKey(key, last + 1);
  const moves = trained(second.adjusted);
  const after = applyOptimizers(model, ahead, moves, hyper, secondKey, start);
  const extrapolated = { ...update, after, ahead: second.measured };
  return { state: after, d, g, updates: [...updates, extrapolated] };
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
