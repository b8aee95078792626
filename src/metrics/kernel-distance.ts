import { areFinite } from "../shared/finite";
import { countOf, type Points } from "./distances";
import { average, deviation } from "./moments";
import { shares } from "./pieces";

/* The kernel distance between features, KID (Binkowski et al. 2018). */

export interface KernelDistanceResult {
  /** Mean over the subsets. */ distance: number;
  /** Standard deviation over them (ddof 0). */ deviation: number;
}

export interface Subsets {
  count: number;
  size: number;
  /** The rows of subset i among n: at least `size` different ones. */
  choose(subset: number, n: number, of: "a" | "b"): ArrayLike<number>;
}

/**
 * Kernel distance (Binkowski et al. 2018): the unbiased estimate of the squared maximum mean
 * discrepancy with the kernel (x.y / d + 1)^3, over random subsets. Yields the share that is done.
 *
 * In float64 throughout: the estimate is a small difference of large means, of which float32 would
 * leave three digits. NaN where a feature is not finite, also one that no subset takes.
 *
 * @throws RangeError where there are fewer features than a subset takes
 */
export async function* kernelDistance(
  a: Points,
  b: Points,
  subsets: Subsets,
): AsyncGenerator<number, KernelDistanceResult> {
  const smaller = Math.min(countOf(a), countOf(b));
  if (smaller < subsets.size)
    throw new RangeError(`subsets of ${subsets.size} cannot be taken of ${smaller}`);
  if (![a, b].every(({ values }) => areFinite(values))) return { distance: NaN, deviation: NaN };
  const estimates: number[] = [];
  for (let i = 0; i < subsets.count; i++) {
    const take = (points: Points, of: "a" | "b") =>
      rowsOf(points, subsets.choose(i, countOf(points), of), subsets.size);
    estimates.push(
      yield* shares(
        unbiasedDiscrepancy(take(a, "a"), take(b, "b"), a.dimensions),
        i / subsets.count,
        (i + 1) / subsets.count,
      ),
    );
  }
  return { distance: average(estimates), deviation: deviation(estimates) };
}

function rowsOf(
  { values, dimensions }: Points,
  rows: ArrayLike<number>,
  count: number,
): Float64Array {
  const taken = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++)
    taken.set(values.subarray(rows[i]! * dimensions, (rows[i]! + 1) * dimensions), i * dimensions);
  return taken;
}

/** Products of numbers between two yields: some tens of milliseconds. */
const PIECE = 5e7;

/** The mean of k(x, x') and of k(y, y') over different rows, less twice that of k(x, y). */
async function* unbiasedDiscrepancy(
  x: Float64Array,
  y: Float64Array,
  d: number,
): AsyncGenerator<number, number> {
  const n = x.length / d;
  let within = 0;
  let between = 0;
  let since = 0;
  for (let i = 0; i < n; i++) {
    between += kernelSum(x, i, y, n, d);
    within += kernelSum(x, i, x, i, d) + kernelSum(y, i, y, i, d);
    since += (n + 2 * i) * d;
    if (since < PIECE && i + 1 < n) continue;
    since = 0;
    yield (i + 1) / n;
  }
  return (2 * within) / (n * (n - 1)) - (2 * between) / (n * n);
}

/**
 * The sum of the kernel between row i of x and the first `count` rows of y: four at a time, so that
 * a number of x is read once for them.
 */
function kernelSum(x: Float64Array, i: number, y: Float64Array, count: number, d: number): number {
  const from = i * d;
  let sum = 0;
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let e = 0;
    for (let k = 0, p = j * d, q = p + d, r = q + d, s = r + d; k < d; k++) {
      const value = x[from + k]!;
      a += value * y[p + k]!;
      b += value * y[q + k]!;
      c += value * y[r + k]!;
      e += value * y[s + k]!;
    }
    sum += cube(a / d + 1) + cube(b / d + 1) + cube(c / d + 1) + cube(e / d + 1);
  }
  for (; j < count; j++) {
    let product = 0;
    for (let k = 0, p = j * d; k < d; k++) product += x[from + k]! * y[p + k]!;
    sum += cube(product / d + 1);
  }
  return sum;
}

const cube = (value: number): number => value * value * value;
