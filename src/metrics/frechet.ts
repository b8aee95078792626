import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { countOf, mean, type Points } from "./distances";

/** A normal distribution fitted to features. */
export interface Fit { mean: Float64Array; /** With divisor n - 1 (ddof 1). */ covariance: Matrix; count: number }

/** Mean and covariance of features, in float64. */
export function fit(features: Points): Fit {
  const { values, dimensions: d } = features, n = countOf(features), centre = mean(features);
  const sums = new Float64Array(d * d), row = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) row[j] = values[i * d + j]! - centre[j]!;
    for (let j = 0; j < d; j++) {
      const x = row[j]!;
      if (x === 0) continue;
      for (let k = 0; k <= j; k++) sums[j * d + k]! += x * row[k]!;
    }
  }
  const covariance = Matrix.zeros(d, d);
  for (let j = 0; j < d; j++) for (let k = 0; k <= j; k++) for (const [a, b] of [[j, k], [k, j]] as const) covariance.set(a, b, sums[j * d + k]! / (n - 1));
  return { mean: centre, covariance, count: n };
}

export interface FrechetResult { distance: number; warnings: string[] }

/**
 * Frechet distance between two normal distributions (Heusel et al. 2017): ||m1 - m2||^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)).
 *
 * The trace of the root is the sum of the roots of the eigenvalues of S1^(1/2) S2 S1^(1/2), a symmetric matrix that is never
 * indefinite: no eps has to be put on the diagonals, whatever the rank.
 */
export function frechetDistance(a: Fit, b: Fit): FrechetResult {
  const d = a.mean.length;
  const root = squareRoot(a.covariance);
  const middle = root.mmul(b.covariance).mmul(root);
  const eigenvalues = new EigenvalueDecomposition(middle.add(middle.transpose()).mul(0.5), { assumeSymmetric: true }).realEigenvalues;
  const traceOfRoot = eigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const shift = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]!) ** 2, 0);
  const few = [a, b].filter(({ count }) => count <= d);
  return {
    distance: shift + a.covariance.trace() + b.covariance.trace() - 2 * traceOfRoot,
    warnings: few.map(({ count }) => `${count} examples cannot show the covariance of ${d} features: take more than ${d}`),
  };
}

/** The symmetric root of a symmetric matrix without negative eigenvalues. */
function squareRoot(matrix: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const scaled = vectors.clone();
  realEigenvalues.forEach((value, column) => scaled.mulColumn(column, Math.sqrt(Math.max(0, value))));
  return scaled.mmul(vectors.transpose());
}
