import type { GameKind } from "./games";
import { type Clumps, plainGames } from "./plain-games";

/* Games of the fifth round: numbers and points as students and researchers train them. */

const pair: Clumps = { means: [-2.5, 2], stddevs: [0.4, 0.9], weights: [3, 2] };
const trio: Clumps = { means: [-4, 0, 3], stddevs: [0.5, 1, 0.5], weights: [1, 2, 1] };

/** A density that rises in a straight line from 0 at 0 to its end at 4. */
const rising = [
  [0, 0],
  [4, 1],
];

const { numbers, mixture, clusters, curves } = plainGames({ numbers: 3, clusters: 12, curves: 8 });

export const FIFTH_GAMES = {
  heap: numbers({ source: "gaussian", mean: -2, stddev: 1.5 }, 1.5, 24, 2600, 80),
  offset: numbers({ source: "gaussian", mean: 6, stddev: 1.2 }, 1.2, 44, 2800, 100),
  pair: mixture(pair, 52, 3000, 140),
  trio: mixture(trio, 60, 3000, 150),
  span: numbers({ source: "uniform", low: 1, high: 5 }, 4 / Math.sqrt(12), 36, 2600, 96),
  wedge: numbers({ source: "curve", points: rising }, 4 / Math.sqrt(18), 48, 3000, 120),
  ring8: clusters({ source: "ring", modes: 8, radius: 1.8, stddev: 0.14 }, 100, 4000, 120),
  ring12: clusters({ source: "ring", modes: 12, radius: 2.4, stddev: 0.15 }, 112, 4400, 144),
  ring4: clusters({ source: "ring", modes: 4, radius: 1.2, stddev: 0.12 }, 56, 4000, 72),
  grid9: clusters({ source: "grid", side: 3, spacing: 1.4, stddev: 0.12 }, 104, 4600, 132),
  grid16: clusters({ source: "grid", side: 4, spacing: 1.1, stddev: 0.12 }, 120, 5000, 160),
  moons: curves({ source: "twoMoons", stddev: 0.12 }, 72, 3600, 108),
  spiral: curves({ source: "spiral", arms: 2, turns: 0.75, stddev: 0.06 }, 92, 3600, 112),
  roll: curves({ source: "swissRoll", radius: 1.5, stddev: 0.08 }, 108, 4000, 136),
  board: curves({ source: "checkerboard", side: 2, spacing: 1.5 }, 76, 3600, 104),
} as const satisfies Record<string, GameKind>;

export type FifthGame = keyof typeof FIFTH_GAMES;
