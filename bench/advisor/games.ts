import { join } from "node:path";
import type { Game } from "./cases";

/* The small games that are trained: what each is without what is done to it. */

interface Layer {
  type: string;
  [setting: string]: unknown;
}

/** What a run is begun with, before anything is set in it. */
type Config = Record<string, unknown>;

const dense = (units: number, activation = "linear"): Layer => ({
  type: "dense",
  units,
  activation,
});

const mlp = (hidden: number, outputs: number): { generator: object; discriminator: object } => ({
  generator: { layers: [dense(hidden, "relu"), dense(hidden, "relu"), dense(outputs)] },
  discriminator: { layers: [dense(hidden, "relu"), dense(hidden, "relu"), dense(1)] },
});

/**
 * Pictures by networks of one hidden layer.
 *
 * @param bias how G's last layer begins
 */
const pictures = (
  shape: readonly number[],
  hidden: number,
  bias: object = { type: "dataMarginals" },
) => {
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    latent: { size: 32 },
    generator: {
      layers: [
        dense(hidden, "relu"),
        { ...dense(size, "sigmoid"), biasInitializer: bias },
        { type: "reshape", targetShape: shape },
      ],
    },
    discriminator: { layers: [{ type: "flatten" }, dense(hidden, "leakyRelu"), dense(1)] },
  };
};

/** Twenty pictures, evaluations and checkpoints, all of which are kept. */
const schedule = (steps: number, batchSize: number, evaluation: object) => {
  const every = steps / 20;
  return {
    training: { steps, batchSize, seed: 1 },
    samples: { every, count: 64 },
    evaluation: { every, ...evaluation },
    checkpoint: { every, keep: 30 },
  };
};

const drawn = (metrics: readonly string[]) => ({ samples: 2500, metrics });
const classified = { samples: 1000, metrics: ["fid", "classes"] };

/** @param folder where the few pictures of `few` lie */
export function gameConfig(game: Game, folder: string): Config {
  switch (game) {
    case "gaussian":
      return {
        data: { source: "gaussian", mean: -1, stddev: 0.5 },
        latent: { size: 1 },
        ...mlp(32, 1),
        ...schedule(2000, 128, drawn(["wasserstein", "jensenShannon"])),
      };
    case "mixture":
      return {
        data: {
          source: "gaussianMixture1d",
          means: [-3, -1, 1, 3],
          stddevs: [0.2, 0.2, 0.2, 0.2],
        },
        latent: { size: 2 },
        ...mlp(64, 1),
        ...schedule(3000, 128, drawn(["wasserstein", "jensenShannon"])),
      };
    case "ring":
      return {
        data: { source: "ring", modes: 8, radius: 1, stddev: 0.05 },
        latent: { size: 2 },
        ...mlp(64, 2),
        ...schedule(3000, 128, drawn(["modes"])),
      };
    case "grid":
      return {
        data: { source: "grid" },
        latent: { size: 2 },
        ...mlp(96, 2),
        ...schedule(6000, 128, drawn(["modes"])),
      };
    case "mnist":
      return {
        data: { source: "mnist", range: "zeroToOne" },
        ...pictures([28, 28, 1], 128),
        ...schedule(2000, 64, classified),
      };
    case "cifar":
      return {
        data: { source: "cifar10", range: "zeroToOne" },
        ...pictures([32, 32, 3], 256),
        ...schedule(1000, 64, classified),
      };
    case "few":
      return {
        data: {
          source: "npy",
          file: join(folder, "few.npy"),
          shape: [28, 28, 1],
          range: "zeroToOne",
          split: "all",
        },
        ...pictures([28, 28, 1], 256, { type: "constant", value: 0 }),
        ...schedule(4000, 16, { every: 0 }),
      };
  }
}
