import { dense } from "./blocks";
import type { Case } from "./cases";
import {
  adam,
  average,
  batch,
  both,
  casesOf,
  critic,
  generatorSteps,
  instanceNoise,
  k,
  likeAdam,
  lookahead,
  loss,
  momentum,
  optimistic,
  packed,
  penalty,
  piecewise,
  r1,
  rates,
  rmsprop,
  type Settings,
  sgd,
  type Variant,
  wganGp,
} from "./settings";
import type { SixthGame } from "./sixth-games";

/*
 * The sixth round: two of three are settings of which the field says that they work, the others go
 * wrong in different ways. Among the former are runs that learn for long before they are well, and
 * runs that are ill at first or in the middle and recover. They were written without
 * knowledge of the rules of the advisor and of what it says of any run. Of each game those that were
 * expected to do well come first, then those that were expected to recover.
 */

const linear = (from: number, to: number, start: number, end: number) => ({
  type: "linear",
  from,
  to,
  start,
  end,
});
const flipped = (share: number | object): Settings => ({ "objective.labelFlipping": share });
const pretrained = (steps: number): Settings => ({ "training.pretrainDiscriminator": steps });
/** What the run itself sets after so many steps. */
const changed = (at: number, set: Settings): Settings => ({ "training.changes": [{ at, set }] });

const NUMBERS = {
  hill: [
    ["adamax", both(likeAdam("adamax", 2e-3))],
    ["late-d", rates(adam(5e-4), adam(piecewise([600], [1e-6, 1e-3])))],
  ],
  lopsided: [
    ["hinge", { ...both(rmsprop(3e-4)), ...loss("hinge") }],
    ["fast-g", rates(rmsprop(0.01), rmsprop(5e-5))],
  ],
  five: [
    ["r1", { ...both(adam(1e-3, 0)), ...r1(0.2) }],
    ["less-noise", { ...both(adam(1e-3)), ...instanceNoise(linear(4, 0, 0, 3000)) }],
    ["strong-d", { ...rates(adam(2e-6), adam(3e-3)), ...k(5) }],
  ],
  band: [
    ["least-squares", { ...both(likeAdam("amsgrad", 1e-3)), ...loss("leastSquares") }],
    ["batch-1", { ...both(adam(2e-3)), ...batch(1) }],
  ],
  tent: [
    ["unrolled", { ...both(adam(1e-3)), "objective.unrolling": { steps: 5, learningRate: 0.02 } }],
    ["spike", both(adam(piecewise([1200, 1600], [1e-3, 0.02, 5e-4])))],
    ["unbounded", { ...critic, ...both(adam(2e-3, 0.9)) }],
  ],
} satisfies Partial<Record<SixthGame, readonly Variant[]>>;

const CLUSTERS = {
  ring6: [
    ["usual", both(adam(1e-3))],
    ["calmed", both(adam(piecewise([1000], [0.02, 1e-3])))],
    ["blind-d", { ...both(adam(1e-3)), ...flipped(0.5) }],
  ],
  ring7: [
    ["optimistic", both(optimistic(5e-4))],
    ["relativistic-average", { ...both(adam(1e-3)), ...loss("relativisticAverage"), ...r1(0.05) }],
    ["idle", both({ type: "adagrad", learningRate: 1e-6 })],
  ],
  ring9: [
    ["lookahead-average", { ...both(lookahead(1.2e-3, 5)), ...average(0.99) }],
    [
      "fewer-g",
      { ...both(adam(1e-3)), ...generatorSteps(10), ...changed(1800, generatorSteps(1)) },
    ],
    ["heavy-momentum", { ...both(adam(4e-3, 0.95)), "training.updates": "simultaneous" }],
  ],
  ring14: [
    ["packed", { ...both(adam(8e-4)), ...packed(2) }],
    ["wgan-gp", wganGp(6e-4, 0.3, 4)],
    ["many-g", { ...rates(adam(4e-3), adam(3e-4)), ...generatorSteps(12) }],
  ],
  grid4: [
    ["half-sum", { ...both(adam(2e-3)), ...loss("halfSum") }],
    ["momentum", both(momentum(0.5, 0.95))],
  ],
  grid36: [
    ["one-cycle", both(adam({ type: "oneCycle", peak: 2e-3, steps: 6000 }))],
    ["r1-average", { ...both(adam(6e-4, 0)), ...r1(0.02), ...average(0.995) }],
    ["linear-d", { ...both(adam(1e-3)), "discriminator.layers": [dense(1)] }],
  ],
} satisfies Partial<Record<SixthGame, readonly Variant[]>>;

