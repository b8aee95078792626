import { scalar, stack, tidy, type Scalar, type Tensor, type Tensor1D } from "../tensor/tf";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { moveAverage } from "./average";
import { globalNorm } from "./gradients";
import type { StepHyper } from "./hyper";
import type { Model } from "./model";
import { constrain, trainable } from "./network";
import { lookAhead, optimizer } from "./optimizers";
import {
  type Batch,
  generatorLoss,
  type DiscriminatorGradients,
  discriminatorGradients,
  generatorGradients,
  type LossAndGradients,
} from "./loss-gradients";
import { fold, type Key, rootKey } from "./random";
import { withPrefix, slotsPrefix, type State, subtree } from "./state";
import { element, mapTree, zipTrees } from "./tree";

export interface StepInputs {
  /** The step's number, an int32 scalar. */
  step: Tensor;
  /**
   * `discriminatorSteps + extraBatches` batches of data: one for each update of D, and where there
   * is one more, the last is for extragradient's second gradients or for a loss of G that needs
   * data. A conditional G generates the classes of the last batch.
   */
  real: Batch[];
  /** The values of all scheduled settings, as `hyperOf` returns them. */
  hyper: StepHyper;
}

/** The names of a step's metrics, in the order of the tensor `metrics`. */
export const STEP_METRICS = ["lossD", "lossG", "dReal", "dFake", "gradNormD", "gradNormG"] as const;

/**
 * One iteration of training, as a pure function.
 *
 * Alternating updates are Algorithm 1 of Goodfellow et al. 2014: k updates of D, each on fresh
 * noise and data while G is held fixed, then one update of G on fresh noise while D is held fixed.
 * The other kinds make k - 1 such updates of D, then one of both players at once.
 *
 * @returns The new state, and the metrics of the last update of D and of G in the order of
 * `STEP_METRICS`. Metrics are those at the weights where the update starts.
 */
export function trainingStep(
  model: Model,
  state: State,
  inputs: StepInputs,
): { state: State; metrics: Tensor1D } {
  return tidy(() => {
    const key = rootKey(model.seed, inputs.step);
    const update = model.updates === "alternating" ? alternatingUpdates : jointUpdates;
    const { state: updated, d, g } = update(model, state, inputs, key);
    const synced = applyLookahead(model, updated, inputs.hyper, NETWORKS);
    const averaged = moveAverage(model, synced, inputs.hyper.objective);
    return {
      state: clones(averaged),
      metrics: stepMetrics(d, { loss: g.loss, norm: globalNorm(g.gradients) }),
    };
  });
}

/**
 * One iteration in which only D is trained, once on each batch. G's weights, slots and average stay
 * the same to the bit. The metrics are those of `trainingStep`, with 0 for the norm of G's
 * gradient, which is not computed.
 */
export function pretrainingStep(
  model: Model,
  state: State,
  inputs: StepInputs,
): { state: State; metrics: Tensor1D } {
  return tidy(() => {
    const key = rootKey(model.seed, inputs.step);
    const count = inputs.real.length;
    const { state: updated, d } = discriminatorUpdates(model, state, inputs, key, count);
    const { loss } = generatorLoss(model, updated, subtree(updated, "generator"), {
      key: fold(key, "generator"),
      pass: "D",
      real: element(inputs.real, -1),
      hyper: inputs.hyper.objective,
    });
    return {
      state: clones(applyLookahead(model, updated, inputs.hyper, ["discriminator"])),
      metrics: stepMetrics(d, { loss, norm: scalar(0) }),
    };
  });
}

interface StepResult {
  state: State;
  d: DiscriminatorGradients;
  g: LossAndGradients;
}

/** The key of the i-th update of D. */
const discriminatorKey = (key: Key, i: number): Key => fold(fold(key, "discriminator"), i);

/** The i-th update of D alone. */
function discriminatorUpdate(
  model: Model,
  state: State,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
): { state: State; d: DiscriminatorGradients } {
  const ownKey = discriminatorKey(key, i);
  const d = discriminatorGradients(model, state, element(real, i), ownKey, hyper.objective);
  return { state: applyOptimizers(model, state, { discriminator: d }, hyper, ownKey), d };
}

/** Updates D alone on the first `count` batches, at least one. */
function discriminatorUpdates(
  model: Model,
  state: State,
  inputs: StepInputs,
  key: Key,
  count: number,
): { state: State; d: DiscriminatorGradients } {
  let result = discriminatorUpdate(model, state, inputs, key, 0);
  for (let i = 1; i < count; i++) {
    result = discriminatorUpdate(model, result.state, inputs, key, i);
  }
  return result;
}

