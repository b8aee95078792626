import { scalar, stack, tidy, type Scalar, type Tensor1D } from "../tensor/tf";
import { NETWORKS, type NetworkName } from "../shared/run/run";
import { moveAverage } from "./average";
import { globalNorm } from "./gradients";
import type { StepHyper } from "./hyper";
import { type DiscriminatorGradients, generatorLoss } from "./loss-gradients";
import type { Model } from "./model";
import { lookAhead } from "./optimizers";
import { fold, rootKey } from "./random";
import { mapState, type TrainState } from "./state";
import { element, type Tree } from "./tree";
import { alternatingUpdates, discriminatorUpdates, jointUpdates, type StepInputs } from "./updates";

/*
 * One training step as a pure function: from a state and its inputs to the next state and metrics.
 */

/** The names of a step's metrics, in the order of the tensor `metrics`. */
export const STEP_METRICS = ["lossD", "lossG", "dReal", "dFake", "gradNormD", "gradNormG"] as const;

/**
 * One iteration of training, as a pure function.
 *
 * Alternating updates are Algorithm 1 of Goodfellow et al. 2014: k updates of D, each on fresh
 * noise and data while G is held fixed, then k_G updates of G, each on fresh noise while D is held
 * fixed (there k_G = 1; Kahng et al. 2019 have both numbers). The other kinds make k - 1 such
 * updates of D, then one of both networks at once, then k_G - 1 of G.
 *
 * @param networks Those that are trained. One that is left out keeps its weights and slots to the
 * bit, as G's average does with G; 0 stands for the norm of its gradient. Batches, noise and order
 * of what is left are those of the whole iteration.
 * @returns The new state, and the metrics of the last update of D and of G in the order of
 * `STEP_METRICS`. Metrics are those at the weights where the update starts.
 */
export function trainingStep(
  model: Model,
  state: TrainState,
  inputs: StepInputs,
  networks: readonly NetworkName[] = NETWORKS,
): { state: TrainState; metrics: Tensor1D } {
  return tidy(() => {
    const key = rootKey(model.seed, inputs.step);
    const update = model.updates === "alternating" ? alternatingUpdates : jointUpdates;
    const { state: updated, d, g } = update(model, state, inputs, key, networks);
    const synced = applyLookahead(model, updated, inputs.hyper, networks);
    const averaged = networks.includes("generator")
      ? moveAverage(synced, inputs.hyper.objective)
      : synced;
    const normOf = (network: NetworkName, gradients: Tree) =>
      networks.includes(network) ? globalNorm(gradients) : scalar(0);
    return {
      state: clones(averaged),
      metrics: stepMetrics(
        { ...d, norm: normOf("discriminator", d.gradients) },
        { loss: g.loss, norm: normOf("generator", g.gradients) },
      ),
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
  state: TrainState,
  inputs: StepInputs,
): { state: TrainState; metrics: Tensor1D } {
  return tidy(() => {
    const key = rootKey(model.seed, inputs.step);
    const count = inputs.real.length;
    const { state: updated, d } = discriminatorUpdates(model, state, inputs, key, count);
    const { loss } = generatorLoss(model, updated, {
      key: fold(key, "generator"),
      pass: "D",
      real: element(inputs.real, -1),
      hyper: inputs.hyper.objective,
    });
    return {
      state: clones(applyLookahead(model, updated, inputs.hyper, ["discriminator"])),
      metrics: stepMetrics({ ...d, norm: globalNorm(d.gradients) }, { loss, norm: scalar(0) }),
    };
  });
}

/**
 * Applies the lookahead sync to every network whose optimizer has `lookahead`; a no-op except every
 * `every` steps.
 */
function applyLookahead(
  model: Model,
  state: TrainState,
  hyper: StepHyper,
  networks: readonly NetworkName[],
): TrainState {
  let next = state;
  for (const network of networks) {
    if (!model.optimizers[network].lookahead) continue;
    const { parameters, slots } = lookAhead(
      state[network].params,
      state.optimizers[network],
      hyper[network],
    );
    next = {
      ...next,
      [network]: { ...state[network], params: parameters },
      optimizers: { ...next.optimizers, [network]: slots },
    };
  }
  return next;
}

/** A network's loss, and the norm of its gradient. */
interface Measured {
  loss: Scalar;
  norm: Scalar;
}

const stepMetrics = (
  d: Measured & Pick<DiscriminatorGradients, "dReal" | "dFake">,
  g: Measured,
): Tensor1D => stack([d.loss, g.loss, d.dReal, d.dFake, d.norm, g.norm]) as Tensor1D;

/**
 * Clones all tensors, since those that did not change belong to the caller's state and are freed
 * with it.
 */
const clones = (state: TrainState): TrainState => mapState(state, (tensor) => tensor.clone());
