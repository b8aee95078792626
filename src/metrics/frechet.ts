import { zip } from "../gan/tree";
import { areFinite } from "../shared/finite";
import { countOf, mean, type Points } from "./distances";
import { dot, nuclearNorm, triangularRoot } from "./nuclear-norm";
import { shares } from "./pieces";

/* The Fréchet distance between normal distributions fitted to features (Heusel et al. 2017). */

/** A normal distribution fitted to features. */
export interface Fit {
  mean: Float64Array;
  /** [d, d], with divisor n - 1 (ddof 1). */ covariance: Float64Array;
  count: number;
}

/** Rows of a product between two yields. */
const ROWS_A_YIELD = 16;

/** Examples of which the products are taken together: what they hold stays near the processor. */
const TOGETHER = 256;

/** Mean and covariance of features, in float64. Yields the share that is done. */
export async function* fit(features: Points): AsyncGenerator<number, Fit> {
  const { values, dimensions: d } = features;
  const n = countOf(features);
  const centre = mean(features);
  const covariance = new Float64Array(d * d);
  const columns = new Float64Array(d * TOGETHER);
  for (let from = 0; from < n; from += TOGETHER) {
    const count = Math.min(TOGETHER, n - from);
    for (let i = 0; i < count; i++)
      for (let j = 0; j < d; j++)
        columns[j * TOGETHER + i] = values[(from + i) * d + j]! - centre[j]!;
    for (let j = 0; j < d; j++) {
      for (let k = 0; k <= j; k++)
        covariance[j * d + k]! += dot(columns, j * TOGETHER, columns, k * TOGETHER, count);
      if (j % 256 === 255) yield (from + (count * (j + 1)) / d) / n;
    }
    yield (from + count) / n;
  }
  for (let j = 0; j < d; j++)
    for (let k = 0; k <= j; k++) covariance[k * d + j] = covariance[j * d + k]! /= n - 1;
  return { mean: centre, covariance, count: n };
}

export interface FrechetResult {
  distance: number;
  warnings: string[];
}

/**
 * Frechet distance between two normal distributions (Heusel et al. 2017): ||m1 - m2||^2 + tr(S1 +
 * S2 - 2 (S1 S2)^(1/2)). Yields the share that is done.
 *
 * The trace of the root is the sum of the singular values of U1 U2^T, where U^T U = S: they are the
 * roots of the eigenvalues of S1 S2, and are worked out without these, whose roots would keep half
 * of the digits where they are small. So no eps has to be put on the diagonals, whatever the rank.
 * NaN where a feature is not finite.
 */
export async function* frechetDistance(a: Fit, b: Fit): AsyncGenerator<number, FrechetResult> {
  const d = a.mean.length;
  if (![a, b].every(({ mean, covariance }) => areFinite(mean) && areFinite(covariance)))
    return { distance: NaN, warnings: [] };
  const [u, v] = [
    yield* shares(triangularRoot(a.covariance, d), 0, 0.1),
    yield* shares(triangularRoot(b.covariance, d), 0.1, 0.2),
  ];
  const product = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    // Row i of a triangular matrix begins at its diagonal.
    for (let j = 0; j < d; j++)
      product[i * d + j] = dot(
        u,
        i * d + Math.max(i, j),
        v,
        j * d + Math.max(i, j),
        d - Math.max(i, j),
      );
    if (i % ROWS_A_YIELD === 0) yield 0.2 + (0.3 * i) / d;
  }
  const traceOfRoot = yield* shares(nuclearNorm(product, d), 0.5, 1);
  const shift = zip([...a.mean], [...b.mean]).reduce((sum, [x, y]) => sum + (x - y) ** 2, 0);
  const few = [a, b].filter(({ count }) => count <= d);
  return {
    distance: shift + trace(a.covariance, d) + trace(b.covariance, d) - 2 * traceOfRoot,
    warnings: few.map(
      ({ count }) =>
        `${count} examples cannot show the covariance of ${d} features: take more than ${d}`,
    ),
  };
}

function trace(matrix: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += matrix[i * d + i]!;
  return sum;
}
