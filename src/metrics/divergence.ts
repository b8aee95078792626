import { zip } from "../gan/tree";

/* Divergences between distributions over the same outcomes, and histograms to take them of. */

/**
 * Kullback-Leibler divergence KL(p || q) of two distributions over the same outcomes, in nats;
 * Infinity where q is 0 and p is not.
 */
export function kullbackLeibler(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (const [inP, inQ] of zip(Array.from(p), Array.from(q)))
    if (inP !== 0) sum += inP * Math.log(inP / inQ);
  return sum;
}

/** Shannon's entropy of a distribution, in nats: 0 of a single outcome, log n of n even ones. */
export const entropy = (p: ArrayLike<number>): number =>
  Array.from(p).reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);

/**
 * Jensen-Shannon divergence, in nats: 0 for equal distributions, log 2 for ones that share no
 * outcome.
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const middle = zip(Array.from(p), Array.from(q)).map(([inP, inQ]) => (inP + inQ) / 2);
  return (kullbackLeibler(p, middle) + kullbackLeibler(q, middle)) / 2;
}

/**
 * Share of the samples in each of `bins` equal stretches of [low, high], and in what lies below and
 * above: [bins + 2]. Adds up to 1; NaN throughout where a sample is.
 */
export function histogram(
  samples: Float32Array,
  low: number,
  high: number,
  bins: number,
): Float64Array {
  const shares = new Float64Array(bins + 2);
  for (const value of samples) {
    const place = Math.floor(((value - low) / (high - low)) * bins);
    if (Number.isNaN(place)) return shares.fill(NaN);
    shares[Math.min(bins, Math.max(-1, place)) + 1]! += 1 / samples.length;
  }
  return shares;
}

/** D* of two densities at a point. */
type Optimum = (pData: number, pGenerator: number) => number;

/**
 * How far D is from its optimum on a grid: the mean of |D - D*|, each point counting by p_data +
 * p_g there, so that places where nothing ever lies do not count. In [0, 1]. `optimum`: by default
 * p_data / (p_data + p_g).
 */
export function distanceFromOptimum(
  d: ArrayLike<number>,
  pData: ArrayLike<number>,
  pGenerator: ArrayLike<number>,
  optimum: Optimum = (p, q) => p / (p + q),
): number {
  let sum = 0;
  let weights = 0;
  const densities = zip(Array.from(pData), Array.from(pGenerator));
  for (const [value, [p, q]] of zip(Array.from(d), densities)) {
    const weight = p + q;
    if (weight === 0) continue;
    sum += weight * Math.abs(value - optimum(p, q));
    weights += weight;
  }
  return sum / weights;
}
