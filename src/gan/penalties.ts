import { mean, moments, sqrt, square, sum, type Scalar, type Tensor } from "../tensor/tf";
import type { PenaltyConfig } from "../experiment/schema";
import { gradientByInput } from "./gradients";
import { fold, type Key, uniform } from "./random";

/** What a penalty is given: D's two inputs, [n, ...sample], and D at other points, without running statistics being moved. */
export interface Penalised {
  real: Tensor;
  fake: Tensor;
  /** D's outputs, [n, 1], with the weights that are trained. */
  judge(x: Tensor): Tensor;
  key: Key;
}

/** A term of D's loss that punishes D's gradient by its input, before its weight. */
export function penalty(
  type: PenaltyConfig["type"],
  { real, fake, judge, key }: Penalised,
): Scalar {
  switch (type) {
    case "gradientPenalty": {
      // Gulrajani et al. 2017, algorithm 1.
      const e = oneForEach(real, fold(key, "interpolation"));
      return distanceFromOne(squaredNorms(judge, fake.add(real.sub(fake).mul(e))));
    }
    case "r1":
      // Mescheder et al. 2018, R1.
      return mean(squaredNorms(judge, real)).mul(0.5);
    case "dragan": {
      // The code of Kodali et al. 2017; the paper's text has normal noise. The deviation is that of all numbers of the batch.
      const spread = sqrt(moments(real).variance).mul(0.5);
      const step = uniform(fold(key, "noise"), real.shape).mul(spread);
      return distanceFromOne(
        squaredNorms(judge, real.add(step.mul(oneForEach(real, fold(key, "interpolation"))))),
      );
    }
  }
}

/** ||grad D(x)||^2 of each sample, [n]. The gradient of a sum is each sample's own where D does not mix samples. */
function squaredNorms(judge: (x: Tensor) => Tensor, at: Tensor): Tensor {
  const slopes = gradientByInput((x) => judge(x).sum(), at);
  return sum(square(slopes.reshape([at.shape[0]!, -1])), 1);
}

/** Far below what counts in float32, so that a gradient of 0 has a norm with a derivative. */
const TINY = 1e-12;
const distanceFromOne = (squares: Tensor): Scalar => mean(square(sqrt(squares.add(TINY)).sub(1)));

/** Uniform in [0, 1), one number for each sample: [n, 1, ...]. */
const oneForEach = (x: Tensor, key: Key): Tensor =>
  uniform(
    key,
    x.shape.map((size, i) => (i === 0 ? size : 1)),
  );
