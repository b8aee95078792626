import quantile from "@stdlib/stats-base-dists-normal-quantile";

/**
 * 1-Wasserstein distance in 1-D between a sample and a normal distribution: the mean of |sorted sample - quantile| at
 * the probabilities (i + 1/2) / n. In the units of the data.
 */
export function wassersteinToNormal(sample: Float32Array, mean: number, stddev: number): number {
  const sorted = Float32Array.from(sample).sort();
  return sorted.reduce((sum, x, i) => sum + Math.abs(x - quantile((i + 0.5) / sorted.length, mean, stddev)), 0) / sorted.length;
}
