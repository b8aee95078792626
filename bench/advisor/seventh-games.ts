import { LEAKY, leakyDense, strided } from "./blocks";
import type { GameKind } from "./games";
import { type Clumps, plainGames } from "./plain-games";
import { digits, GREY, unmeasured } from "./plain-pictures";

/*
 * Games of the seventh round: 1-D data, points and pictures as students and researchers train them.
 * Their places, widths, modes, batches and steps are others than those of the fifth and the sixth
 * round.
 */

const twin: Clumps = { means: [-1.5, 1.5], stddevs: [0.35, 0.35] };
const quartet: Clumps = {
  means: [-5, -2, 1, 5],
  stddevs: [0.6, 0.4, 0.5, 0.8],
  weights: [2, 1, 1, 2],
};

/** A density that falls in a straight line from -3 to 0, and rises likewise to 3. */
const valley = [
  [-3, 1],
  [0, 0],
  [3, 1],
];

const { numbers, mixture, clusters, curves } = plainGames({ numbers: 5, clusters: 14, curves: 9 });

export const SEVENTH_GAMES = {
  dune: numbers({ source: "gaussian", mean: -5, stddev: 2 }, 2, 28, 3000, 76),
  twin: mixture(twin, 34, 2400, 60),
  quartet: mixture(quartet, 72, 4400, 156),
  valley: numbers({ source: "curve", points: valley }, 3 / Math.sqrt(2), 54, 3300, 115),
  trefoil: clusters({ source: "ring", modes: 3, radius: 1.3, stddev: 0.15 }, 48, 2600, 68),
  eleven: clusters({ source: "ring", modes: 11, radius: 2.3, stddev: 0.12 }, 90, 4500, 128),
  thirteen: clusters({ source: "ring", modes: 13, radius: 2.6, stddev: 0.16 }, 106, 4700, 148),
  beads: clusters({ source: "ring", modes: 15, radius: 3, stddev: 0.13 }, 118, 4900, 164),
  lattice: clusters({ source: "grid", side: 5, spacing: 1.5, stddev: 0.11 }, 132, 4960, 176),
  stroke: curves({ source: "line", from: [-2, 1], to: [2, -0.5], stddev: 0.1 }, 58, 2700, 82),
  coil: curves(
    { source: "spiral", arms: 1, turns: 1.25, radius: 1.8, stddev: 0.08 },
    94,
    3800,
    122,
  ),
  targets: curves({ source: "circles", circles: 3, radius: 2.1, stddev: 0.08 }, 110, 4300, 138),
  numerals: digits(leakyDense([112], 40, GREY), 2000, 40),
  numeralsConv: digits(strided(10, 48, 28, 1), 1600, 44),
  scenes: unmeasured("cifar10", strided(8, 40, 32, 3), 1400, 32),
  scenesPlain: unmeasured("cifar10", strided(12, 64, 32, 3, { generator: LEAKY }), 1200, 32),
} as const satisfies Record<string, GameKind>;

export type SeventhGame = keyof typeof SEVENTH_GAMES;
