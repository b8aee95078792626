import { type Layer, leakyDense, linearThen, strided } from "./blocks";
import type { GameKind } from "./games";
import { type Clumps, plainGames } from "./plain-games";
import { digits, few, GREY, unmeasured } from "./plain-pictures";

/*
 * Games of the sixth round: 1-D data, points and pictures as students and researchers train them.
 * Their places, widths, batches and steps are others than those of the third and the fifth round.
 */

const lopsided: Clumps = { means: [-1, 2.5], stddevs: [0.3, 0.7], weights: [1, 3] };
const five: Clumps = { means: [-6, -3, 0, 3, 6], stddevs: [0.5, 0.5, 0.5, 0.5, 0.5] };

/** A density that rises in a straight line from -2 to 0, and falls likewise to 2. */
const tent = [
  [-2, 0],
  [0, 1],
  [2, 0],
];

const { numbers, mixture, clusters, curves } = plainGames({ numbers: 4, clusters: 10, curves: 6 });

/** After each hidden convolution but D's first these layers, which normalise or not. */
const after = (layers: readonly Layer[]) => ({
  generator: linearThen(layers, "relu"),
  discriminator: linearThen(layers, "leakyRelu"),
});
const layerNormed = after([{ type: "layerNorm" }]);
const unnormalised = after([]);

export const SIXTH_GAMES = {
  hill: numbers({ source: "gaussian", mean: 3, stddev: 0.8 }, 0.8, 20, 3200, 90),
  lopsided: mixture(lopsided, 40, 3400, 110),
  five: mixture(five, 64, 4800, 168),
  band: numbers({ source: "uniform", low: -3, high: 0 }, 3 / Math.sqrt(12), 30, 2800, 70),
  tent: numbers({ source: "curve", points: tent }, 2 / Math.sqrt(6), 50, 3600, 130),
  ring6: clusters({ source: "ring", modes: 6, radius: 1.5, stddev: 0.1 }, 64, 3600, 88),
  ring7: clusters({ source: "ring", modes: 7, radius: 2.2, stddev: 0.13 }, 84, 4200, 98),
  ring9: clusters({ source: "ring", modes: 9, radius: 2, stddev: 0.1 }, 96, 4800, 126),
  ring14: clusters({ source: "ring", modes: 14, radius: 2.8, stddev: 0.14 }, 128, 5600, 154),
  grid4: clusters({ source: "grid", side: 2, spacing: 2, stddev: 0.16 }, 40, 3000, 64),
  grid36: clusters({ source: "grid", side: 6, spacing: 1.3, stddev: 0.1 }, 140, 6000, 180),
  hoops: curves({ source: "circles", circles: 2, radius: 1.6, stddev: 0.07 }, 86, 4200, 116),
  arms3: curves(
    { source: "spiral", arms: 3, turns: 0.5, radius: 1.7, stddev: 0.07 },
    98,
    4600,
    124,
  ),
  squares: curves({ source: "checkerboard", side: 3, spacing: 1.2 }, 114, 5200, 142),
  digitsThin: digits(leakyDense([80], 24, GREY), 2500, 56),
  digitsDeep: digits(leakyDense([96, 160], 36, GREY), 2200, 48),
  digitsConv: digits(strided(8, 28, 28, 1), 2400, 50),
  digitsNormed: digits(strided(12, 36, 28, 1, layerNormed), 1800, 36),
  clothes: unmeasured("fashionMnist", leakyDense([144], 28, GREY), 2400, 60),
  clothesConv: unmeasured("fashionMnist", strided(10, 44, 28, 1, unnormalised), 1800, 32),
  photos: unmeasured("cifar10", strided(12, 56, 32, 3), 1600, 32),
  photosPlain: unmeasured("cifar10", strided(10, 52, 32, 3, unnormalised), 2000, 32),
  few60: few("mnist", 60, 160, 4000, 24),
} as const satisfies Record<string, GameKind>;

export type SixthGame = keyof typeof SIXTH_GAMES;
