import erfc from "@stdlib/math-base-special-erfc";
import type { DataOf, Synthetic1dConfig } from "../experiment/schema";
import { curveDensity, curveOf } from "./drawn-curve";

/* The densities of the 1-D sources, and the stretch on which pictures show each. */

/** Density of a 1-D normal distribution. */
export function gaussianDensity(x: number, mean: number, stddev: number): number {
  return Math.exp(-0.5 * ((x - mean) / stddev) ** 2) / (stddev * Math.sqrt(2 * Math.PI));
}

/** The probability of a number of a normal distribution to lie between two numbers. */
export function gaussianBetween(low: number, high: number, mean: number, stddev: number): number {
  const [a, b] = [(low - mean) / stddev, (high - mean) / stddev];
  // Of the two tails the lighter one: far from the mean the other differs from 1 by nothing.
  const [from, to] = a > 0 ? [a, b] : [-b, -a];
  return (erfc(from / Math.SQRT2) - erfc(to / Math.SQRT2)) / 2;
}

/** The shares of a mixture's components, which sum to 1. */
export function shares({
  means,
  weights = means.map(() => 1),
}: DataOf<"gaussianMixture1d">): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** p_data(x) of a 1-D source. */
export function density1d(data: Synthetic1dConfig, x: number): number {
  switch (data.source) {
    case "gaussian":
      return gaussianDensity(x, data.mean, data.stddev);
    case "uniform":
      return x >= data.low && x < data.high ? 1 / (data.high - data.low) : 0;
    case "gaussianMixture1d":
      return shares(data).reduce(
        (sum, share, k) => sum + share * gaussianDensity(x, data.means[k]!, data.stddevs[k]!),
        0,
      );
    case "curve":
      return curveDensity(curveOf(data), x);
  }
}

/**
 * The stretch on which pictures show a 1-D source: five standard deviations to either side, or half
 * of a uniform's width, or a quarter of a curve's.
 */
export function intervalOf(data: Synthetic1dConfig): [low: number, high: number] {
  switch (data.source) {
    case "gaussian":
      return [data.mean - 5 * data.stddev, data.mean + 5 * data.stddev];
    case "uniform":
      return [data.low - (data.high - data.low) / 2, data.high + (data.high - data.low) / 2];
    case "gaussianMixture1d":
      return [
        Math.min(...data.means.map((mean, k) => mean - 5 * data.stddevs[k]!)),
        Math.max(...data.means.map((mean, k) => mean + 5 * data.stddevs[k]!)),
      ];
    case "curve": {
      const { x } = curveOf(data);
      const [low, high] = [x.at(0)!, x.at(-1)!];
      return [low - (high - low) / 4, high + (high - low) / 4];
    }
  }
}
