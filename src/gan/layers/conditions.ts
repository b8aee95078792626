import type { Tensor, Tensor2D } from "../../shared/tf";
import type { LayerOf } from "../../experiment/schema";
import { below, type State, under } from "../state";
import type { Applied, Mode } from "./layer";
import { spectralNormalised } from "./spectral";

/* Layers that take the class of each sample: `Mode.labels`, [batch, classes], 1 for its own class and 0 elsewhere. */

function labelsOf({ labels }: Mode, type: string): Tensor2D {
  if (!labels) throw new Error(`${type} is run without labels`);
  return labels as Tensor2D;
}

/** Mirza and Osindero 2014: x, [batch, ..., n], with the class appended along the last axis, at every pixel. */
export function label({ type, units }: LayerOf<"label">, weights: State, x: Tensor, mode: Mode): Tensor {
  const labels = labelsOf(mode, type), own = units === undefined ? labels : labels.matMul(weights["embedding"] as Tensor2D);
  const [batch, ...sample] = x.shape as [number, ...number[]], n = sample.at(-1)!, more = own.shape[1]!;
  // Beside zeros, and not concatenated: the gradient of that is an op that cannot be recorded.
  const wide = x.pad(x.shape.map((_, axis) => [0, axis === sample.length ? more : 0]));
  return wide.add(own.pad([[0, 0], [n, 0]]).reshape([batch, ...sample.slice(1).map(() => 1), n + more]));
}

/** Miyato and Koyama 2018, equation 3 with a linear psi: x, [batch, n], to [batch, 1]. */
export function labelProjection({ type, spectralNorm }: LayerOf<"labelProjection">, weights: State, x: Tensor, mode: Mode): Applied {
  const plain = (kernel: Tensor) => ({ kernel, statistics: {} as State });
  const linear = spectralNorm ? spectralNormalised(weights, mode) : plain(weights["kernel"]!);
  const classes = spectralNorm ? spectralNormalised({ ...under(weights, "embedding"), kernel: weights["embedding"]! }, mode) : plain(weights["embedding"]!);
  const own = labelsOf(mode, type).matMul(classes.kernel as Tensor2D);
  const y = (x as Tensor2D).matMul(linear.kernel as Tensor2D).add(weights["bias"]!).add(x.mul(own).sum(1, true));
  return { y, statistics: { ...linear.statistics, ...below("embedding", classes.statistics) } };
}
