import type { Tensor, Tensor2D } from "../tensor/tf";

/*
 * Distances between two sets of points, the one heavy product of the metrics: run on the engine a
 * piece at a time.
 */

/** Points in one row: [count, dimensions] flat. */
export interface Points {
  values: Float32Array;
  dimensions: number;
}

export const countOf = ({ values, dimensions }: Points): number => values.length / dimensions;

/**
 * At most `most` of some points, spread evenly over their order: examples are often in that of
 * their classes.
 */
export function evenPoints(points: Points, most: number): Points {
  const { values, dimensions } = points;
  const count = countOf(points);
  if (count <= most) return points;
  const chosen = new Float32Array(most * dimensions);
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * count) / most) * dimensions;
    chosen.set(values.subarray(from, from + dimensions), i * dimensions);
  }
  return { values: chosen, dimensions };
}

interface Numbers {
  dtype: "float32";
  shape: number[];
  values: Float32Array;
}

/**
 * Runs a pure function of tensors on the engine and reads its result. Under one name and with
 * arguments of one shape the function must always be the same.
 */
export type Compute = (
  name: string,
  f: (inputs: Record<string, Tensor>) => Tensor,
  inputs: Record<string, Numbers>,
) => Promise<Float32Array>;

/**
 * Squared Euclidean distances [n, m] between the rows of a [n, d] and of b [m, d]: ||a||^2 - 2 a.b
 * + ||b||^2, one matrix product.
 */
export function squaredDistances(a: Tensor2D, b: Tensor2D): Tensor2D {
  return a
    .square()
    .sum(1, true)
    .sub(a.matMul(b, false, true).mul(2))
    .add(b.square().sum(1))
    .relu();
}

/** The squared distance between row i of `a` and row j of `b`, in float64. */
export function exactDistance(a: Points, i: number, b: Points, j: number): number {
  const d = a.dimensions;
  const x = a.values;
  const y = b.values;
  let sum = 0;
  for (let k = 0, p = i * d, q = j * d; k < d; k++) sum += (x[p + k]! - y[q + k]!) ** 2;
  return sum;
}

/** Distances held at a time: 16 MB. */
const MAX_DISTANCES = 4_000_000;
/** Multiplications in one call of the engine: a tenth of a second on one slow core. */
const MAX_MULTIPLICATIONS = 1e9;

/** Squared distances from some rows to all of another set. */
export interface Stretch {
  from: number;
  to: number;
  /**
   * [to - from, count] flat, in units of `scale`: a power of two, and 1 but for sets beyond the
   * range in which float32 can square.
   */
  distances: Float32Array;
  scale: number;
  /**
   * Each distance is off by less than the sum of what its row, counted from `from`, and its column
   * have here, in the same units.
   */
  rounding: Record<"rows" | "columns", Float32Array>;
}

/**
 * What float32 leaves unsure of ||a||^2 - 2 a.b + ||b||^2, for each of its squares: four times the
 * worst that was seen, in 3,072 dimensions on WebAssembly.
 */
const ROUNDING = 1e-5;

/**
 * The squared distances from each of `a` to all of `b`, both finite, a stretch of `a`'s rows at a
 * time. Yields undefined between the pieces of a stretch: others may have their turn.
 *
 * Both are first moved so that the mean of `b` is the origin: distances stay what they are, and the
 * difference above loses fewer digits of float32.
 */
export async function* distanceStretches(
  a: Points,
  b: Points,
  compute: Compute,
): AsyncGenerator<Stretch | undefined> {
  const n = countOf(a);
  const m = countOf(b);
  const { dimensions } = a;
  const factor = factorFor(a, b);
  const scale = factor ** -2;
  yield undefined;
  const origin = mean(b);
  yield undefined;
  const others = moved(b, origin, factor);
  yield undefined;
  const columns = roundingOf(others, dimensions);
  const step = Math.max(1, Math.floor(MAX_DISTANCES / m));
  for (let from = 0; from < n; from += step) {
    const to = Math.min(n, from + step);
    const values = moved(
      { values: a.values.subarray(from * dimensions, to * dimensions), dimensions },
      origin,
      factor,
    );
    const distances = yield* squares(values, others, dimensions, compute);
    yield {
      from,
      to,
      distances,
      scale,
      rounding: { rows: roundingOf(values, dimensions), columns },
    };
  }
}

/** The squared distances [n, m] between rows, as many columns at a time as take a moment. */
async function* squares(
  rows: Float32Array,
  others: Float32Array,
  dimensions: number,
  compute: Compute,
): AsyncGenerator<undefined, Float32Array> {
  const n = rows.length / dimensions;
  const m = others.length / dimensions;
  const atOnce = Math.max(1, Math.floor(MAX_MULTIPLICATIONS / rows.length));
  const between = (from: number, to: number) =>
    compute(
      "squared distances",
      ({ some, all }) => squaredDistances(some as Tensor2D, all as Tensor2D),
      {
        some: { dtype: "float32", shape: [n, dimensions], values: rows },
        all: {
          dtype: "float32",
          shape: [to - from, dimensions],
          values: others.subarray(from * dimensions, to * dimensions),
        },
      },
    );
  if (atOnce >= m) return between(0, m);
  const distances = new Float32Array(n * m);
  for (let from = 0; from < m; from += atOnce) {
    const to = Math.min(m, from + atOnce);
    const some = await between(from, to);
    for (let i = 0; i < n; i++)
      distances.set(some.subarray(i * (to - from), (i + 1) * (to - from)), i * m + from);
    yield undefined;
  }
  return distances;
}

/**
 * Powers of two beyond which the square of a number, summed over thousands, is not safe in float32.
 */
const MAX_EXPONENT = 40;

/**
 * What both sets are multiplied by, so that float32 can hold the squares of their numbers: 1 where
 * it can anyway.
 */
function factorFor(...sets: Points[]): number {
  let largest = 0;
  for (const { values } of sets)
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  const exponent = Math.ceil(Math.log2(largest));
  return Number.isFinite(exponent) && Math.abs(exponent) > MAX_EXPONENT ? 2 ** -exponent : 1;
}

/** `ROUNDING` times the square of each row. */
function roundingOf(values: Float32Array, dimensions: number): Float32Array {
  const result = new Float32Array(values.length / dimensions);
  for (let i = 0, at = 0; i < result.length; i++) {
    let sum = 0;
    for (let k = 0; k < dimensions; k++, at++) sum += values[at]! * values[at]!;
    result[i] = ROUNDING * sum;
  }
  return result;
}

/** The mean of the points, in float64. */
export function mean({ values, dimensions }: Points): Float64Array {
  const sums = new Float64Array(dimensions);
  for (let at = 0; at < values.length;)
    for (let k = 0; k < dimensions; k++, at++) sums[k]! += values[at]!;
  return sums.map((sum) => (sum * dimensions) / values.length);
}

function moved({ values, dimensions }: Points, origin: Float64Array, factor: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let at = 0; at < values.length;)
    for (let k = 0; k < dimensions; k++, at++) result[at] = (values[at]! - origin[k]!) * factor;
  return result;
}
