import { dimension } from "../../tensor/shape";
import { fill, scalar, tensor1d, topk, type Tensor, type Tensor2D } from "../../tensor/tf";
import type { GammaInitializer, Initializer } from "../../experiment/schema";
import { fold, type Key, normal, uniform } from "../random";

/* How weights start: the initializers of a config, as tensors. */

/** The numbers of inputs and outputs of a unit, by which initializers scale weights. */
export interface Fans {
  fanIn: number;
  fanOut: number;
}

/** What initial weights depend on beside the layer itself. */
export interface InitContext {
  key: Key;
  /** The mean over the data of each number of a sample; needed by `dataMarginals`. */
  marginals?: Float32Array;
  /** The number of classes of the data; needed by layers that take the class. */
  classes?: number | undefined;
}

/** An initial weight of `shape`. */
export function initialize(
  initializer: Initializer,
  shape: readonly number[],
  fans: Fans,
  { key, marginals }: InitContext,
): Tensor {
  const uniformWithin = (range: number) =>
    uniform(key, shape)
      .mul(2 * range)
      .sub(range);
  const normalWith = (stddev: number) => normal(key, shape).mul(stddev);
  switch (initializer.type) {
    case "glorotUniform":
      return uniformWithin(Math.sqrt(6 / (fans.fanIn + fans.fanOut)));
    case "glorotNormal":
      return normalWith(Math.sqrt(2 / (fans.fanIn + fans.fanOut)));
    case "heUniform":
      return uniformWithin(Math.sqrt(6 / fans.fanIn));
    case "heNormal":
      return normalWith(Math.sqrt(2 / fans.fanIn));
    case "uniform":
      return uniformWithin(initializer.range);
    case "normal":
      return normalWith(initializer.stddev);
    case "sparse":
      return normalWith(initializer.stddev).mul(
        sparseMask(fold(key, "places"), shape, initializer.nonzero),
      );
    case "orthogonal":
      return orthogonal(key, shape).mul(initializer.gain);
    case "constant":
      return fill([...shape], initializer.value, "float32");
    case "dataMarginals": {
      if (!marginals) throw new Error("dataMarginals needs the data's marginals");
      // The paper's code clips the means in the same way. This bounds the log-odds of a pixel that
      // is always black.
      const logits = marginals.map((p) => {
        const q = Math.min(Math.max(p, 1e-4), 1 - 1e-4);
        return Math.log(q / (1 - q));
      });
      return tensor1d(logits).add(scalar(0));
    }
  }
}

/** The initial scale of a normalisation layer, [channels]. */
export function initializeGamma(initializer: GammaInitializer, channels: number, key: Key): Tensor {
  switch (initializer.type) {
    case "normal":
      return normal(key, [channels]).mul(initializer.stddev).add(initializer.mean);
    case "constant":
      return fill([channels], initializer.value, "float32");
  }
}

/**
 * A mask with `count` random ones among the inputs of each unit, and zeros elsewhere. Units are on
 * the last axis.
 */
function sparseMask(key: Key, shape: readonly number[], count: number): Tensor {
  const units = dimension(shape, -1);
  const inputs = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const order = uniform(key, [units, inputs]);
  const { values } = topk(order, count);
  return order
    .greaterEqual(values.slice([0, count - 1], [units, 1]))
    .cast("float32")
    .transpose()
    .reshape([...shape]);
}

/** So many iterations bring even a singular value of a millionth of the largest to 1. */
const NEWTON_ITERATIONS = 50;

/**
 * A random orthogonal matrix [all axes but the last, last], uniformly distributed: the orthogonal
 * factor of the polar decomposition of a normal matrix. Newton-Schulz iteration computes it, X <- X
 * (3 I - X'X) / 2, which takes every singular value between 0 and sqrt(3) to 1.
 */
function orthogonal(key: Key, shape: readonly number[]): Tensor {
  const columns = dimension(shape, -1);
  const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const drawn = normal(key, [rows, columns]);
  const wide = columns > rows;
  let x = (wide ? drawn.transpose() : drawn) as Tensor2D;
  x = x.div(x.norm());
  for (let i = 0; i < NEWTON_ITERATIONS; i++)
    x = x.mul(1.5).sub(x.matMul(x.matMul(x, true).mul(0.5)));
  return (wide ? x.transpose() : x).reshape([...shape]);
}
