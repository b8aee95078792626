import quantile from "@stdlib/stats-base-dists-normal-quantile";

/* The 1-Wasserstein distance in 1-D, to a normal distribution and between samples. */

/**
 * 1-Wasserstein distance in 1-D between a sample and a normal distribution: the mean of |sorted
 * sample - quantile| at the probabilities (i + 1/2) / n. In the units of the data.
 */
export function wassersteinToNormal(sample: Float32Array, mean: number, stddev: number): number {
  const sorted = Float32Array.from(sample).sort();
  return (
    sorted.reduce(
      (sum, x, i) => sum + Math.abs(x - quantile((i + 0.5) / sorted.length, mean, stddev)),
      0,
    ) / sorted.length
  );
}

/**
 * 1-Wasserstein distance in 1-D between two samples of the same size: the mean of |sorted a -
 * sorted b|. In the units of the data.
 */
export function wassersteinBetween(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length)
    throw new RangeError(`${a.length} numbers cannot be paired with ${b.length}`);
  const [x, y] = [Float32Array.from(a).sort(), Float32Array.from(b).sort()];
  return x.reduce((sum, value, i) => sum + Math.abs(value - y[i]!), 0) / x.length;
}
