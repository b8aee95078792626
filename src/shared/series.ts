import { ColumnSummary } from "./column-summary";
import {
  COLUMN_NAMES,
  METRIC_NAMES,
  type ColumnName,
  type MetricColumns,
  type MetricName,
} from "./metrics";

/** Smallest and largest finite value of a metric so far. */
export interface Extent {
  min: number;
  max: number;
}

/**
 * The recorded steps of one run, as columns that grow. Rows arrive in the order of their steps, in pieces that may
 * overlap (an increment can repeat rows of the snapshot before it): a step that is already there is ignored.
 */
export class MetricSeries {
  #columns = allocate(1024);
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

  /** Replaces everything: a new snapshot may end before what was here, when a run was taken back to a checkpoint. */
  reset(columns: MetricColumns): void {
    this.#length = 0;
    this.#extents.clear();
    this.#summaries.clear();
    this.append(columns);
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
    return this.#length - before;
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
    const larger = allocate(Math.max(rows, capacity * 2));
    for (const name of COLUMN_NAMES) larger[name].set(this.column(name));
    this.#columns = larger;
  }
}

function allocate(capacity: number): MetricColumns {
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => [name, new Float64Array(capacity)]),
  ) as MetricColumns;
}

/** Index of the first element of ascending `values` that is at least `target`; `values.length` where none is. */
export function lowerBound(values: ArrayLike<number>, target: number): number {
  let low = 0,
    high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows [start, end) of ascending `x` that lie in [min, max], with one neighbour on each side so that lines reach the edge. */
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
