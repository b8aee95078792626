import type { MetricColumns, MetricName } from "../shared/run/metrics";
import { deviation, mean, median } from "./statistics";

/* Windows of steps: what the rows of metrics.jsonl say of a run, a window at a time. */

/** A run of usual length has so many windows. */
const WINDOWS = 100;
const MIN_WINDOW_STEPS = 10;
const MAX_WINDOW_STEPS = 1000;

/**
 * The length of a run's windows in steps. It depends on nothing but the steps that its config asks
 * for, so that a resumed run and one that is looked at afterwards have the same windows.
 */
export const windowLength = (steps: number): number =>
  Math.min(MAX_WINDOW_STEPS, Math.max(MIN_WINDOW_STEPS, Math.ceil(steps / WINDOWS)));

/** A row of which everything has been measured is spiky where its loss is so many deviations off. */
const SPIKE_DEVIATIONS = 8;
/** Of the median: a smaller deviation than this is no measure of what is usual. */
const MIN_DEVIATION = 0.05;

/** What the rows of a window are like. */
export interface Window {
  /** The first and the last step that it may hold. */
  from: number;
  to: number;
  /** Means over its rows. */
  lossD: number;
  lossG: number;
  dReal: number;
  dFake: number;
  /** The mean of D(x) - D(G(z)): how well D tells the two batches apart before it learns of them. */
  gap: number;
  /** The standard error of `gap`, were its rows independent of each other. */
  gapError: number;
  /** Medians of the gradients' norms. */
  gradNormD: number;
  gradNormG: number;
  /** Rows in which D's loss jumps far out of what is usual in the window. */
  spikes: number;
}

/** The columns that windows are made of. */
const USED = ["lossD", "lossG", "dReal", "dFake", "gradNormD", "gradNormG"] as const;
type Used = (typeof USED)[number] & MetricName;

/** Cuts rows, which come in pieces of any length, into windows. */
export class Windows {
  #number = 0;
  #rows: Record<Used, number[]> = emptyRows();
  readonly #alone = new Set<number>();

  /** @param length in steps */
  constructor(readonly length: number) {}

  /**
   * Says that one network alone is trained at a step, before its row comes. The other network's
   * gradient is 0 in that row, which says nothing of the game: its window is none.
   */
  trainedAlone(step: number): void {
    this.#alone.add(step);
  }

  /** Takes rows in the order of their steps. @returns the windows that are complete with them */
  add(columns: Pick<MetricColumns, "step" | Used>): Window[] {
    const complete: Window[] = [];
    for (let row = 0; row < columns.step.length; row++) {
      const step = columns.step[row]!;
      const number = Math.floor((step - 1) / this.length);
      if (number !== this.#number) this.#begin(number);
      if (this.#alone.delete(step)) continue;
      for (const name of USED) this.#rows[name].push(columns[name][row]!);
      if (step === (number + 1) * this.length && this.#rows.lossD.length === this.length)
        complete.push(windowOf(number * this.length + 1, this.#rows));
    }
    return complete;
  }

  /** Begins a window. One before it that lacks rows is no window. */
  #begin(number: number): void {
    this.#number = number;
    this.#rows = emptyRows();
  }
}

const emptyRows = (): Record<Used, number[]> => ({
  lossD: [],
  lossG: [],
  dReal: [],
  dFake: [],
  gradNormD: [],
  gradNormG: [],
});

function windowOf(from: number, rows: Record<Used, readonly number[]>): Window {
  const { lossD, lossG, dReal, dFake, gradNormD, gradNormG } = rows;
  const gaps = dReal.map((real, i) => real - dFake[i]!);
  return {
    from,
    to: from + lossD.length - 1,
    lossD: mean(lossD),
    lossG: mean(lossG),
    dReal: mean(dReal),
    dFake: mean(dFake),
    gap: mean(gaps),
    gapError: deviation(gaps) / Math.sqrt(gaps.length),
    gradNormD: median(gradNormD),
    gradNormG: median(gradNormG),
    spikes: countSpikes(lossD),
  };
}

/** How many values lie far above the others, by the median absolute deviation (Hampel 1974). */
function countSpikes(values: readonly number[]): number {
  const middle = median(values);
  // Of normal values 1.4826 times the median absolute deviation is their standard deviation.
  const own = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
  const usual = Math.max(own, MIN_DEVIATION * Math.abs(middle));
  return values.filter((value) => value - middle > SPIKE_DEVIATIONS * usual).length;
}
