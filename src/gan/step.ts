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
  measureDiscriminator,
  measureGenerator,
  type Measured,
} from "./players";
import { fold, type Key, rootKey } from "./random";
import { below, slotsPrefix, type State, under } from "./state";

export interface StepInputs {
  /** The step's number, an int32 scalar. */
  step: Tensor;
  /**
   * Batches of data, `discriminatorSteps + extraBatches` of them: one for each update of D, and last one for the gradients of
   * extragradient's second half, or for G's loss where that needs data. A conditional G is asked for the classes of the last.
   */
  real: Batch[];
  /** What schedules move, as `hyperOf` gives it. */
  hyper: Record<NetworkName | "objective", Hyper>;
}

/** What `metrics` of a step holds, in its order. */
export const STEP_METRICS = ["lossD", "lossG", "dReal", "dFake", "gradNormD", "gradNormG"] as const;

/**
 * One iteration of training. With alternating updates that of Algorithm 1 (Goodfellow et al. 2014): k updates of D, each with
 * fresh noise and data while G is held fixed, then one update of G with fresh noise while D is held fixed; with the others
 * k - 1 such updates of D, then one of both players at once. Pure: returns the new state, and the metrics of the last
 * update of D and of G, measured where that update starts, as one tensor in the order of `STEP_METRICS`.
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
      ? alternating(model, state, inputs, key)
      : joint(model, state, inputs, key);
    const finished = moveAverage(
      model,
      lookedAhead(model, moved, inputs.hyper, NETWORKS),
      inputs.hyper.objective,
    );
    return {
      state: clones(finished),
      metrics: metricsOf(d, { loss: g.loss, norm: globalNorm(g.gradients) }),
    };
  });
}

/**
 * One iteration in which D alone is trained, once on each batch: G's part of the state, its slots and its average stay to the bit.
 * The metrics are those of `trainingStep`; G's gradient, which is not taken, has the norm 0.
 */
export function pretrainingStep(
  model: Model,
  state: State,
  inputs: StepInputs,
): { state: State; metrics: Tensor1D } {
  return tidy(() => {
    const key = rootKey(model.seed, inputs.step);
    const { state: moved, d } = updatesOfD(model, state, inputs, key, inputs.real.length);
    const { loss } = generatorLoss(model, moved, under(moved, "generator"), {
      key: fold(key, "generator"),
      pass: "D",
      real: inputs.real.at(-1)!,
      hyper: inputs.hyper.objective,
    });
    return {
      state: clones(lookedAhead(model, moved, inputs.hyper, ["discriminator"])),
      metrics: metricsOf(d!, { loss, norm: scalar(0) }),
    };
  });
}

interface Played {
  state: State;
  d: Measured;
  g: Measured;
}

const keyOfD = (key: Key, i: number): Key => fold(fold(key, "discriminator"), i);

/** `count` updates of D alone, on the first batches. */
function updatesOfD(
  model: Model,
  state: State,
  { real, hyper }: StepInputs,
  key: Key,
  count: number,
): { state: State; d?: Measured } {
  let moved = state;
  let d: Measured | undefined;
  for (let i = 0; i < count; i++) {
    d = measureDiscriminator(model, moved, real[i]!, keyOfD(key, i), hyper.objective);
    moved = updated(model, moved, { discriminator: d }, hyper, keyOfD(key, i));
  }
  return { state: moved, ...(d ? { d } : {}) };
}

function alternating(model: Model, state: State, inputs: StepInputs, key: Key): Played {
  const { hyper, real } = inputs;
  const { state: judged, d } = updatesOfD(model, state, inputs, key, model.discriminatorSteps);
  const g = measureGenerator(model, judged, {
    key: fold(key, "generator"),
    pass: "D",
    hyper: hyper.objective,
    real: real.at(-1)!,
  });
  return {
    state: updated(model, judged, { generator: g }, hyper, fold(key, "generator")),
    d: d!,
    g,
  };
}

/** Both players at once, after k - 1 updates of D alone. */
function joint(model: Model, state: State, inputs: StepInputs, key: Key): Played {
  const { hyper, real } = inputs;
  const last = model.discriminatorSteps - 1;
  const { state: start } = updatesOfD(model, state, inputs, key, last);
  // G's gradient at the same weights, from the same latent vectors, masks and noise as D's.
  const measured = (at: State, i: number) => ({
    discriminator: measureDiscriminator(model, at, real[i]!, keyOfD(key, i), hyper.objective),
    generator: measureGenerator(model, at, {
      real: real[i]!,
      key: keyOfD(key, i),
      pass: "fake",
      hyper: hyper.objective,
    }),
  });
  const { discriminator: d, generator: g } = measured(start, last);
  const ahead = updated(model, start, { discriminator: d, generator: g }, hyper, keyOfD(key, last));
  if (model.updates === "simultaneous") return { state: ahead, d, g };
  // Extragradient (Gidel et al. 2019, algorithm 2): the gradients found ahead, on a fresh batch, move the weights that the step began with.
  return {
    state: updated(model, ahead, measured(ahead, last + 1), hyper, keyOfD(key, last + 1), start),
    d,
    g,
  };
}

/**
 * The state after an update of networks by their optimizers: theta <- theta - u, with the running statistics that were moved on
 * the way. `key`: that of the update. `from`: the state whose weights are moved where it is not the one at which the gradients were taken.
 */
function updated(
  model: Model,
  state: State,
  measured: Partial<Record<NetworkName, Measured>>,
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
      under(state, slotsPrefix(network)),
      hyper[network],
      {
        parameters: trainable(under(state, network)),
        key: fold(fold(key, "optimizer"), network),
      },
    );
    const moved = Object.fromEntries(
      Object.entries(trainable(under(from, network))).map(([name, theta]) => [
        name,
        theta.sub(updates[name]!),
      ]),
    );
    next = {
      ...next,
      ...below(network, {
        ...constrain(model[network], withinBounds(network, moved, hyper)),
        ...own.statistics,
      }),
      ...below(slotsPrefix(network), slots),
    };
  }
  return next;
}

/** The state after the weights of networks whose optimizers look ahead have gone back to their slow weights, where it is time. */
function lookedAhead(
  model: Model,
  state: State,
  hyper: StepInputs["hyper"],
  networks: readonly NetworkName[],
): State {
  let next = state;
  for (const network of networks) {
    if (!model.optimizers[network].lookahead) continue;
    const { parameters, slots } = lookAhead(
      trainable(under(state, network)),
      under(state, slotsPrefix(network)),
      hyper[network],
    );
    next = { ...next, ...below(network, parameters), ...below(slotsPrefix(network), slots) };
  }
  return next;
}

/** A network's weights brought back to where they may be: D's cut to [-weightClip, weightClip] (Arjovsky et al. 2017). */
function withinBounds(network: NetworkName, weights: State, hyper: StepInputs["hyper"]): State {
  const bound = network === "discriminator" ? hyper.objective["weightClip"] : undefined;
  return bound
    ? Object.fromEntries(
        Object.entries(weights).map(([name, w]) => [name, w.minimum(bound).maximum(bound.neg())]),
      )
    : weights;
}

const metricsOf = (d: Measured, g: { loss: Scalar; norm: Scalar }): Tensor1D =>
  stack([
    d.loss,
    g.loss,
    d.aux["dReal"]!,
    d.aux["dFake"]!,
    globalNorm(d.gradients),
    g.norm,
  ]) as Tensor1D;

/** Tensors that did not change belong to the caller's state; clones keep the two apart. */
const clones = (state: State): State =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, tensor.clone()]));
