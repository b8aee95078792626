import { scalar, stack, tidy, type Scalar, type Tensor, type Tensor1D } from "../tensor/tf";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { moveAverage } from "./average";
import { globalNorm } from "./gradients";
import type { Model } from "./model";
import { constrain, trainable } from "./network";
import { type Hyper, lookAhead, optimizer } from "./optimizers";
import {
  type Batch,
  generatorLoss,
  discriminatorGradients,
  generatorGradients,
  type LossAndGradients,
} from "./loss-gradients";
import { fold, type Key, rootKey } from "./random";
import { withPrefix, slotsPrefix, type State, subtree } from "./state";

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
  hyper: Record<NetworkName | "objective", Hyper>;
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
    const {
      state: moved,
      d,
      g,
    } = model.updates === "alternating"
      ? alternatingUpdates(model, state, inputs, key)
      : jointUpdates(model, state, inputs, key);
    const finished = moveAverage(
      model,
      applyLookahead(model, moved, inputs.hyper, NETWORKS),
      inputs.hyper.objective,
    );
    return {
      state: clones(finished),
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
    const { state: moved, d } = updateDiscriminator(model, state, inputs, key, inputs.real.length);
    const { loss } = generatorLoss(model, moved, subtree(moved, "generator"), {
      key: fold(key, "generator"),
      pass: "D",
      real: inputs.real.at(-1)!,
      hyper: inputs.hyper.objective,
    });
    return {
      state: clones(applyLookahead(model, moved, inputs.hyper, ["discriminator"])),
      metrics: stepMetrics(d!, { loss, norm: scalar(0) }),
    };
  });
}

interface StepResult {
  state: State;
  d: LossAndGradients;
  g: LossAndGradients;
}

/** The key of the i-th update of D. */
const discriminatorKey = (key: Key, i: number): Key => fold(fold(key, "discriminator"), i);

/** Updates D alone, `count` times, on the first `count` batches. */
function updateDiscriminator(
  model: Model,
  state: State,
  { real, hyper }: StepInputs,
  key: Key,
  count: number,
): { state: State; d?: LossAndGradients } {
  let moved = state;
  let d: LossAndGradients | undefined;
  for (let i = 0; i < count; i++) {
    d = discriminatorGradients(model, moved, real[i]!, discriminatorKey(key, i), hyper.objective);
    moved = applyOptimizers(model, moved, { discriminator: d }, hyper, discriminatorKey(key, i));
  }
  return { state: moved, ...(d ? { d } : {}) };
}

/** Updates D k times, then G once. */
function alternatingUpdates(model: Model, state: State, inputs: StepInputs, key: Key): StepResult {
  const { hyper, real } = inputs;
  const { state: judged, d } = updateDiscriminator(
    model,
    state,
    inputs,
    key,
    model.discriminatorSteps,
  );
  const g = generatorGradients(model, judged, {
    key: fold(key, "generator"),
    pass: "D",
    hyper: hyper.objective,
    real: real.at(-1)!,
  });
  return {
    state: applyOptimizers(model, judged, { generator: g }, hyper, fold(key, "generator")),
    d: d!,
    g,
  };
}

/** Updates D alone k - 1 times, then both players at once. */
function jointUpdates(model: Model, state: State, inputs: StepInputs, key: Key): StepResult {
  const { hyper, real } = inputs;
  const last = model.discriminatorSteps - 1;
  const { state: start } = updateDiscriminator(model, state, inputs, key, last);
  // G's gradient uses the same weights, latent vectors, dropout masks and noise as D's.
  const measured = (at: State, i: number) => ({
    discriminator: discriminatorGradients(
      model,
      at,
      real[i]!,
      discriminatorKey(key, i),
      hyper.objective,
    ),
    generator: generatorGradients(model, at, {
      real: real[i]!,
      key: discriminatorKey(key, i),
      pass: "fake",
      hyper: hyper.objective,
    }),
  });
  const { discriminator: d, generator: g } = measured(start, last);
  const ahead = applyOptimizers(
    model,
    start,
    { discriminator: d, generator: g },
    hyper,
    discriminatorKey(key, last),
  );
  if (model.updates === "simultaneous") return { state: ahead, d, g };
  // Extragradient (Gidel et al. 2019, algorithm 2): the gradients at the extrapolated weights, on a
  // fresh batch, update the weights from before the extrapolation.
  return {
    state: applyOptimizers(
      model,
      ahead,
      measured(ahead, last + 1),
      hyper,
      discriminatorKey(key, last + 1),
      start,
    ),
    d,
    g,
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
  hyper: StepInputs["hyper"],
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
    const moved = Object.fromEntries(
      Object.entries(trainable(subtree(from, network))).map(([name, theta]) => [
        name,
        theta.sub(updates[name]!),
      ]),
    );
    next = {
      ...next,
      ...withPrefix(network, {
        ...constrain(model[network], clipWeights(network, moved, hyper)),
        ...own.statistics,
      }),
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
  hyper: StepInputs["hyper"],
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
function clipWeights(network: NetworkName, weights: State, hyper: StepInputs["hyper"]): State {
  const bound = network === "discriminator" ? hyper.objective["weightClip"] : undefined;
  return bound
    ? Object.fromEntries(
        Object.entries(weights).map(([name, w]) => [name, w.minimum(bound).maximum(bound.neg())]),
      )
    : weights;
}

const stepMetrics = (d: LossAndGradients, g: { loss: Scalar; norm: Scalar }): Tensor1D =>
  stack([
    d.loss,
    g.loss,
    d.aux["dReal"]!,
    d.aux["dFake"]!,
    globalNorm(d.gradients),
    g.norm,
  ]) as Tensor1D;

/**
 * Clones all tensors, since those that did not change belong to the caller's state and are freed
 * with it.
 */
const clones = (state: State): State =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, tensor.clone()]));
