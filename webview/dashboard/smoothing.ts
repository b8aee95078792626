import type { CoarsePart } from "../../src/shared/run/coarse";
import { ColumnSummary } from "../../src/shared/run/column-summary";

/* Smoothed columns: an exponential moving average that grows with a run. */

/**
 * Exponential moving average without the pull towards zero at the beginning (the correction of
 * Adam, also used by TensorBoard): s_t = w s_(t-1) + (1 - w) v_t, shown as s_t / (1 - w^t). Values
 * that are not finite leave it as it was.
 */
export class MovingAverage {
  #sum = 0;
  #remaining = 1;

  /** @param weight in [0, 1): 0 is the identity. */
  constructor(readonly weight: number) {}

  /**
   * The average with `value` taken in, as often as `count` says; NaN for a value that is not
   * finite.
   */
  next(value: number, count = 1): number {
    if (!Number.isFinite(value)) return NaN;
    if (this.weight === 0) return value;
    const weight = count === 1 ? this.weight : this.weight ** count;
    this.#sum = weight * this.#sum + (1 - weight) * value;
    this.#remaining *= weight;
    return this.#sum / (1 - this.#remaining);
  }
}

/** The buckets of a column's coarse part. */
export type ColumnBuckets = Pick<CoarsePart, "ends" | "counts"> & { means: Float64Array };

/** A smoothed copy of a column that grows: only what is new is computed. */
export class SmoothedColumn {
  readonly #average: MovingAverage;
  #values = new Float64Array(1024);
  #length = 0;
  readonly #summaries = { drawable: new ColumnSummary(), positive: new ColumnSummary(true) };

  constructor(weight: number) {
    this.#average = new MovingAverage(weight);
  }

  /**
   * The column smoothed; `column` must begin with what it had at the last call. Of buckets the
   * means are smoothed, which each of their rows gets: the rows that are kept of them are the
   * extremes.
   */
  extend(column: Float64Array, buckets?: ColumnBuckets): Float64Array {
    if (column.length > this.#values.length) {
      const larger = new Float64Array(Math.max(column.length, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    if (this.#length === 0 && buckets) this.#takeBuckets(buckets);
    for (; this.#length < column.length; this.#length++)
      this.#values[this.#length] = this.#average.next(column[this.#length]!);
    return this.values;
  }

  #takeBuckets({ ends, counts, means }: ColumnBuckets): void {
    for (const [i, end] of ends.entries()) {
      this.#values.fill(this.#average.next(means[i]!, counts[i]), this.#length, end);
      this.#length = end;
    }
  }

  /** As it was last extended. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }

  /** Finds the rows that draw the smoothed column as it was last extended. */
  summary(positive: boolean): ColumnSummary {
    return this.#summaries[positive ? "positive" : "drawable"].extend(this.values);
  }
}

export function smooth(values: Float64Array, weight: number): Float64Array {
  return new SmoothedColumn(weight).extend(values).slice();
}
