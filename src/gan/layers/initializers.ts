import { fill, scalar, tensor1d, topk, type Tensor, type Tensor2D } from "../../tensor/tf";
import type { GammaInitializer, Initializer } from "../../experiment/schema";
import { fold, type Key, normal, uniform } from "../random";

export interface Fans {
  fanIn: number;
  fanOut: number;
}

/** What initializers may draw on beside the layer itself. */
export interface InitContext {
  key: Key;
  /** For each number of a sample, its mean over the data; needed by `dataMarginals`. */
  marginals?: Float32Array;
  /** How many classes the data has; needed by layers that take the class. */
  classes?: number | undefined;
}

/** A starting tensor of `shape`. */
export function initialize(
  initializer: Initializer,
  shape: readonly number[],
  fans: Fans,
  { key, marginals }: InitContext,
): Tensor {
  const within = (range: number) =>
    uniform(key, shape)
      .mul(2 * range)
      .sub(range);
  const around = (stddev: number) => normal(key, shape).mul(stddev);
  switch (initializer.type) {
    case "glorotUniform":
      return within(Math.sqrt(6 / (fans.fanIn + fans.fanOut)));
    case "glorotNormal":
      return around(Math.sqrt(2 / (fans.fanIn + fans.fanOut)));
    case "heUniform":
      return within(Math.sqrt(6 / fans.fanIn));
    case "heNormal":
      return around(Math.sqrt(2 / fans.fanIn));
    case "uniform":
      return within(initializer.range);
    case "normal":
      return around(initializer.stddev);
    case "sparse":
      return around(initializer.stddev).mul(
        places(fold(key, "places"), shape, initializer.nonzero),
      );
    case "orthogonal":
      return orthogonal(key, shape).mul(initializer.gain);
    case "constant":
      return fill([...shape], initializer.value, "float32");
    case "dataMarginals": {
      if (!marginals) throw new Error("dataMarginals needs the data's marginals");
      // The paper's code clips the means so, which bounds the log-odds of a pixel that is always black.
      const logits = marginals.map((p) => {
        const q = Math.min(Math.max(p, 1e-4), 1 - 1e-4);
        return Math.log(q / (1 - q));
      });
      return tensor1d(logits).add(scalar(0));
    }
  }
}

/** The starting factors of a normalisation, [channels]. */
export function initializeGamma(initializer: GammaInitializer, channels: number, key: Key): Tensor {
  switch (initializer.type) {
    case "normal":
      return normal(key, [channels]).mul(initializer.stddev).add(initializer.mean);
    case "constant":
      return fill([channels], initializer.value, "float32");
  }
}

/** 1 at `count` places for each unit, which is an entry of the last axis, and 0 elsewhere. */
function places(key: Key, shape: readonly number[], count: number): Tensor {
  const units = shape.at(-1)!;
  const inputs = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const order = uniform(key, [units, inputs]);
  const { values } = topk(order, count);
  return order
    .greaterEqual(values.slice([0, count - 1], [units, 1]))
    .cast("float32")
    .transpose()
    .reshape([...shape]);
}

/** Rounds that bring even a singular value of a millionth of the largest to 1. */
const ROUNDS = 50;

/**
 * The orthogonal factor of the polar decomposition of a normal matrix [all axes but the last, last], which is distributed evenly over all
 * orthogonal ones, by Newton's iteration X <- X (3 I - X'X) / 2: every singular value between 0 and sqrt(3) goes to 1.
 */
function orthogonal(key: Key, shape: readonly number[]): Tensor {
  const columns = shape.at(-1)!;
  const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const drawn = normal(key, [rows, columns]);
  const wide = columns > rows;
  let x = (wide ? drawn.transpose() : drawn) as Tensor2D;
  x = x.div(x.norm());
  for (let i = 0; i < ROUNDS; i++) x = x.mul(1.5).sub(x.matMul(x.matMul(x, true).mul(0.5)));
  return (wide ? x.transpose() : x).reshape([...shape]);
}
