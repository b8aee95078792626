import { dimension } from "../../tensor/shape";
import { engine, moments, ones, rsqrt, tensor1d, type Tensor, zeros } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { type NetworkState, onlyParams } from "../state";
import { fold } from "../random";
import { entry, type Tree } from "../tree";
import { initializeGamma } from "./initializers";
import { type Applied, type LayerKinds, type Pass, plain } from "./kind";

/* The layers that normalise by a batch, a sample or a pixel, and minibatchStddev. */

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015). The running variance is
 * a mean of the batches' biased variances, as in Keras.
 */
function batchNorm(layer: LayerOf<"batchNorm">, { x, params, stats, mode }: Pass): Applied {
  const scale = entry(params, "gamma");
  const offset = entry(params, "beta");
  const oldMean = entry(stats, "movingMean");
  const oldVariance = entry(stats, "movingVariance");
  if (!mode.training) {
    return {
      y: x
        .sub(oldMean)
        .mul(rsqrt(oldVariance.add(layer.epsilon)))
        .mul(scale)
        .add(offset),
      stats: {},
    };
  }
  const [y, mean, variance] = engine().runKernel<Tensor[]>(
    "BatchNormTrain",
    { x, scale, offset },
    { epsilon: layer.epsilon },
  ) as [Tensor, Tensor, Tensor];
  const moved = (old: Tensor, now: Tensor) =>
    old.mul(layer.momentum).add(now.mul(1 - layer.momentum));
  return {
    y,
    stats: { movingMean: moved(oldMean, mean), movingVariance: moved(oldVariance, variance) },
  };
}

/**
 * Normalises each sample of x, [batch, ...], over the given axes. gamma and beta lie along the last
 * axis.
 */
function normalise(x: Tensor, axes: number[], params: Tree, epsilon: number): Tensor {
  const { mean, variance } = moments(x, axes, true);
  return x
    .sub(mean)
    .mul(rsqrt(variance.add(epsilon)))
    .mul(entry(params, "gamma"))
    .add(entry(params, "beta"));
}

/**
 * Layer normalisation (Ba et al. 2016). On images mean and variance are taken over pixels and
 * channels together, which is group normalisation with a single group.
 */
const layerNorm = ({ epsilon }: LayerOf<"layerNorm">, params: Tree, x: Tensor): Tensor =>
  normalise(x, x.shape.map((_, axis) => axis).slice(1), params, epsilon);

/**
 * Instance normalisation over the pixels of each channel of each image, [batch, height, width,
 * channels] (Ulyanov et al. 2016).
 */
const instanceNorm = ({ epsilon }: LayerOf<"instanceNorm">, params: Tree, x: Tensor): Tensor =>
  normalise(x, [1, 2], params, epsilon);

/**
 * Added to variances and mean squares, as in the code of Karras et al. 2018: the square root has no
 * finite slope at 0.
 */
const VARIANCE_EPSILON = 1e-8;

/** x / sqrt(mean(x^2) + 1e-8), the mean over the last axis (Karras et al. 2018, section 4.2). */
const pixelNorm = (x: Tensor): Tensor =>
  x.div(x.square().mean(-1, true).add(VARIANCE_EPSILON).sqrt());

/**
 * Appends the mean standard deviation over the batch to x, [batch, ..., n], along the last axis
 * (Karras et al. 2018).
 */
function minibatchStddev(x: Tensor): Tensor {
  const s = moments(x, 0).variance.add(VARIANCE_EPSILON).sqrt().mean();
  // Padding and adding in place of concatenation, whose gradient is an op that cannot be recorded.
  const channels = dimension(x.shape, -1);
  const last = tensor1d(Array.from({ length: channels + 1 }, (_, i) => Number(i === channels)));
  return x.pad(x.shape.map((_, axis) => [0, Number(axis === x.shape.length - 1)])).add(last.mul(s));
}

const initScaleAndOffset = (channels: number): NetworkState =>
  onlyParams({ gamma: ones([channels]), beta: zeros([channels]) });

export const NORMALISATIONS: LayerKinds<
  "batchNorm" | "instanceNorm" | "layerNorm" | "minibatchStddev" | "pixelNorm"
> = {
  batchNorm: {
    init({ gammaInitializer = { type: "constant", value: 1 } }, input, { key }) {
      const channels = dimension(input, -1);
      return {
        params: {
          gamma: initializeGamma(gammaInitializer, channels, fold(key, "gamma")),
          beta: zeros([channels]),
        },
        stats: { movingMean: zeros([channels]), movingVariance: ones([channels]) },
      };
    },
    apply: batchNorm,
  },
  instanceNorm: {
    init: (_, input) => initScaleAndOffset(dimension(input, -1)),
    apply: (layer, { x, params }) => plain(instanceNorm(layer, params, x)),
  },
  layerNorm: {
    init: (_, input) => initScaleAndOffset(dimension(input, -1)),
    apply: (layer, { x, params }) => plain(layerNorm(layer, params, x)),
  },
  pixelNorm: { apply: (_, { x }) => plain(pixelNorm(x)) },
  minibatchStddev: { apply: (_, { x }) => plain(minibatchStddev(x)) },
};
