import { concat, ones, type Tensor, type Tensor2D } from "../../tensor/tf";
import type { LayerOf } from "../../experiment/schema";
import { below, type State, under } from "../state";
import type { Applied, Mode } from "./layer";
import { withBias } from "./convolution";
import { spectralNormalised } from "./spectral";

/* Layers that take the class of each sample: `Mode.labels`, [batch, classes], 1 for its own class and 0 elsewhere. */

function labelsOf({ labels }: Mode, type: string): Tensor2D {
  if (!labels) throw new Error(`${type} is run without labels`);
  return labels as Tensor2D;
}

/** Mirza and Osindero 2014: x, [batch, ..., n], with the class appended along the last axis, at every pixel. */
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

/** Miyato and Koyama 2018, equation 3 with a linear psi: x, [batch, n], to [batch, 1]. */
export function labelProjection(
  { type, spectralNorm }: LayerOf<"labelProjection">,
  weights: State,
  x: Tensor,
  mode: Mode,
): Applied {
  const plain = (kernel: Tensor) => ({ kernel, statistics: {} as State });
  const linear = spectralNorm ? spectralNormalised(weights, mode) : plain(weights["kernel"]!);
  const classes = spectralNorm
    ? spectralNormalised({ ...under(weights, "embedding"), kernel: weights["embedding"]! }, mode)
    : plain(weights["embedding"]!);
  const own = labelsOf(mode, type).matMul(classes.kernel as Tensor2D);
  const y = withBias((x as Tensor2D).matMul(linear.kernel as Tensor2D), weights["bias"]).add(
    x.mul(own).sum(1, true),
  );
  return { y, statistics: { ...linear.statistics, ...below("embedding", classes.statistics) } };
}
