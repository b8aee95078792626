import { leakyDense, strided } from "./blocks";
import type { GameKind } from "./games";
import { type Clumps, plainGames } from "./plain-games";
import { digits, few, GREY, unmeasured } from "./plain-pictures";

/*
 * Games of the third round, an ordinary mix of what students and researchers train: 1-D data, points,
 * and pictures with small dense and convolutional networks.
 */

/** The places of a density e^-x, as somebody draws it. */
const exponential = Array.from({ length: 33 }, (_, i) => [i / 4, Math.exp(-i / 4)]);
/** Equal clumps at these places. */
const clumps = (means: readonly number[], stddev: number): Clumps => ({
  means,
  stddevs: means.map(() => stddev),
});

const { numbers, mixture, clusters, curves } = plainGames({ numbers: 2, clusters: 8, curves: 5 });

export const THIRD_GAMES = {
  narrow: numbers({ source: "gaussian", mean: -1, stddev: 0.5 }, 0.5, 16, 2500, 128),
  away: numbers({ source: "gaussian", mean: 40, stddev: 1 }, 1, 32, 2500, 64),
  exponential: numbers({ source: "curve", points: exponential }, 1, 32, 3000, 100),
  interval: numbers({ source: "uniform", low: 4, high: 7 }, 3 / Math.sqrt(12), 36, 3000, 80),
  two: mixture(clumps([-3, 3], 0.6), 28, 4000, 72),
  four: mixture(clumps([-6, -2, 2, 6], 0.4), 56, 4000, 112),
  ring5: clusters({ source: "ring", modes: 5, radius: 1, stddev: 0.06 }, 24, 4000, 50),
  ring10: clusters({ source: "ring", modes: 10, radius: 3, stddev: 0.15 }, 72, 4000, 120),
  ring16: clusters({ source: "ring", modes: 16, radius: 2.5, stddev: 0.06 }, 112, 5000, 160),
  grid16: clusters({ source: "grid", side: 4, spacing: 1.2, stddev: 0.08 }, 88, 5000, 100),
  grid25: clusters({ source: "grid", side: 5, spacing: 3, stddev: 0.15 }, 120, 5000, 144),
  moons: curves({ source: "twoMoons", stddev: 0.08 }, 56, 4000, 90),
  spiral: curves({ source: "spiral", arms: 2, turns: 1, stddev: 0.03 }, 100, 5000, 128),
  roll: curves({ source: "swissRoll", radius: 2, stddev: 0.05 }, 80, 4000, 110),
  board: curves({ source: "checkerboard", side: 4 }, 104, 5000, 200),
  mnistThin: digits(leakyDense([100], 20, GREY), 4000, 64),
  mnistDeep: digits(leakyDense([128, 256], 40, GREY), 3000, 80),
  mnistConv: digits(strided(10, 40, 28, 1), 2000, 40),
  fashion: unmeasured("fashionMnist", leakyDense([192], 32, GREY), 4000, 72),
  fashionConv: unmeasured("fashionMnist", strided(12, 48, 28, 1), 2000, 36),
  few40: few("fashionMnist", 40, 180, 5000, 20),
  few100: few("mnist", 100, 220, 5000, 20),
  cifarDense: unmeasured("cifar10", leakyDense([256], 48, [32, 32, 3]), 2500, 64),
  cifarConv: unmeasured("cifar10", strided(14, 64, 32, 3), 1200, 32),
} as const satisfies Record<string, GameKind>;

export type ThirdGame = keyof typeof THIRD_GAMES;
