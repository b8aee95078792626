import { join } from "node:path";
import {
  classified,
  type Config,
  dense,
  densePictures,
  distances,
  fewData,
  mlp,
  modes,
  notEvaluated,
  schedule,
  strided,
} from "./blocks";
import { fewFile } from "./few-pictures";
import type { GameKind } from "./games";

/*
 * Games of the second round: other data, widths, batches and lengths than those of the first, and
 * convolutional networks.
 */

const PICTURE = [28, 28, 1] as const;

/** Two hidden layers, and pixels in [-1, 1]. */
const deepDense = (hidden: number) => ({
  latent: { size: 24 },
  generator: {
    layers: [
      dense(hidden, "relu"),
      dense(hidden, "relu"),
      dense(784, "tanh"),
      { type: "reshape", targetShape: PICTURE },
    ],
  },
  discriminator: {
    layers: [{ type: "flatten" }, dense(hidden, "leakyRelu"), dense(hidden, "leakyRelu"), dense(1)],
  },
});

const mnist = { source: "mnist", range: "minusOneToOne" };

/** Three clumps, of which the first is half of the data: its mean is 0.25. */
const uneven = { means: [-2, 1, 4], stddevs: [0.4, 0.4, 0.4], weights: [2, 1, 1] };
const unevenDeviation = Math.sqrt(0.5 * 4 + 0.25 * 1 + 0.25 * 16 + 0.4 ** 2 - 0.25 ** 2);

export const UNSEEN_GAMES = {
  broad: {
    truth: { by: "distances", deviation: 1.5 },
    config: () => ({
      data: { source: "gaussian", mean: 2, stddev: 1.5 },
      latent: { size: 2 },
      ...mlp(24, 1),
      ...schedule(2400, 64, distances),
    }),
  },
  flat: {
    truth: { by: "distances", deviation: 4 / Math.sqrt(12) },
    config: () => ({
      data: { source: "uniform", low: -1, high: 3 },
      latent: { size: 1 },
      ...mlp(48, 1),
      ...schedule(2000, 96, distances),
    }),
  },
  uneven: {
    truth: { by: "distances", deviation: unevenDeviation },
    config: () => ({
      data: { source: "gaussianMixture1d", ...uneven },
      latent: { size: 3 },
      ...mlp(40, 1),
      ...schedule(3000, 64, distances),
    }),
  },
  ring12: {
    truth: { by: "modes" },
    config: () => ({
      data: { source: "ring", modes: 12, radius: 2, stddev: 0.1 },
      latent: { size: 4 },
      ...mlp(80, 2),
      ...schedule(3000, 96, modes),
    }),
  },
  grid9: {
    truth: { by: "modes" },
    config: () => ({
      data: { source: "grid", side: 3, spacing: 1.5, stddev: 0.1 },
      latent: { size: 2 },
      ...mlp(48, 2),
      ...schedule(3000, 64, modes),
    }),
  },
  grid36: {
    truth: { by: "modes" },
    config: () => ({
      data: { source: "grid", side: 6, spacing: 1, stddev: 0.05 },
      latent: { size: 4 },
      ...mlp(96, 2),
      ...schedule(4000, 128, modes),
    }),
  },
  digits: {
    truth: { by: "classes" },
    config: () => ({ data: mnist, ...deepDense(160), ...schedule(1200, 48, classified) }),
  },
  dcgan: {
    truth: { by: "classes" },
    config: () => ({ data: mnist, ...strided(16, 64, 28, 1), ...schedule(800, 32, classified) }),
  },
  few24: {
    truth: { by: "copies", examples: 24 },
    config: (folder: string): Config => ({
      data: fewData(join(folder, fewFile(24))),
      ...densePictures(PICTURE, 200, { type: "constant", value: 0 }),
      ...schedule(4000, 24, notEvaluated),
    }),
  },
} as const satisfies Record<string, GameKind>;

export type UnseenGame = keyof typeof UNSEEN_GAMES;
