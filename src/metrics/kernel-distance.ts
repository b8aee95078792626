import { countOf, type Points } from "./distances";
import { average, deviation } from "./moments";

export interface KernelDistanceResult { /** Mean over the subsets. */ distance: number; /** Standard deviation over them (ddof 0). */ deviation: number }

export interface Subsets {
  count: number;
  size: number;
  /** The rows of subset i among n: at least `size` different ones. */
  choose(subset: number, n: number, of: "a" | "b"): ArrayLike<number>;
}

/**
 * Kernel distance (Binkowski et al. 2018): the unbiased estimate of the squared maximum mean discrepancy with the kernel
 * (x.y / d + 1)^3, over random subsets. Yields the share that is done.
 *
 * In float64 throughout: the estimate is a small difference of large means, of which float32 would leave three digits.
 *
 * @throws RangeError where there are fewer features than a subset takes
 */
export async function* kernelDistance(a: Points, b: Points, subsets: Subsets): AsyncGenerator<number, KernelDistanceResult> {
  const smaller = Math.min(countOf(a), countOf(b));
  if (smaller < subsets.size) throw new RangeError(`subsets of ${subsets.size} cannot be taken of ${smaller}`);
  const estimates: number[] = [];
  for (let i = 0; i < subsets.count; i++) {
    const take = (points: Points, of: "a" | "b") => rowsOf(points, subsets.choose(i, countOf(points), of), subsets.size);
    estimates.push(unbiasedDiscrepancy(take(a, "a"), take(b, "b"), a.dimensions));
    yield (i + 1) / subsets.count;
  }
  return { distance: average(estimates), deviation: deviation(estimates) };
}

function rowsOf({ values, dimensions }: Points, rows: ArrayLike<number>, count: number): Float64Array {
  const taken = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) taken.set(values.subarray(rows[i]! * dimensions, (rows[i]! + 1) * dimensions), i * dimensions);
  return taken;
}

/** The mean of k(x, x') and of k(y, y') over different rows, less twice that of k(x, y). */
function unbiasedDiscrepancy(x: Float64Array, y: Float64Array, d: number): number {
  const n = x.length / d;
  let within = 0, between = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      between += kernel(x, i, y, j, d);
      if (j < i) within += kernel(x, i, x, j, d) + kernel(y, i, y, j, d);
    }
  }
  return (2 * within) / (n * (n - 1)) - (2 * between) / (n * n);
}

function kernel(x: Float64Array, i: number, y: Float64Array, j: number, d: number): number {
  let product = 0;
  for (let k = 0, p = i * d, q = j * d; k < d; k++) product += x[p + k]! * y[q + k]!;
  return (product / d + 1) ** 3;
}
