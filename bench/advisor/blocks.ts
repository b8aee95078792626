/* What the configs of the games are made of. */

export interface Layer {
  type: string;
  [setting: string]: unknown;
}

/** What a run is begun with, before anything is set in it. */
export type Config = Record<string, unknown>;

export interface Networks {
  generator: { layers: Layer[] };
  discriminator: { layers: Layer[] };
}

export const dense = (units: number, activation = "linear"): Layer => ({
  type: "dense",
  units,
  activation,
});

export const mlp = (hidden: number, outputs: number): Networks => ({
  generator: { layers: [dense(hidden, "relu"), dense(hidden, "relu"), dense(outputs)] },
  discriminator: { layers: [dense(hidden, "relu"), dense(hidden, "relu"), dense(1)] },
});

/**
 * Pictures by networks of one hidden layer.
 *
 * @param bias how G's last layer begins
 */
export const densePictures = (
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

/** Hidden layers of leaky units in both networks, pixels in [-1, 1]. */
export function leakyDense(hidden: readonly number[], latent: number, shape: readonly number[]) {
  const pixels = shape.reduce((product, side) => product * side, 1);
  const layers = hidden.map((units) => dense(units, "leakyRelu"));
  return {
    latent: { size: latent },
    generator: {
      layers: [...layers, dense(pixels, "tanh"), { type: "reshape", targetShape: shape }],
    },
    discriminator: { layers: [{ type: "flatten" }, ...layers, dense(1)] },
  };
}

/** A convolution that halves the sides of a picture, or its transpose, which doubles them. */
export const conv = (
  type: "conv2d" | "conv2dTranspose",
  filters: number,
  activation: string,
): Layer => ({
  type,
  filters,
  kernelSize: 4,
  strides: 2,
  activation,
});
/** What makes a network's hidden layers of convolutions nonlinear: in them, or after each. */
interface Hidden {
  activation: string;
  then: readonly Layer[];
}

export const LEAKY: Hidden = { activation: "leakyRelu", then: [] };
/** @param layers what comes before the activation */
export const linearThen = (layers: readonly Layer[], activation: string): Hidden => ({
  activation: "linear",
  then: [...layers, { type: "activation", activation }],
});

/** Two strided convolutions in each network; unless told otherwise after Radford et al. 2016. */
export function strided(
  filters: number,
  latent: number,
  side: number,
  channels: number,
  {
    generator = linearThen([{ type: "batchNorm" }], "relu"),
    discriminator = LEAKY,
  }: { generator?: Hidden; discriminator?: Hidden } = {},
) {
  const inner = [side / 4, side / 4, 2 * filters] as const;
  return {
    latent: { size: latent },
    generator: {
      layers: [
        dense(inner[0] * inner[1] * inner[2], generator.activation),
        { type: "reshape", targetShape: inner },
        ...generator.then,
        conv("conv2dTranspose", filters, generator.activation),
        ...generator.then,
        conv("conv2dTranspose", channels, "tanh"),
      ],
    },
    discriminator: {
      layers: [
        conv("conv2d", filters, "leakyRelu"),
        conv("conv2d", 2 * filters, discriminator.activation),
        ...discriminator.then,
        { type: "flatten" },
        dense(1),
      ],
    },
  };
}

/** Twenty pictures, evaluations and checkpoints, all of which are kept. */
export const schedule = (steps: number, batchSize: number, evaluation: object) => {
  const every = steps / 20;
  return {
    training: { steps, batchSize, seed: 1 },
    samples: { every, count: 64 },
    evaluation: { every, ...evaluation },
    checkpoint: { every, keep: 30 },
  };
};

export const drawn = (metrics: readonly string[]) => ({ samples: 2500, metrics });
export const distances = drawn(["wasserstein", "jensenShannon"]);
export const modes = drawn(["modes"]);
export const classified = { samples: 1000, metrics: ["fid", "classes"] };
export const notEvaluated = { every: 0 };

/** The few digits that G may learn by heart. */
export const fewData = (file: string) => ({
  source: "npy",
  file,
  shape: [28, 28, 1],
  range: "zeroToOne",
  split: "all",
});
