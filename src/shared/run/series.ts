import {
  bucketOf,
  bucketsOf,
  type CoarsePart,
  coarseLength,
  emptyColumns,
  evenRows,
  joinRows,
  mergeBuckets,
  type RunRows,
  sliceColumns,
} from "./coarse";
import { ColumnSummary } from "./column-summary";
import {
  COLUMN_NAMES,
  METRIC_NAMES,
  type ColumnName,
  type MetricColumns,
  type MetricName,
} from "./metrics";

/* The metrics of a run in memory, as columns that grow. */

/** Smallest and largest finite value of a metric so far. */
export interface Extent {
  min: number;
  max: number;
}

/** So many rows are held one by one; of more the oldest half is put into buckets. */
const MAX_PLAIN_ROWS = 1 << 18;
const BUCKET_ROWS = 256;
/** So many buckets are held; of more each four become one. */
const MAX_BUCKETS = 4096;
const MERGED = 4;
/** As many buckets as draw all that a screen can show. */
const ENOUGH_BUCKETS = 1024;

/**
 * The recorded steps of one run, as columns that grow. Rows arrive in the order of their steps, in
 * pieces that may overlap (an increment can repeat rows of the snapshot before it): a step that is
 * already there is ignored. Of a long run the older rows are coarse: buckets of which some rows are
 * kept.
 */
export class MetricSeries {
  /** Raised when rows were replaced, so that whatever was computed from them is computed again. */
  version = 0;
  #columns = emptyColumns(1024);
  #coarse: CoarsePart | undefined;
  #length = 0;
  #extents = new Map<MetricName, Extent>();
  #summaries = new Map<string, ColumnSummary>();

  get length(): number {
    return this.#length;
  }

  /** The last recorded step; -Infinity while there is none. */
  get lastStep(): number {
    return this.#length === 0 ? -Infinity : this.#columns.step[this.#length - 1]!;
  }

  /**
   * Replaces everything: a new snapshot may end before what was here, when a run was taken back to
   * a checkpoint.
   */
  reset({ columns, coarse }: RunRows): void {
    this.#length = 0;
    this.#extents.clear();
    this.#replace(columns, coarse);
  }

  get coarse(): CoarsePart | undefined {
    return this.#coarse;
  }

  /**
   * Whether the rows between two values of an axis, or some of them, are fewer than a screen could
   * show.
   */
  isCoarse(axis: "step" | "time", min: number, max: number): boolean {
    if (!this.#coarse) return false;
    const { start, end } = visibleRows(this.column(axis), min, max);
    const { ends } = this.#coarse;
    const buckets = lowerBound(ends, end) - lowerBound(ends, start + 1);
    return start < coarseLength(this.#coarse) - 1 && buckets < ENOUGH_BUCKETS;
  }

  /** Rows spread evenly over the rows [start, end) of the run, about `most`. */
  evenRows(start: number, end: number, most: number): number[] {
    return evenRows(this.#coarse, start, end, most);
  }

  /** Adds the rows whose steps come after the last one; returns how many they were. */
  append(columns: MetricColumns): number {
    const before = this.#length;
    this.#reserve(before + columns.step.length);
    let last = this.lastStep;
    for (let row = 0; row < columns.step.length; row++) {
      const step = columns.step[row]!;
      if (!(step > last)) continue;
      last = step;
      for (const name of COLUMN_NAMES)
        this.#columns[name][this.#length] = columns[name][row] ?? NaN;
      this.#length++;
    }
    for (const name of METRIC_NAMES) this.#widen(name, before);
    const added = this.#length - before;
    if (this.#length - coarseLength(this.#coarse) > MAX_PLAIN_ROWS) this.#thin();
    return added;
  }

  /** The rows so far: a view, good until the next append. */
  column(name: ColumnName): Float64Array {
    return this.#columns[name].subarray(0, this.#length);
  }

  /** The value of the last row; NaN while there is none. */
  latest(name: ColumnName): number {
    return this.#length === 0 ? NaN : this.#columns[name][this.#length - 1]!;
  }

  /** Smallest and largest finite value so far; undefined while there is none. */
  extent(name: MetricName): Extent | undefined {
    return this.#extents.get(name);
  }

  /** Finds the rows that draw a column; only what is new in it is looked at. */
  summary(name: MetricName, positive: boolean): ColumnSummary {
    const key = `${name} ${positive}`;
    const summary = this.#summaries.get(key) ?? new ColumnSummary(positive);
    this.#summaries.set(key, summary);
    return summary.extend(this.column(name));
  }

  /**
   * Puts the oldest rows that are held one by one into buckets, and, where there are many buckets,
   * those into larger ones.
   */
  #thin(): void {
    const plain = coarseLength(this.#coarse);
    const end = plain + MAX_PLAIN_ROWS / 2;
    let buckets = bucketsOf({
      columns: this.#columns,
      ...(this.#coarse && { coarse: this.#coarse }),
    });
    for (let row = plain; row < end; row += BUCKET_ROWS)
      buckets.push(bucketOf(this.#columns, row, row + BUCKET_ROWS));
    if (buckets.length > MAX_BUCKETS)
      buckets = Array.from({ length: Math.ceil(buckets.length / MERGED) }, (_, i) =>
        mergeBuckets(buckets.slice(i * MERGED, (i + 1) * MERGED)),
      );
    const { columns, coarse } = joinRows(buckets, sliceColumns(this.#columns, end, this.#length));
    this.#length = 0;
    this.#replace(columns, coarse);
  }

  #replace(columns: MetricColumns, coarse: CoarsePart | undefined): void {
    this.version++;
    this.#summaries.clear();
    this.#coarse = coarse;
    this.append(columns);
  }

  #widen(name: MetricName, from: number): void {
    const values = this.#columns[name];
    let { min, max } = this.#extents.get(name) ?? { min: Infinity, max: -Infinity };
    for (let row = from; row < this.#length; row++) {
      const value = values[row]!;
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (min <= max) this.#extents.set(name, { min, max });
  }

  #reserve(rows: number): void {
    const capacity = this.#columns.step.length;
    if (rows <= capacity) return;
    const larger = emptyColumns(Math.max(rows, capacity * 2));
    for (const name of COLUMN_NAMES) larger[name].set(this.column(name));
    this.#columns = larger;
  }
}

/**
 * Index of the first element of ascending `values` that is at least `target`; `values.length` where
 * none is.
 */
export function lowerBound(values: ArrayLike<number>, target: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The rows [start, end) of ascending `x` that lie in [min, max], with one neighbour on each side so
 * that lines reach the edge.
 */
export function visibleRows(
  x: ArrayLike<number>,
  min: number,
  max: number,
): { start: number; end: number } {
  const start = lowerBound(x, min);
  let end = start;
  if (max >= min) {
    end = lowerBound(x, max);
    while (end < x.length && x[end]! <= max) end++;
  }
  return { start: Math.max(0, start - 1), end: Math.min(x.length, end + 1) };
}

/** The row of ascending `x` nearest to `target`; -1 where there are no rows. */
export function nearestRow(x: ArrayLike<number>, target: number): number {
  if (x.length === 0) return -1;
  const right = Math.min(lowerBound(x, target), x.length - 1);
  const left = Math.max(0, right - 1);
  return target - x[left]! <= x[right]! - target ? left : right;
}
