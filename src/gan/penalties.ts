import { dimension } from "../tensor/shape";
import { mean, moments, sqrt, square, sum, type Scalar, type Tensor } from "../tensor/tf";
import type { PenaltyConfig } from "../experiment/schema";
import { gradientByInput } from "./gradients";
import { fold, type Key, uniform } from "./random";

/* The penalties that are added to D's loss. */

/** The inputs of a penalty: D's two batches, [n, ...sample], and D itself. */
export interface PenaltyInputs {
  real: Tensor;
  fake: Tensor;
  /** D's outputs, [n, 1], at the weights that are trained. Running statistics do not change. */
  judge(x: Tensor): Tensor;
  key: Key;
}

/** A term of D's loss that penalises D's gradient with respect to its input, before weighting. */
export function penalty(
  type: PenaltyConfig["type"],
  { real, fake, judge, key }: PenaltyInputs,
): Scalar {
  switch (type) {
    case "gradientPenalty": {
      // Gulrajani et al. 2017, algorithm 1.
      const e = uniformPerSample(real, fold(key, "interpolation"));
      return squaredDistanceFromOne(squaredNorms(judge, fake.add(real.sub(fake).mul(e))));
    }
    case "r1":
      // Mescheder et al. 2018, R1.
      return mean(squaredNorms(judge, real)).mul(0.5);
    case "dragan": {
      // As in the code of Kodali et al. 2017; the paper's text has normal noise. The standard
      // deviation is taken over all numbers of the batch.
      const spread = sqrt(moments(real).variance).mul(0.5);
      const step = uniform(fold(key, "noise"), real.shape).mul(spread);
      return squaredDistanceFromOne(
        squaredNorms(judge, real.add(step.mul(uniformPerSample(real, fold(key, "interpolation"))))),
      );
    }
  }
}

/**
 * ||grad D(x)||^2 of each sample, [n]. The gradient of the sum over the batch gives each sample's
 * own gradient, as long as D does not mix samples.
 */
function squaredNorms(judge: (x: Tensor) => Tensor, at: Tensor): Tensor {
  const slopes = gradientByInput((x) => judge(x).sum(), at);
  return sum(square(slopes.reshape([dimension(at.shape, 0), -1])), 1);
}

/**
 * Keeps the derivative of the norm finite where a gradient is 0; negligible in float32 elsewhere.
 */
const NORM_EPSILON = 1e-12;

/** The mean of (norm - 1)^2, from squared norms. */
const squaredDistanceFromOne = (squares: Tensor): Scalar =>
  mean(square(sqrt(squares.add(NORM_EPSILON)).sub(1)));

/** One uniform number in [0, 1) for each sample: [n, 1, ...]. */
const uniformPerSample = (x: Tensor, key: Key): Tensor =>
  uniform(
    key,
    x.shape.map((size, i) => (i === 0 ? size : 1)),
  );
