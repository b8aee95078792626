import { createHash } from "node:crypto";

/*
 * The runs on which the advisor is measured: a few small games, and what is done to each so that it
 * goes well or ill. What became of a run is decided by `truth.ts`, whatever was meant here.
 */

export type Game = "gaussian" | "mixture" | "ring" | "grid" | "mnist" | "cifar" | "few";

export interface Case {
  id: string;
  game: Game;
  /** What it has otherwise than its game. */
  set: Readonly<Record<string, unknown>>;
  /** Whether it was set aside before any bound of the advisor was chosen. */
  heldOut: boolean;
}

const adam = (learningRate: number, beta1 = 0.5) => ({ type: "adam", learningRate, beta1 });
const rmsprop = (learningRate: number) => ({ type: "rmsprop", learningRate });
const sgd = (learningRate: number) => ({ type: "sgd", learningRate });

/** Both optimizers. */
const rates = (generator: object, discriminator: object) => ({
  "optimizer.generator": generator,
  "optimizer.discriminator": discriminator,
});

const r1 = (weight: number) => ({ "objective.penalties": [{ type: "r1", weight }] });
const critic = { "objective.loss": "wasserstein", "training.discriminatorSteps": 5 };
const seed = (value: number) => ({ "training.seed": value });

type Variant = readonly [name: string, set: Record<string, unknown>];

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

const VARIANTS: Record<Game, readonly Variant[]> = {
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

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** All runs. Of each game every second one, in the order of a hash of their names, is set aside. */
export const CASES: readonly Case[] = (Object.keys(VARIANTS) as Game[]).flatMap((game) =>
  VARIANTS[game]
    .map(([name, set]) => ({ id: `${game}-${name}`, game, set }))
    .sort((a, b) => (hashOf(a.id) < hashOf(b.id) ? -1 : 1))
    .map((one, i) => ({ ...one, heldOut: i % 2 === 1 })),
);
