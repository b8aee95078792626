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
 * @param ties draws the order of equal values, see `kernelsOf`
 */
export function parzenEstimator(
  parameters: readonly Parameter[],
  points: readonly Point[],
  weights: readonly number[],
  ties?: Uniform,
): Estimator {
  const marginals = parameters.map(({ name, domain }) => {
    const observed = points.map((point) => point[name] ?? NaN);
    return { name, kernels: kernelsOf(domain, observed, ties) };
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
  const terms = new Float64Array(logShares.length);
  const cheapFirst = [...marginals].sort(
    (a, b) => Number(b.kernels.isCheap) - Number(a.kernels.isCheap),
  );
  return {
    logDensity: (point) => {
      const prior = marginals.reduce(
        (sum, { name, kernels }) => sum + kernels.priorLogDensity(point[name] ?? NaN),
        logShares.at(-1) ?? NaN,
      );
      terms.set(logShares);
      for (const { name, kernels } of cheapFirst)
        kernels.addLogDensities(point[name] ?? NaN, terms, prior - NEGLIGIBLE);
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

/**
 * What lies so far below the logarithm of a sum's greatest term does not change the sum, not even
 * thousands of times. What steps can still add to a term is at most log 3 each.
 */
const NEGLIGIBLE = 100;

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
  let greatest = -Infinity;
  for (let k = 0; k < terms.length; k++) greatest = Math.max(greatest, terms[k]!);
  if (greatest === -Infinity) return -Infinity;
  let sum = 0;
  for (let k = 0; k < terms.length; k++) {
    const below = terms[k]! - greatest;
    if (below > -NEGLIGIBLE) sum += Math.exp(below);
  }
  return greatest + Math.log(sum);
}
