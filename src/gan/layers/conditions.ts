import { concat, ones, type Tensor, type Tensor2D } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { withPrefix, type State, subtree } from "../state";
import type { Applied, Mode } from "./layer";
import { withBias } from "./convolution";
import { spectralNormalise } from "./spectral";

/*
 * The layers of conditional GANs. They take the one-hot classes of the samples, `Mode.labels`,
 * [batch, classes].
 */

function labelsOf({ labels }: Mode, type: string): Tensor2D {
  if (!labels) throw new Error(`${type} is run without labels`);
  return labels as Tensor2D;
}

/**
 * Appends the class, one-hot or embedded, to x, [batch, ..., n], along the last axis and at every
 * pixel (Mirza and Osindero 2014).
 */
export function label(
  { type, units: length }: LayerOf<"label">,
  weights: State,
  x: Tensor,
  mode: Mode,
): Tensor {
  const labels = labelsOf(mode, type);
  const own = length === undefined ? labels : labels.matMul(weights["embedding"] as Tensor2D);
  const [batch, ...place] = x.shape.slice(0, -1) as [number, ...number[]];
  const units = own.shape[1]!;
  const everywhere =
    place.length === 0
      ? own
      : own.reshape([batch, ...place.map(() => 1), units]).mul(ones([1, ...place, 1]));
  return concat([x, everywhere], x.rank - 1);
}

/**
 * The projection of Miyato and Koyama 2018, equation 3 with a linear psi: [batch, n] to [batch, 1].
 */
export function labelProjection(
  { type, spectralNorm }: LayerOf<"labelProjection">,
  weights: State,
  x: Tensor,
  mode: Mode,
): Applied {
  const plain = (kernel: Tensor) => ({ kernel, statistics: {} as State });
  const linear = spectralNorm ? spectralNormalise(weights, mode) : plain(weights["kernel"]!);
  const classes = spectralNorm
    ? spectralNormalise({ ...subtree(weights, "embedding"), kernel: weights["embedding"]! }, mode)
    : plain(weights["embedding"]!);
  const own = labelsOf(mode, type).matMul(classes.kernel as Tensor2D);
  const y = withBias((x as Tensor2D).matMul(linear.kernel as Tensor2D), weights["bias"]).add(
    x.mul(own).sum(1, true),
  );
  return {
    y,
    statistics: { ...linear.statistics, ...withPrefix("embedding", classes.statistics) },
  };
}
