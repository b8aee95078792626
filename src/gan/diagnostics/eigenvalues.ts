import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { Eigenvalue } from "../../shared/game";

/* The eigenvalues of largest size of a matrix that is known by its products alone. */

/** A product of the matrix with a vector of `size` numbers. */
export type Operator = (x: Float64Array) => Promise<Float64Array>;

export interface EigenvalueOptions {
  /** How many are wanted. */
  count: number;
  /** Residuals up to this share of the largest eigenvalue are good enough. */
  tolerance?: number;
  /** The most products that are made. */
  products?: number;
  /** The matrix is symmetric but for rounding, and its eigenvalues are real. */
  symmetric?: boolean;
}

/** The most products by default; each vector of the basis is kept. */
const MAX_PRODUCTS = 120;
/** Products between two looks at how far the eigenvalues have come. */
const LOOK_EVERY = 10;

/**
 * The `count` eigenvalues of largest size, the largest first, by the method of Arnoldi 1951 with
 * full reorthogonalisation: the eigenvalues of the matrix in the space of b, A b, A^2 b, ..., which
 * grows until those wanted have come to rest. In a space of the matrix's own size they are exact.
 * A space that closes early holds all that b has part in; a random b has part in every simple
 * eigenvalue. Yields the share of the products that are made.
 */
export async function* leadingEigenvalues(
  operator: Operator,
  start: Float64Array,
  { count, tolerance = 1e-6, products = MAX_PRODUCTS, symmetric = false }: EigenvalueOptions,
): AsyncGenerator<number, Eigenvalue[]> {
  const size = start.length;
  const most = Math.min(size, products);
  const basis = [scaledBy(start, 1 / norm(start))];
  /** The columns of the Hessenberg matrix. */
  const columns: number[][] = [];
  let found: Eigenvalue[] = [];
  for (let i = 0; i < most; i++) {
    const next = await operator(basis[i]!);
    const scale = norm(next);
    const column = orthogonalise(next, basis);
    const left = norm(next);
    columns.push([...column, left]);
    const isClosed = left <= 1e-12 * scale || i + 1 === size;
    if (isClosed || i + 1 === most || (i + 1) % LOOK_EVERY === 0) {
      found = ritzValues(columns, isClosed ? 0 : left, symmetric).slice(0, count);
      const largest = Math.hypot(found[0]!.re, found[0]!.im);
      const isDone = found.every(({ residual }) => residual <= tolerance * largest);
      if (isClosed || (isDone && found.length === count)) break;
    }
    basis.push(scaledBy(next, 1 / left));
    yield (i + 1) / most;
  }
  return found;
}

/** The eigenvalues of the square part of a Hessenberg matrix, the largest first. */
function ritzValues(columns: readonly number[][], left: number, symmetric: boolean): Eigenvalue[] {
  const size = columns.length;
  const hessenberg = Matrix.zeros(size, size);
  columns.forEach((column, j) =>
    column.slice(0, size).forEach((value, i) => hessenberg.set(i, j, value)),
  );
  const matrix = symmetric ? Matrix.add(hessenberg, hessenberg.transpose()).mul(0.5) : hessenberg;
  const decomposition = new EigenvalueDecomposition(matrix, { assumeSymmetric: symmetric });
  const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix } = decomposition;
  return realEigenvalues
    .map((re, j): Eigenvalue => {
      const im = imaginaryEigenvalues[j]!;
      // The vectors of a pair of complex eigenvalues are a +- i b, in the columns of a and b.
      const pair = im === 0 ? [j] : [j, im > 0 ? j + 1 : j - 1];
      const parts = pair.map((column) => eigenvectorMatrix.getColumn(column));
      const last = Math.hypot(...parts.map((part) => part[size - 1]!));
      const length = Math.hypot(...parts.map((part) => Math.hypot(...part)));
      return { re, im, residual: (left * last) / length };
    })
    .sort((a, b) => Math.hypot(b.re, b.im) - Math.hypot(a.re, a.im) || b.im - a.im);
}

/** Takes its part in the basis out of a vector, in place, twice, and returns that part. */
function orthogonalise(x: Float64Array, basis: readonly Float64Array[]): number[] {
  const parts = new Array<number>(basis.length).fill(0);
  for (let pass = 0; pass < 2; pass++) {
    basis.forEach((one, i) => {
      const share = product(one, x);
      parts[i]! += share;
      for (let k = 0; k < x.length; k++) x[k]! -= share * one[k]!;
    });
  }
  return parts;
}

/** A loop and no `reduce`, which takes several times as long for millions of numbers. */
export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

export const norm = (x: Float64Array): number => Math.sqrt(product(x, x));
const scaledBy = (x: Float64Array, factor: number): Float64Array =>
  x.map((value) => value * factor);
