import { engine, moments, rsqrt, tensor1d, type Tensor } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import type { State } from "../state";
import type { Applied, Mode } from "./layer";

/** Ioffe and Szegedy 2015, over all axes but the last. The running variance takes the batch's biased one, as in Keras. */
export function batchNorm(
  layer: LayerOf<"batchNorm">,
  weights: State,
  x: Tensor,
  mode: Mode,
): Applied {
  const scale = weights["gamma"]!;
  const offset = weights["beta"]!;
  const oldMean = weights["movingMean"]!;
  const oldVariance = weights["movingVariance"]!;
  if (!mode.training) {
    return {
      y: x
        .sub(oldMean)
        .mul(rsqrt(oldVariance.add(layer.epsilon)))
        .mul(scale)
        .add(offset),
      statistics: {},
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
    statistics: { movingMean: moved(oldMean, mean), movingVariance: moved(oldVariance, variance) },
  };
}

/** Each sample of x, [batch, ...], by itself over the given axes; gamma and beta along the last axis. */
function normalised(x: Tensor, axes: number[], weights: State, epsilon: number): Tensor {
  const { mean, variance } = moments(x, axes, true);
  return x
    .sub(mean)
    .mul(rsqrt(variance.add(epsilon)))
    .mul(weights["gamma"]!)
    .add(weights["beta"]!);
}

/** Ba et al. 2016. On pictures mean and variance are over pixels and channels together: GroupNorm with a single group. */
export const layerNorm = ({ epsilon }: LayerOf<"layerNorm">, weights: State, x: Tensor): Tensor =>
  normalised(x, x.shape.map((_, axis) => axis).slice(1), weights, epsilon);

/** Ulyanov et al. 2016: over the pixels of each channel of each picture [batch, height, width, channels]. */
export const instanceNorm = (
  { epsilon }: LayerOf<"instanceNorm">,
  weights: State,
  x: Tensor,
): Tensor => normalised(x, [1, 2], weights, epsilon);

/** Added to the variance, as in the code of Karras et al. 2018: the root has no finite slope at 0. */
const LEAST_VARIANCE = 1e-8;

/** Karras et al. 2018: x, [batch, ..., n], with the mean standard deviation over the batch appended along the last axis. */
export function minibatchStddev(x: Tensor): Tensor {
  const s = moments(x, 0).variance.add(LEAST_VARIANCE).sqrt().mean();
  // Beside zeros, and not concatenated: the gradient of that is an op that cannot be recorded.
  const last = tensor1d(
    Array.from({ length: x.shape.at(-1)! + 1 }, (_, i) => Number(i === x.shape.at(-1))),
  );
  return x.pad(x.shape.map((_, axis) => [0, Number(axis === x.shape.length - 1)])).add(last.mul(s));
}
