import type { Case } from "./cases";
import {
  adam,
  critic,
  heldOutCases,
  loss,
  momentum,
  penalty,
  r1,
  rates,
  rmsprop,
  sgd,
  type Variant,
} from "./settings";
import type { UnseenGame } from "./unseen-games";

/*
 * The second round. When all runs of the first had been looked at, these configs were written and
 * set aside, before any bound was changed: other games, rates, losses, penalties and optimizers.
 */

const VARIANTS: Record<UnseenGame, readonly Variant[]> = {
  broad: [
    ["two-rates", rates(adam(5e-4), adam(2e-3))],
    ["least-squares", { ...rates(adam(1e-3), adam(1e-3)), ...loss("leastSquares") }],
    ["fast-g", rates(adam(8e-3), adam(2e-4))],
    ["minimax-strong-d", { ...rates(adam(2e-5), adam(8e-3)), ...loss("minimax") }],
    ["far", { ...rates(sgd(2), sgd(2)), ...loss("leastSquares") }],
  ],
  flat: [
    ["dragan", { ...rates(adam(1e-3), adam(1e-3)), ...penalty("dragan", 1) }],
    ["momentum", rates(momentum(0.05), momentum(0.05))],
    ["huge", rates(adam(0.15), adam(0.15))],
    ["idle", rates(sgd(1e-7), sgd(1e-7))],
  ],
  uneven: [
    ["r1", { ...rates(adam(1e-3), adam(2e-3)), ...r1(0.3) }],
    ["usual", rates(adam(8e-4), adam(8e-4))],
    ["fast-g", rates(adam(6e-3), adam(2e-4))],
    ["strong-d", rates(rmsprop(5e-5), rmsprop(5e-3))],
  ],
  ring12: [
    ["relativistic", { ...rates(adam(1e-3), adam(1e-3)), ...loss("relativistic") }],
    ["packed", { ...rates(adam(1e-3), adam(1e-3)), "objective.packing": 3 }],
    [
      "penalised-critic",
      { ...critic, ...rates(adam(5e-4, 0), adam(1e-3, 0)), ...penalty("gradientPenalty", 2) },
    ],
    ["extragradient", { ...rates(adam(1e-3), adam(1e-3)), "training.updates": "extragradient" }],
    ["fast-g", rates(adam(6e-3), adam(1e-4))],
    ["minimax-strong-d", { ...rates(adam(1e-4), adam(5e-3)), ...loss("minimax") }],
    ["momentum", rates(adam(3e-3, 0.9), adam(3e-3, 0.9))],
    ["unbounded-critic", { ...critic, ...rates(adam(2e-3), adam(2e-3)) }],
    ["idle", rates(adam(3e-10), adam(3e-10))],
  ],
  grid9: [
    ["usual", rates(adam(8e-4), adam(8e-4))],
    ["hinge-r1", { ...rates(adam(1e-3), adam(2e-3)), ...loss("hinge"), ...r1(0.2) }],
    ["slow", rates(adam(2e-4), adam(5e-4))],
    ["fast-g", rates(rmsprop(3e-3), rmsprop(1e-4))],
    ["strong-d", rates(adam(5e-5), adam(8e-3))],
    ["many-g", { ...rates(adam(1e-3), adam(1e-3)), "training.generatorSteps": 8 }],
  ],
  grid36: [
    ["usual", rates(adam(1e-3), adam(1e-3))],
    ["r1", { ...rates(adam(1e-3), adam(2e-3)), ...r1(0.1) }],
    ["small-batch", { ...rates(adam(2e-3), adam(2e-3)), "training.batchSize": 16 }],
  ],
  digits: [
    ["r1", { ...rates(adam(5e-4), adam(5e-4)), ...r1(2) }],
    ["usual", rates(adam(3e-4), adam(3e-4))],
    ["fast-g", rates(adam(3e-3), adam(3e-5))],
    ["minimax-strong-d", { ...rates(adam(1e-5), adam(3e-3)), ...loss("minimax") }],
    ["idle", rates(adam(1e-9), adam(1e-9))],
  ],
  dcgan: [
    ["usual", rates(adam(1e-3), adam(5e-4))],
    ["hinge-r1", { ...rates(adam(1e-3), adam(1e-3)), ...loss("hinge"), ...r1(1) }],
    ["fast-g", rates(adam(5e-3), adam(3e-5))],
    ["huge", rates(adam(0.05), adam(0.05))],
    ["idle", rates(adam(1e-8), adam(1e-8))],
  ],
  few24: [
    ["usual", rates(adam(4e-4), adam(4e-4))],
    ["r1", { ...rates(adam(4e-4), adam(4e-4)), ...r1(3) }],
    ["hinge-r1", { ...rates(adam(3e-4), adam(6e-4)), ...loss("hinge"), ...r1(1) }],
  ],
};

/** The cheapest first, so that as many as possible are trained where time is short. */
export const UNSEEN_CASES: readonly Case[] = heldOutCases(VARIANTS).map((one) => ({
  ...one,
  unseen: true,
}));