/** Updates D k times, then G once. */
function alternatingUpdates(model: Model, state: State, inputs: StepInputs, key: Key): StepResult {
  const { hyper, real } = inputs;
  const k = model.discriminatorSteps;
  const { state: judged, d } = discriminatorUpdates(model, state, inputs, key, k);
  const generatorKey = fold(key, "generator");
  const g = generatorGradients(model, judged, {
    key: generatorKey,
    pass: "D",
    hyper: hyper.objective,
    real: element(real, -1),
  });
  return { state: applyOptimizers(model, judged, { generator: g }, hyper, generatorKey), d, g };
}

/** Updates D alone k - 1 times, then both players at once. */
function jointUpdates(model: Model, state: State, inputs: StepInputs, key: Key): StepResult {
  const { hyper } = inputs;
  const last = model.discriminatorSteps - 1;
  const start = last === 0 ? state : discriminatorUpdates(model, state, inputs, key, last).state;
  const first = jointGradients(model, start, inputs, key, last);
  const { discriminator: d, generator: g } = first;
  const ahead = applyOptimizers(model, start, first, hyper, discriminatorKey(key, last));
  if (model.updates === "simultaneous") return { state: ahead, d, g };
  // Extragradient (Gidel et al. 2019, algorithm 2): the gradients at the extrapolated weights, on a
  // fresh batch, update the weights from before the extrapolation.
  const second = jointGradients(model, ahead, inputs, key, last + 1);
  const secondKey = discriminatorKey(key, last + 1);
  return { state: applyOptimizers(model, ahead, second, hyper, secondKey, start), d, g };
}

/**
 * The gradients of both players at the same state on the i-th batch. G's gradient uses the same
 * latent vectors, dropout masks and noise as D's.
 */
function jointGradients(
  model: Model,
  state: State,
  { real, hyper }: StepInputs,
  key: Key,
  i: number,
): { discriminator: DiscriminatorGradients; generator: LossAndGradients } {
  const batch = element(real, i);
  const ownKey = discriminatorKey(key, i);
  return {
    discriminator: discriminatorGradients(model, state, batch, ownKey, hyper.objective),
    generator: generatorGradients(model, state, {
      real: batch,
      key: ownKey,
      pass: "fake",
      hyper: hyper.objective,
    }),
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
  state: State,
  measured: Partial<Record<NetworkName, LossAndGradients>>,
  hyper: StepHyper,
  key: Key,
  from = state,
): State {
  let next = state;
  for (const network of NETWORKS) {
    const own = measured[network];
    if (!own) continue;
    const { updates, slots } = optimizer(model.optimizers[network]).update(
      own.gradients,
      subtree(state, slotsPrefix(network)),
      hyper[network],
      {
        parameters: trainable(subtree(state, network)),
        key: fold(fold(key, "optimizer"), network),
      },
    );
    const parameters = trainable(subtree(from, network));
    const moved = zipTrees(parameters, updates, (theta, u) => theta.sub(u));
    const weights = constrain(model[network], clipWeights(network, moved, hyper));
    next = {
      ...next,
      ...withPrefix(network, { ...weights, ...own.statistics }),
      ...withPrefix(slotsPrefix(network), slots),
    };
  }
  return next;
}

/**
 * Applies the lookahead sync to every network whose optimizer has `lookahead`; a no-op except every
 * `every` steps.
 */
function applyLookahead(
  model: Model,
  state: State,
  hyper: StepHyper,
  networks: readonly NetworkName[],
): State {
  let next = state;
  for (const network of networks) {
    if (!model.optimizers[network].lookahead) continue;
    const { parameters, slots } = lookAhead(
      trainable(subtree(state, network)),
      subtree(state, slotsPrefix(network)),
      hyper[network],
    );
    next = {
      ...next,
      ...withPrefix(network, parameters),
      ...withPrefix(slotsPrefix(network), slots),
    };
  }
  return next;
}

/**
 * Clips D's weights to [-weightClip, weightClip] (Arjovsky et al. 2017). G's weights are returned
 * as they are.
 */
function clipWeights(network: NetworkName, weights: State, hyper: StepHyper): State {
  const bound = hyper.objective.weightClip;
  if (!bound || network !== "discriminator") return weights;
  return mapTree(weights, (w) => w.minimum(bound).maximum(bound.neg()));
}

const stepMetrics = (d: DiscriminatorGradients, g: { loss: Scalar; norm: Scalar }): Tensor1D =>
  stack([d.loss, g.loss, d.dReal, d.dFake, globalNorm(d.gradients), g.norm]) as Tensor1D;

/**
 * Clones all tensors, since those that did not change belong to the caller's state and are freed
 * with it.
 */
const clones = (state: State): State => mapTree(state, (tensor) => tensor.clone());
