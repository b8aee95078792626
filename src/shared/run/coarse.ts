import {
  COLUMN_NAMES,
  type ColumnName,
  METRIC_NAMES,
  type MetricColumns,
  type MetricName,
} from "./metrics";

/*
 * A run of millions of steps has more rows than a page can hold or draw. Its rows are put into
 * buckets of consecutive rows. Of a bucket the rows are kept in which any metric has its first,
 * smallest, largest or last value (Jugel et al. 2014, "M4"), so that no spike is lost and whatever
 * is shown is a real row; and the mean of each metric.
 */

/** One bucket: the rows kept of it, and what the others were on average. */
export interface Bucket {
  /** How many rows it stands for. */
  count: number;
  /** The kept rows, at most `MAX_KEPT`. */
  columns: MetricColumns;
  /** Means of the finite values; NaN where there is none. */
  means: Record<MetricName, number>;
}

/** Most rows that are kept of one bucket: its first, its last, and two of each metric. */
export const MAX_KEPT = 2 + 2 * METRIC_NAMES.length;

/** The beginning of some columns that holds buckets; all rows after it are there. */
export interface CoarsePart {
  /** For each bucket the index after its last kept row. */
  ends: Uint32Array;
  /** How many rows each bucket stands for. */
  counts: Float64Array;
  /** Of each bucket. */
  means: Record<MetricName, Float64Array>;
}

/** Rows of a run in the order of their steps. */
export interface RunRows {
  columns: MetricColumns;
  /** undefined: each row is there. */
  coarse?: CoarsePart;
}

/** How many of the columns' rows belong to the coarse part. */
export const coarseLength = (coarse: CoarsePart | undefined): number => coarse?.ends.at(-1) ?? 0;

/**
 * Rows that are spread evenly over the rows [start, end) of the run: about `most`, all where there
 * are fewer. Of a bucket it is the first, which is a row like any other, while those with its
 * extremes are not.
 */
export function evenRows(
  coarse: CoarsePart | undefined,
  start: number,
  end: number,
  most: number,
): number[] {
  const buckets: { row: number; count: number }[] = [];
  for (const [i, bucketEnd] of (coarse?.ends ?? []).entries())
    if (bucketEnd > start && bucketEnd <= end)
      buckets.push({ row: coarse!.ends[i - 1] ?? 0, count: coarse!.counts[i]! });
  const plain = Math.max(start, coarseLength(coarse));
  const total = buckets.reduce((sum, { count }) => sum + count, 0) + Math.max(0, end - plain);
  const widest = buckets.reduce((most, { count }) => Math.max(most, count), 1);
  const stride = Math.max(widest, Math.ceil(total / most));
  const rows: number[] = [];
  let passed = stride;
  for (const { row, count } of buckets) {
    if (passed >= stride) {
      rows.push(row);
      passed -= stride;
    }
    passed += count;
  }
  for (let row = plain + Math.max(0, stride - passed); row < end; row += stride) rows.push(row);
  return rows;
}

export function emptyColumns(capacity: number): MetricColumns {
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => [name, new Float64Array(capacity)]),
  ) as MetricColumns;
}

/** A copy of the rows [start, end). */
export function sliceColumns(columns: MetricColumns, start: number, end?: number): MetricColumns {
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => [name, columns[name].slice(start, end)]),
  ) as MetricColumns;
}

/**
 * One copy of several stretches of rows. Never a view: a view would carry its whole buffer to a
 * page.
 */
export function concatColumns(parts: readonly MetricColumns[]): MetricColumns {
  const merged = emptyColumns(parts.reduce((sum, part) => sum + part.step.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const name of COLUMN_NAMES) merged[name].set(part[name], at);
    at += part.step.length;
  }
  return merged;
}

/**
 * What a stretch of a column holds: the rows of its smallest and largest value, -1 where none is
 * finite, and its mean.
 */
interface Stretch {
  low: number;
  high: number;
  mean: number;
}

