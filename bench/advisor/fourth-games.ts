import { leakyDense } from "./blocks";
import type { GameKind } from "./games";
import { type Clumps, plainGames } from "./plain-games";
import { digits, GREY } from "./plain-pictures";

/*
 * Games of the fourth round: numbers and points as students train them, and digits with small dense
 * networks.
 */

/** The places of a density e^(-x / 2). */
const decaying = Array.from({ length: 41 }, (_, i) => [(3 * i) / 10, Math.exp((-3 * i) / 20)]);

const lopsided: Clumps = { means: [-4, 1], stddevs: [0.5, 0.8], weights: [1, 2] };
const triple: Clumps = { means: [-5, 0, 5], stddevs: [0.7, 0.7, 0.7], weights: [1, 1, 1] };

const { numbers, mixture, clusters, curves } = plainGames({ numbers: 4, clusters: 10, curves: 6 });

export const FOURTH_GAMES = {
  bell: numbers({ source: "gaussian", mean: 3, stddev: 2 }, 2, 32, 3000, 64),
  lopsided: mixture(lopsided, 48, 3000, 128),
  triple: mixture(triple, 64, 4000, 128),
  decay: numbers({ source: "curve", points: decaying }, 2, 40, 3000, 96),
  box: numbers({ source: "uniform", low: -2, high: 2 }, 4 / Math.sqrt(12), 40, 3000, 64),
  ring6: clusters({ source: "ring", modes: 6, radius: 1, stddev: 0.08 }, 64, 4000, 128),
  ring7: clusters({ source: "ring", modes: 7, radius: 2, stddev: 0.12 }, 128, 4000, 128),
  ring9: clusters({ source: "ring", modes: 9, radius: 2, stddev: 0.1 }, 96, 6000, 128),
  ring14: clusters({ source: "ring", modes: 14, radius: 3, stddev: 0.12 }, 128, 5000, 128),
  grid4: clusters({ source: "grid", side: 2, spacing: 2, stddev: 0.15 }, 64, 3000, 64),
  grid9far: clusters({ source: "grid", side: 3, spacing: 2, stddev: 0.2 }, 128, 5000, 128),
  grid16near: clusters({ source: "grid", side: 4, spacing: 1, stddev: 0.1 }, 128, 6000, 128),
  moonsWide: curves({ source: "twoMoons", stddev: 0.1 }, 64, 4000, 128),
  spiral3: curves({ source: "spiral", arms: 3, turns: 0.5, stddev: 0.04 }, 96, 5000, 128),
  rollUnit: curves({ source: "swissRoll", radius: 1, stddev: 0.05 }, 96, 5000, 128),
  circles: curves({ source: "circles", circles: 2, radius: 1.5, stddev: 0.05 }, 80, 4000, 128),
  digits128: digits(leakyDense([128], 32, GREY), 3000, 64),
  digits64: digits(leakyDense([64, 128], 24, GREY), 3000, 64),
} as const satisfies Record<string, GameKind>;

export type FourthGame = keyof typeof FOURTH_GAMES;
