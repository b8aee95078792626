import { createHash } from "node:crypto";
import type { FirstGame, Game } from "./games";
import {
  adam,
  critic,
  r1,
  rates,
  rmsprop,
  seed,
  type Settings,
  sgd,
  type Variant,
} from "./settings";

/*
 * The runs on which the advisor is measured: a few small games, and what is done to each so that it
 * goes well or ill. What became of a run is decided by `truth.ts`, whatever was meant here.
 */

export interface Case {
  id: string;
  game: Game;
  /** What it has otherwise than its game. */
  set: Settings;
  /** Whether it was set aside before any bound of the advisor was chosen. */
  heldOut: boolean;
  /** Another seed of a config: no remedy is tried on it. */
  again?: true;
  /** A seed that was trained when the runs that had been set aside had been looked at. */
  afterwards?: true;
  /** A config of the second round, of other games: it was written before any bound of that round. */
  unseen?: true;
}

/** What goes well with most games, and what does not. */
const COMMON: readonly Variant[] = [
  ["usual", rates(adam(1e-3), adam(1e-3))],
  ["slow", rates(adam(1e-4), adam(4e-4))],
  ["fast-g", rates(adam(3e-3), adam(1e-4))],
  ["idle", rates(adam(1e-9), adam(1e-9))],
  ["huge", rates(adam(0.3), adam(0.3))],
  ["r1", { ...rates(adam(1e-3), adam(1e-3)), ...r1(1) }],
  ["minimax-strong-d", { ...rates(adam(1e-5), adam(5e-3)), "objective.loss": "minimax" }],
];

const VARIANTS: Record<FirstGame, readonly Variant[]> = {
  gaussian: [
    ...COMMON,
    ["sgd", rates(sgd(0.05), sgd(0.05))],
    ["unbounded-critic", { ...critic, ...rates(adam(5e-3), adam(5e-3)) }],
    [
      "clipped-critic",
      { ...critic, "objective.weightClip": 0.05, ...rates(rmsprop(1e-3), rmsprop(1e-3)) },
    ],
  ],
  mixture: [
    ...COMMON,
    ["momentum", rates(adam(2e-3, 0.9), adam(2e-3, 0.9))],
    ["strong-d", rates(adam(1e-4), adam(1e-2))],
    ["least-squares", { ...rates(adam(1e-3), adam(1e-3)), "objective.loss": "leastSquares" }],
  ],
  ring: [
    ...COMMON,
    ["usual-2", { ...rates(adam(1e-3), adam(1e-3)), ...seed(2) }],
    ["fast-g-2", { ...rates(adam(1e-2), adam(3e-4)), ...seed(2) }],
    ["strong-d", rates(rmsprop(1e-4), rmsprop(1e-2))],
    ["strong-d-2", { ...rates(rmsprop(1e-4), rmsprop(1e-2)), ...seed(2) }],
    ["rmsprop", rates(rmsprop(3e-4), rmsprop(1e-3))],
    ["rmsprop-lags", { ...rates(rmsprop(1e-3), rmsprop(1e-4)), ...seed(2) }],
    ["momentum", rates(adam(2e-3, 0.95), adam(2e-3, 0.95))],
    ["hinge", { ...rates(adam(1e-3), adam(3e-3)), "objective.loss": "hinge" }],
    ["packed", { ...rates(adam(1e-3), adam(1e-3)), "objective.packing": 2 }],
    ["unbounded-critic", { ...critic, ...rates(adam(5e-3), adam(5e-3)) }],
    [
      "penalised-critic",
      {
        ...critic,
        ...rates(adam(1e-3, 0), adam(1e-3, 0)),
        "objective.penalties": [{ type: "gradientPenalty", weight: 1 }],
      },
    ],
    ["noise", { ...rates(adam(1e-3), adam(1e-3)), "objective.instanceNoise": 0.1 }],
  ],
  grid: [
    ...COMMON,
    ["usual-2", { ...rates(adam(1e-3), adam(1e-3)), ...seed(2) }],
    ["fast-d", rates(adam(5e-4), adam(2e-3))],
    ["strong-d", rates(adam(1e-4), adam(1e-2))],
    [
      "unrolled",
      { ...rates(adam(1e-3), adam(1e-3)), "objective.unrolling": { steps: 3, learningRate: 0.01 } },
    ],
  ],
  mnist: [
    ...COMMON,
    ["usual-2", { ...rates(adam(1e-3), adam(1e-3)), ...seed(2) }],
    ["beta1-0", rates(adam(1e-3, 0), adam(1e-3, 0))],
    ["fast-g-2", { ...rates(adam(1e-2), adam(3e-4)), ...seed(2) }],
    ["weak-d", rates(adam(1e-3), adam(1e-5))],
  ],
  cifar: [
    ["usual", rates(adam(5e-4), adam(5e-4))],
    ["slow", rates(adam(1e-4), adam(2e-4))],
    ["fast-g", rates(adam(5e-3), adam(1e-4))],
    ["strong-d", rates(adam(1e-5), adam(5e-3))],
    ["huge", rates(adam(0.1), adam(0.1))],
  ],
  few: [
    ["16", rates(adam(5e-4), adam(5e-4))],
    ["16-r1", { ...rates(adam(5e-4), adam(5e-4)), ...r1(1) }],
    ["16-slow", rates(adam(2e-4), adam(2e-4))],
  ],
};

