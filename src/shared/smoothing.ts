import { ColumnSummary } from "./column-summary";

/**
 * Exponential moving average without the pull towards zero at the beginning (the correction of Adam, also used by
 * TensorBoard): s_t = w s_(t-1) + (1 - w) v_t, shown as s_t / (1 - w^t). Values that are not finite leave it as it was.
 */
export class MovingAverage {
  #sum = 0;
  #remaining = 1;

  /** @param weight in [0, 1): 0 is the identity. */
  constructor(readonly weight: number) {}

  /** The average with `value` taken in; NaN for a value that is not finite. */
  next(value: number): number {
    if (!Number.isFinite(value)) return NaN;
    if (this.weight === 0) return value;
    this.#sum = this.weight * this.#sum + (1 - this.weight) * value;
    this.#remaining *= this.weight;
    return this.#sum / (1 - this.#remaining);
  }
}

/** A smoothed copy of a column that grows: only what is new is computed. */
export class SmoothedColumn {
  readonly #average: MovingAverage;
  #values = new Float64Array(1024);
  #length = 0;
  readonly #summaries = { drawable: new ColumnSummary(), positive: new ColumnSummary(true) };

  constructor(weight: number) {
    this.#average = new MovingAverage(weight);
  }

  /** The column smoothed; `column` must begin with what it had at the last call. */
  extend(column: Float64Array): Float64Array {
    if (column.length > this.#values.length) {
      const larger = new Float64Array(Math.max(column.length, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    for (; this.#length < column.length; this.#length++)
      this.#values[this.#length] = this.#average.next(column[this.#length]!);
    return this.values;
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
