/*
 * The last part of an update: optimizers make new weights of gradients.
 */

import { NETWORKS, type NetworkName } from "../shared/run/run";
import type { StepHyper } from "./hyper";
import type { LossAndGradients } from "./loss-gradients";
import type { Model } from "./model";
import { constrain } from "./network";
import { optimizer } from "./optimizers";
import { fold, type Key } from "./random";
import type { TrainState } from "./state";
import { mapTree, type Tree, zipTrees } from "./tree";

/**
 * Updates networks by their optimizers, theta <- theta - u, and stores their new running
 * statistics.
 * @param measured The gradients of each network to update, at `state`.
 * @param from The state whose weights are updated, where it is not the one at which the gradients
 * were taken.
 */
export function applyOptimizers(
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