/**
 * Added after the split of the others was fixed: what throws weights so far that numbers overflow,
 * and more that goes well with pictures.
 */
const ADDED: Partial<Record<FirstGame, readonly Variant[]>> = {
  gaussian: [["far", { ...rates(sgd(1), sgd(1)), "objective.loss": "leastSquares" }]],
  mixture: [["far", { ...rates(sgd(1), sgd(1)), "objective.loss": "leastSquares" }]],
  ring: [["far", { ...rates(sgd(0.1), sgd(0.1)), "objective.loss": "wasserstein" }]],
  grid: [["far", { ...rates(sgd(0.5), sgd(0.5)), "objective.loss": "hinge" }]],
  mnist: [
    ["r1-10", { ...rates(adam(1e-3), adam(1e-3)), ...r1(10) }],
    ["noise", { ...rates(adam(1e-3), adam(1e-3)), "objective.instanceNoise": 0.3 }],
    ["hinge-r1", { ...rates(adam(1e-3), adam(1e-3)), ...r1(1), "objective.loss": "hinge" }],
    ["packed", { ...rates(adam(1e-3), adam(1e-3)), "objective.packing": 2 }],
  ],
};

/** Added when samples of the others of 16 digits had turned out to be copies of one digit alone. */
const ADDED_FEW: readonly Variant[] = [
  ["16-r1-slow", { ...rates(adam(2e-4), adam(2e-4)), ...r1(5) }],
  ["16-noise", { ...rates(adam(5e-4), adam(5e-4)), "objective.instanceNoise": 0.2 }],
  ["16-packed", { ...rates(adam(5e-4), adam(5e-4)), "objective.packing": 2 }],
  ["16-hinge-r1", { ...rates(adam(5e-4), adam(5e-4)), ...r1(1), "objective.loss": "hinge" }],
];

/** How many seeds each variant of a game is trained with. */
const SEEDS: Record<FirstGame, number> = {
  gaussian: 2,
  mixture: 2,
  ring: 2,
  grid: 1,
  mnist: 1,
  cifar: 1,
  few: 2,
};

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Named {
  id: string;
  game: FirstGame;
  set: Settings;
}

const named = (game: FirstGame, variants: readonly Variant[]): Named[] =>
  variants.map(([name, set]) => ({ id: `${game}-${name}`, game, set }));

type FirstCase = Case & { game: FirstGame };

/** Every second one, in the order of a hash of their names, is set aside. */
const split = (variants: readonly Named[]): FirstCase[] =>
  [...variants]
    .sort((a, b) => (hashOf(a.id) < hashOf(b.id) ? -1 : 1))
    .map((one, i) => ({ ...one, heldOut: i % 2 === 1 }));

const GAMES = Object.keys(VARIANTS) as FirstGame[];

/** Seeds of a variant lie in the same half, so that none can be known from the other half. */
function withSeeds(one: FirstCase): FirstCase[] {
  const first = (one.set["training.seed"] ?? 1) as number;
  return Array.from({ length: SEEDS[one.game] }, (_, i) =>
    i === 0
      ? one
      : {
          ...one,
          id: `${one.id}-again-${i}`,
          again: true,
          set: { ...one.set, ...seed(first + 10 * i) },
        },
  );
}

/** The pictures of which another seed was trained afterwards; of what is small everything was. */
const AFTERWARDS: ReadonlySet<string> = new Set([
  "mnist-usual",
  "mnist-slow",
  "mnist-r1",
  "mnist-packed",
  "mnist-fast-g",
  "mnist-minimax-strong-d",
]);
const SMALL: ReadonlySet<FirstGame> = new Set(["gaussian", "mixture", "ring", "grid"]);

function afterwardsOf(one: FirstCase): FirstCase[] {
  if (!SMALL.has(one.game) && !AFTERWARDS.has(one.id)) return [];
  const first = (one.set["training.seed"] ?? 1) as number;
  const set = { ...one.set, ...seed(first + 1000) };
  return [{ ...one, id: `${one.id}-after`, set, afterwards: true }];
}

const FIRST_SEEDS: readonly FirstCase[] = [
  ...GAMES.flatMap((game) => split(named(game, VARIANTS[game]))),
  ...split(GAMES.flatMap((game) => named(game, ADDED[game] ?? []))),
  ...split(named("few", ADDED_FEW)),
];

/** All runs of the first round, those of each game together. */
export const FIRST_CASES: readonly Case[] = [
  ...FIRST_SEEDS.flatMap(withSeeds),
  ...FIRST_SEEDS.flatMap(afterwardsOf),
].sort((a, b) => GAMES.indexOf(a.game) - GAMES.indexOf(b.game));
