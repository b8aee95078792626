import {
  type ColumnSummary,
  drawable,
  type StretchRows,
  takeRow,
} from "../../src/shared/run/column-summary";

/* Fewer points that draw the same line: the extremes of each bucket. */

/** A point of a line chart; `y` is NaN where the line has a gap. */
export interface Point {
  x: number;
  y: number;
}

export interface BucketOptions {
  /** Rows [start, end) to draw. */
  start: number;
  end: number;
  /**
   * The visible part of the x axis, split evenly among the buckets. Rows outside it go to the
   * outermost ones.
   */
  min: number;
  max: number;
  buckets: number;
  /** Whether values at or below zero are gaps, as on a logarithmic axis. */
  positive?: boolean;
  /**
   * Of `y`, with the same `positive`. With it the time that it takes depends on the buckets and
   * hardly on the rows.
   */
  summary?: ColumnSummary;
}

/**
 * Fewer points that draw the same line: of each bucket (about a pixel wide) the first, smallest,
 * largest and last value (Jugel et al. 2014, "M4"). A spike of one step is never lost, as it would
 * be by taking every n-th row. Values that cannot be drawn become one gap a bucket.
 *
 * @param x ascending.
 * @param y as long as `x`.
 */
export function bucketMinMax(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: BucketOptions,
): Point[] {
  const { start, end, min, max, buckets, positive = false, summary } = options;
  const points: Point[] = [];
  if (end - start <= buckets * 4) {
    for (let row = start; row < end; row++)
      points.push({ x: x[row]!, y: drawable(y[row]!, positive) ? y[row]! : NaN });
    return points;
  }
  const scale = max > min ? buckets / (max - min) : 0;
  const bucketOf = (row: number) =>
    Math.min(buckets - 1, Math.max(0, Math.floor((x[row]! - min) * scale)));
  let row = start;
  while (row < end) {
    const bucketEnd = firstWhere(row, end, (candidate) => bucketOf(candidate) > bucketOf(row));
    const found = summary?.stretch(row, bucketEnd) ?? scan(y, row, bucketEnd, positive);
    const chosen = Object.values(found)
      .filter((index) => index >= 0)
      .sort((a, b) => a - b);
    for (const [i, index] of chosen.entries()) {
      if (i > 0 && index === chosen[i - 1]) continue;
      points.push({ x: x[index]!, y: index === found.gap ? NaN : y[index]! });
    }
    row = bucketEnd;
  }
  return points;
}

/** The rows that draw [start, end), found by looking at each. */
function scan(
  values: ArrayLike<number>,
  start: number,
  end: number,
  positive: boolean,
): StretchRows {
  const found: StretchRows = { first: -1, low: -1, high: -1, last: -1, gap: -1 };
  for (let row = start; row < end; row++) takeRow(found, values, row, positive);
  return found;
}

/**
 * The first row of [start, end) with a property that all rows after it have too; `end` where none
 * has it.
 */
function firstWhere(start: number, end: number, holds: (row: number) => boolean): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Smallest and largest value of bucketed points, and so of the rows they stand for; undefined where
 * all are gaps.
 */
export function drawnRange(points: readonly Point[]): { min: number; max: number } | undefined {
  let min = Infinity;
  let max = -Infinity;
  for (const { y } of points) {
    if (y < min) min = y;
    if (y > max) max = y;
  }
  return min <= max ? { min, max } : undefined;
}

/**
 * The range between the quantiles `tail` and 1 - `tail` of the drawable values of some rows, so
 * that a few outliers do not flatten a chart.
 */
export function quantileRange(
  values: ArrayLike<number>,
  rows: readonly number[],
  tail: number,
  positive = false,
): { min: number; max: number } | undefined {
  const sample = rows.map((row) => values[row] ?? NaN).filter((value) => drawable(value, positive));
  if (sample.length === 0) return undefined;
  const sorted = Float64Array.from(sample).sort();
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))]!;
  return { min: at(tail), max: at(1 - tail) };
}
