import type { Parameter, Point } from "../../space/space";
import type { Uniform } from "../generator";
import { type Kernels, kernelsOf, PRIOR_WEIGHT } from "./kernels";

/** A density over the parameters of a group, estimated from points. */
export interface Estimator {
  logDensity(point: Point): number;
  draw(uniform: Uniform): Record<string, number>;
}

/**
 * A Parzen estimator: the mixture of a kernel around each point and of a prior over the whole
 * space. A kernel is a product over the parameters, so that what goes together stays together
 * (multivariate TPE, Falkner et al. 2018, "BOHB").
 *
 * @param points by ascending trial numbers
 * @param weights of the points; the prior's is 1
 */
export function parzenEstimator(
  parameters: readonly Parameter[],
  points: readonly Point[],
  weights: readonly number[],
): Estimator {
  const marginals = parameters.map(({ name, domain }) => {
    const observed = points.map((point) => point[name] ?? NaN);
    return { name, kernels: kernelsOf(domain, observed) };
  });
  return mixtureOf(marginals, [...weights, PRIOR_WEIGHT]);
}

/**
 * The mixture of products of kernels.
 *
 * @param marginals each with as many kernels as there are weights
 */
export function mixtureOf(
  marginals: readonly { name: string; kernels: Kernels }[],
  weights: readonly number[],
): Estimator {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  const logShares = Float64Array.from(shares, Math.log);
  return {
    logDensity: (point) => {
      const terms = Float64Array.from(logShares);
      for (const { name, kernels } of marginals) kernels.addLogDensities(point[name] ?? NaN, terms);
      return logSumExp(terms);
    },
    draw: (uniform) => {
      const kernel = drawIndex(shares, uniform());
      return Object.fromEntries(
        marginals.map(({ name, kernels }) => [name, kernels.draw(kernel, uniform)]),
      );
    },
  };
}

/** The index into whose share of [0, 1) a number falls. */
function drawIndex(shares: readonly number[], place: number): number {
  let end = 0;
  const index = shares.findIndex((share) => {
    end += share;
    return place < end;
  });
  return index === -1 ? shares.length - 1 : index;
}

/** log of the sum of exp(terms), without overflow. */
function logSumExp(terms: Float64Array): number {
  const greatest = terms.reduce((a, b) => Math.max(a, b), -Infinity);
  if (greatest === -Infinity) return -Infinity;
  return greatest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - greatest), 0));
}