const CURVES = {
  hoops: [
    ["more-d", { ...both(adam(4e-4)), ...k(3) }],
    [
      "less-r1",
      {
        ...both(adam(1e-3, 0)),
        "objective.penalties": [
          { type: "r1", weight: { type: "exponential", initial: 200, decay: 0.996, floor: 0.05 } },
        ],
      },
    ],
  ],
  arms3: [
    ["dragan", { ...both(likeAdam("radam", 1e-3)), ...penalty("dragan", 0.2) }],
    [
      "minimax",
      { ...rates(sgd(0.01), adam(2e-3)), ...loss("minimax"), ...k(3), ...pretrained(800) },
    ],
  ],
  squares: [
    [
      "hinge-cosine",
      {
        ...both(adam({ type: "cosine", from: 1.5e-3, to: 1e-5, end: 5200 })),
        ...loss("hinge"),
      },
    ],
    ["restarts", both(adam({ type: "cosineRestarts", from: 0.015, to: 1e-4, period: 1300 }))],
  ],
} satisfies Partial<Record<SixthGame, readonly Variant[]>>;

const PICTURES = {
  digitsThin: [
    ["usual", both(adam(8e-4))],
    ["relativistic-r1", { ...both(adam(6e-4, 0)), ...loss("relativistic"), ...r1(1) }],
    ["unblinded", { ...both(adam(8e-4)), ...flipped(piecewise([700], [0.5, 0])) }],
  ],
  digitsDeep: [
    ["rmsprop-average", { ...both(rmsprop(3e-4)), ...average(0.99) }],
    ["strong-d", { ...rates(adam(2e-6), adam(2e-3)), ...loss("hinge"), ...k(3) }],
    ["huge", both(adam(0.05))],
  ],
  digitsConv: [
    ["usual", both(adam(8e-4))],
    ["hinge-average", { ...both(adam(6e-4)), ...loss("hinge"), ...average(0.99) }],
    ["calmed", both(adam(piecewise([700], [0.02, 6e-4])))],
    ["fast-g", rates(adam(0.01), adam(1e-5))],
    ["batch-2", { ...both(adam(2e-3)), ...batch(2) }],
  ],
  digitsNormed: [
    ["least-squares", { ...both(adam(6e-4)), ...loss("leastSquares") }],
    ["wgan-gp", wganGp(6e-4, 10, 2)],
    ["growing-d", rates(adam(5e-4), adam(linear(1e-7, 6e-4, 300, 900)))],
  ],
  clothes: [
    ["optimistic", both(optimistic(3e-4))],
    ["slow", { ...both(adam(2e-4)), ...average(0.99) }],
    ["momentum", both(momentum(0.5, 0.95))],
  ],
  clothesConv: [
    ["r1", { ...both(adam(6e-4, 0)), ...r1(2) }],
    ["weak-d", rates(adam(2e-3), sgd(1e-5))],
  ],
  photos: [
    ["usual", both(adam(6e-4))],
    ["hinge-average", { ...both(adam(6e-4)), ...loss("hinge"), ...average(0.99) }],
    ["cooled", both(adam({ type: "exponential", initial: 0.03, decay: 0.994, floor: 5e-4 }))],
  ],
  photosPlain: [
    ["lookahead", both(lookahead(6e-4, 8))],
    ["unbounded", { ...critic, ...both(rmsprop(2e-3)), ...k(2) }],
  ],
  few60: [
    ["noise-r1", { ...both(adam(4e-4, 0)), ...r1(5), ...instanceNoise(0.3), ...average(0.99) }],
    ["usual", both(adam(8e-4))],
  ],
} satisfies Partial<Record<SixthGame, readonly Variant[]>>;

const VARIANTS: Record<SixthGame, readonly Variant[]> = {
  ...NUMBERS,
  ...CLUSTERS,
  ...CURVES,
  ...PICTURES,
};

export const SIXTH_CASES: readonly Case[] = casesOf("sixth", VARIANTS, PICTURES);