function stretchOf(values: Float64Array, start: number, end: number): Stretch {
  let low = -1;
  let high = -1;
  let smallest = Infinity;
  let largest = -Infinity;
  let sum = 0;
  let finite = 0;
  for (let row = start; row < end; row++) {
    const value = values[row]!;
    // Neither for infinities nor for NaN.
    if (!(value - value === 0)) continue;
    sum += value;
    finite++;
    if (value < smallest) {
      smallest = value;
      low = row;
    }
    if (value > largest) {
      largest = value;
      high = row;
    }
  }
  return { low, high, mean: finite > 0 ? sum / finite : NaN };
}

/** The rows of [start, end) that are kept, ascending. */
function keptRows(stretches: readonly Stretch[], start: number, end: number): number[] {
  const kept = new Set([start, end - 1]);
  for (const { low, high } of stretches) if (low >= 0) kept.add(low).add(high);
  return [...kept].sort((a, b) => a - b);
}

const stretchesOf = (columns: MetricColumns, start: number, end: number): Stretch[] =>
  METRIC_NAMES.map((name) => stretchOf(columns[name], start, end));

/** The bucket of the rows [start, end), of which there is at least one. */
export function bucketOf(columns: MetricColumns, start: number, end: number): Bucket {
  const stretches = stretchesOf(columns, start, end);
  return {
    count: end - start,
    columns: pickRows(columns, keptRows(stretches, start, end)),
    means: perMetric((_, i) => stretches[i]!.mean),
  };
}

/**
 * The bucket of consecutive buckets, of which there is at least one: it keeps what one of all their
 * rows would.
 */
export function mergeBuckets(buckets: readonly Bucket[]): Bucket {
  const columns = concatColumns(buckets.map((bucket) => bucket.columns));
  const mean = (name: MetricName): number => {
    const filled = buckets.filter(({ means }) => Number.isFinite(means[name]));
    const count = filled.reduce((sum, bucket) => sum + bucket.count, 0);
    return filled.reduce((sum, { means, count }) => sum + means[name] * count, 0) / count;
  };
  const { length } = columns.step;
  return {
    count: buckets.reduce((sum, { count }) => sum + count, 0),
    columns: pickRows(columns, keptRows(stretchesOf(columns, 0, length), 0, length)),
    means: perMetric(mean),
  };
}

/** Buckets, and the rows that come after them. */
export function joinRows(buckets: readonly Bucket[], after: MetricColumns): RunRows {
  if (buckets.length === 0) return { columns: after };
  const ends = new Uint32Array(buckets.length);
  let end = 0;
  for (const [i, { columns }] of buckets.entries()) ends[i] = end += columns.step.length;
  return {
    columns: concatColumns([...buckets.map(({ columns }) => columns), after]),
    coarse: {
      ends,
      counts: Float64Array.from(buckets, ({ count }) => count),
      means: perMetric((name) => Float64Array.from(buckets, ({ means }) => means[name])),
    },
  };
}

/** The buckets of a coarse part. */
export function bucketsOf({ columns, coarse }: RunRows): Bucket[] {
  if (!coarse) return [];
  return Array.from(coarse.ends, (end, i) => ({
    count: coarse.counts[i]!,
    columns: sliceColumns(columns, coarse.ends[i - 1] ?? 0, end),
    means: perMetric((name) => coarse.means[name][i]!),
  }));
}

function pickRows(columns: MetricColumns, rows: readonly number[]): MetricColumns {
  // As they come back from metrics.jsonl, where JSON has neither infinities nor a negative zero.
  const written = (value: number) => (Number.isFinite(value) ? value + 0 : NaN);
  const pick = (name: ColumnName) => Float64Array.from(rows, (row) => written(columns[name][row]!));
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, pick(name)])) as MetricColumns;
}

function perMetric<T>(valueOf: (name: MetricName, i: number) => T): Record<MetricName, T> {
  return Object.fromEntries(METRIC_NAMES.map((name, i) => [name, valueOf(name, i)])) as Record<
    MetricName,
    T
  >;
}
