import type { Case } from "./cases";
import {
  adam,
  againWith,
  average,
  batch,
  both,
  critic,
  heldOutCases,
  k,
  lookahead,
  loss,
  momentum,
  optimistic,
  penalty,
  r1,
  rates,
  rmsprop,
  sgd,
  type Variant,
  wganGp,
} from "./settings";
import type { ThirdGame } from "./third-games";

/*
 * The third round: an ordinary mix of good and bad experiments by somebody who had read neither the
 * rules of the advisor nor what it says of any run. Of each game those that were expected to do well
 * come first.
 */

const muon = (learningRate: number, adamLearningRate: number) => ({
  type: "muon",
  learningRate,
  adamLearningRate,
  beta1: 0.5,
});

const VARIANTS: Record<ThirdGame, readonly Variant[]> = {
  narrow: [
    ["usual", both(adam(1e-3))],
    ["big-batch", { ...both(adam(1e-3)), ...batch(1024) }],
    ["crawl", both(sgd(1e-5))],
    ["momentum", both(momentum(0.3))],
  ],
  away: [["far-start", { ...both(adam(2e-4)), ...loss("minimax") }]],
  exponential: [
    ["r1", { ...both(adam(1e-3, 0)), ...r1(0.5) }],
    ["minimax", { ...both(adam(5e-4)), ...loss("minimax") }],
    ["huge", both(rmsprop(0.2))],
  ],
  interval: [
    ["average", { ...both(adam(1e-3)), ...average(0.99) }],
    ["unpenalised", { ...critic, ...both(rmsprop(5e-3)) }],
    ["many-d", { ...rates(adam(2e-5), adam(5e-3)), ...k(15), ...loss("minimax") }],
  ],
  two: [
    ["optimistic", both(optimistic(5e-4))],
    ["adamw", both({ type: "adamw", learningRate: 1e-3, beta1: 0.5, weightDecay: 0.01 })],
    ["fast-g", rates(adam(1e-2), adam(5e-5))],
  ],
  four: [
    ["wgan-gp", wganGp(1e-3, 1)],
    ["batch-2", { ...both(adam(4e-3)), ...batch(2) }],
    ["idle-d", rates(adam(1e-3), adam(1e-7))],
  ],
  ring5: [
    ["usual", both(adam(1e-3))],
    ["beta1-0", both(adam(1e-3, 0))],
    ["momentum", both(momentum(0.1))],
    ["fast-g", rates(rmsprop(5e-3), rmsprop(3e-5))],
  ],
  ring10: [
    ["r1", { ...both(adam(1.5e-3, 0)), ...r1(0.1) }],
    ["average", { ...both(adam(8e-4)), ...average(0.995) }],
    ["perfect-d", { ...rates(adam(5e-6), adam(4e-3)), ...k(10), ...loss("minimax") }],
  ],
  ring16: [
    ["packed", { ...both(adam(1e-3)), "objective.packing": 4 }],
    ["extra-adam", { ...both(adam(5e-4)), "training.updates": "extragradient" }],
    ["weak-d", rates(adam(1e-3), adam(1e-5))],
    ["unpenalised", { ...critic, ...both(adam(1e-3)) }],
  ],
  grid16: [
    ["lookahead", both(lookahead(1e-3, 10))],
    ["wgan-gp", wganGp(5e-4, 0.5)],
    ["heavy-momentum", both(adam(6e-3, 0.9))],
    ["many-g", { ...rates(adam(2e-3), adam(2e-4)), "training.generatorSteps": 15 }],
  ],
  grid25: [
    ["dragan", { ...both(adam(1e-3)), ...penalty("dragan", 0.5) }],
    ["crawl", both(sgd(1e-3))],
    ["batch-2", { ...both(adam(2e-3)), ...batch(2) }],
  ],
  moons: [
    ["least-squares", { ...both(adam(1e-3)), ...loss("leastSquares") }],
    ["hinge-r1", { ...both(adam(1e-3)), ...loss("hinge"), ...r1(0.2) }],
    ["huge", both(adam(0.5))],
    ["hard-sgd", both(sgd(3))],
  ],
  spiral: [
    ["relativistic-r1", { ...both(adam(1e-3, 0)), ...loss("relativistic"), ...r1(0.05) }],
    ["big-batch", { ...both(adam(1e-3)), ...batch(512) }],
    ["heavy-r1", { ...both(adam(5e-4)), ...r1(2000) }],
  ],
  roll: [
    ["extra-adam", { ...both(adam(1e-3)), "training.updates": "extragradient" }],
    ["slow", both(adam(2e-4))],
    ["strong-d", rates(adam(1e-6), adam(1e-2))],
  ],
  board: [
    ["usual", both(adam(1e-3))],
    ["muon", both(muon(5e-3, 1e-3))],
    ["clipped", { ...critic, ...both(rmsprop(1e-4)), "objective.weightClip": 1e-4 }],
    ["noise", { ...both(adam(1e-3)), "objective.instanceNoise": 6 }],
  ],
  mnistThin: [
    ["usual", both(adam(3e-4))],
    ["r1-average", { ...both(adam(5e-4, 0)), ...r1(2), ...average(0.995) }],
    ["batch-2", { ...both(adam(1e-3)), ...batch(2) }],
    ["fast-g", rates(adam(5e-3), adam(2e-5))],
  ],
  mnistDeep: [
    ["least-squares", { ...both(adam(2e-4)), ...loss("leastSquares") }],
    ["momentum", both(momentum(0.2))],
    ["strong-d", { ...rates(adam(3e-6), adam(2e-3)), ...k(4), ...loss("minimax") }],
  ],
  mnistConv: [
    ["usual", both(adam(1e-3))],
    ["weak-d", rates(adam(2e-3), adam(1e-6))],
  ],
  fashion: [
    ["usual", both(adam(2e-4))],
    ["wgan-gp", { ...wganGp(3e-4, 10), ...k(3) }],
    ["crawl", both(sgd(1e-4))],
    ["huge", both(rmsprop(0.05))],
    ["unpenalised", { ...critic, ...both(adam(2e-3)), ...k(2) }],
  ],
  fashionConv: [
    ["hinge-r1", { ...both(adam(8e-4)), ...loss("hinge"), ...r1(1) }],
    ["fast-both", both(adam(0.02, 0.9))],
  ],
  few40: [
    ["usual", both(adam(5e-4))],
    ["rmsprop", both(rmsprop(3e-4))],
  ],
  few100: [["usual", both(adam(6e-4))]],
  cifarDense: [["fast-g", rates(adam(4e-3), adam(5e-5))]],
  cifarConv: [
    ["usual", both(adam(5e-4))],
    ["idle", both(adam(1e-8))],
  ],
};

const POINTS: ReadonlySet<ThirdGame> = new Set(
  (Object.keys(VARIANTS) as ThirdGame[]).filter((game) => !/^(mnist|fashion|few|cifar)/.test(game)),
);

/** The cheapest first: of numbers and points two seeds, of pictures one. */
export const THIRD_CASES: readonly Case[] = heldOutCases(VARIANTS).flatMap((one): Case[] =>
  POINTS.has(one.game) ? [one, againWith(one, 12)] : [one],
);
