import type { Tensor, Tensor2D } from "../shared/tf";

/** Points in one row: [count, dimensions] flat. */
export interface Points {
  values: Float32Array;
  dimensions: number;
}

export const countOf = ({ values, dimensions }: Points): number => values.length / dimensions;

interface Numbers {
  dtype: "float32";
  shape: number[];
  values: Float32Array;
}

/**
 * Runs a pure function of tensors on the engine and reads its result. Under one name and with arguments of one shape the
 * function must always be the same.
 */
export type Compute = (
  name: string,
  f: (inputs: Record<string, Tensor>) => Tensor,
  inputs: Record<string, Numbers>,
) => Promise<Float32Array>;

/** Squared Euclidean distances [n, m] between the rows of a [n, d] and of b [m, d]: ||a||^2 - 2 a.b + ||b||^2, one matrix product. */
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
  const d = a.dimensions,
    x = a.values,
    y = b.values;
  let sum = 0;
  for (let k = 0, p = i * d, q = j * d; k < d; k++) sum += (x[p + k]! - y[q + k]!) ** 2;
  return sum;
}

/** Distances computed at a time: 16 MB. Between two such pieces training may go on. */
const PIECE = 4_000_000;

/** Squared distances from some rows to all of another set. */
export interface Stretch {
  from: number;
  to: number;
  /** [to - from, count] flat. */
  distances: Float32Array;
  /** Each distance is off by less than the sum of what its row, counted from `from`, and its column have here. */
  rounding: Record<"rows" | "columns", Float32Array>;
}

/** What float32 leaves unsure of ||a||^2 - 2 a.b + ||b||^2, for each of its squares: four times the worst that was seen, in 3,072 dimensions on WebAssembly. */
const ROUNDING = 1e-5;

/**
 * The squared distances from each of `a` to all of `b`, a stretch of `a`'s rows at a time.
 *
 * Both are first moved so that the mean of `b` is the origin: distances stay what they are, and the difference above loses
 * fewer digits of float32.
 */
export async function* distanceStretches(
  a: Points,
  b: Points,
  compute: Compute,
): AsyncGenerator<Stretch> {
  const origin = mean(b),
    n = countOf(a),
    m = countOf(b),
    { dimensions } = a;
  const others: Numbers = { dtype: "float32", shape: [m, dimensions], values: moved(b, origin) };
  const columns = roundingOf(others.values, dimensions),
    step = Math.max(1, Math.floor(PIECE / m));
  for (let from = 0; from < n; from += step) {
    const to = Math.min(n, from + step);
    const values = moved(
      { values: a.values.subarray(from * dimensions, to * dimensions), dimensions },
      origin,
    );
    const distances = await compute(
      "squared distances",
      ({ some, all }) => squaredDistances(some as Tensor2D, all as Tensor2D),
      {
        some: { dtype: "float32", shape: [to - from, dimensions], values },
        all: others,
      },
    );
    yield { from, to, distances, rounding: { rows: roundingOf(values, dimensions), columns } };
  }
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
  for (let i = 0; i < values.length; i++) sums[i % dimensions]! += values[i]!;
  return sums.map((sum) => (sum * dimensions) / values.length);
}

function moved({ values, dimensions }: Points, origin: Float64Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = values[i]! - origin[i % dimensions]!;
  return result;
}
