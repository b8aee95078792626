import { coarseLength, type RunRows } from "../../shared/run/coarse";
import type { MetricName } from "../../shared/run/metrics";

/* Curves over the steps of a study's runs, and their means and spread over the seeds. */

/** Points of a line: step and value. */
export type Curve = [step: number, value: number][];

/**
 * A noisy series: its values, and how many rows of the run each is the mean of; one where that is
 * left out.
 */
export interface Series {
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
  counts?: ArrayLike<number>;
}

/**
 * A metric of a run, in which a bucket of rows is one value, at its middle.
 */
export function seriesOf({ columns, coarse }: RunRows, name: MetricName): Series {
  if (!coarse) return { steps: columns.step, values: columns[name] };
  const plain = coarseLength(coarse);
  const middles = Array.from(coarse.ends, (end, i) => {
    const first = columns.step[coarse.ends[i - 1] ?? 0]!;
    return (first + columns.step[end - 1]!) / 2;
  });
  const after = columns.step.subarray(plain);
  return {
    steps: [...middles, ...after],
    values: [...coarse.means[name], ...columns[name].subarray(plain)],
    counts: [...coarse.counts, ...after.map(() => 1)],
  };
}

/**
 * The means of a noisy series over `points` equal stretches of [0, last], each at the middle of its
 * rows. Stretches without a finite value are left out. `steps` ascends.
 */
export function meanCurve({ steps, values, counts }: Series, points: number, last: number): Curve {
  const curve: Curve = [];
  let sum = 0;
  let count = 0;
  let first = 0;
  let end = 0;
  let bin = -1;
  const close = () => {
    if (count > 0) curve.push([(first + end) / 2, sum / count]);
  };
  for (let row = 0; row < steps.length; row++) {
    const step = steps[row]!;
    const value = values[row]!;
    if (!Number.isFinite(value)) continue;
    const here = Math.min(points - 1, Math.floor((step / Math.max(1, last)) * points));
    if (here !== bin) {
      close();
      [sum, count, first, bin] = [0, 0, step, here];
    }
    const weight = counts?.[row] ?? 1;
    sum += value * weight;
    count += weight;
    end = step;
  }
  close();
  return curve;
}

export interface Spread {
  mean: number;
  /** Of a sample: the sum of squares divided by n - 1. Undefined for one value. */
  stddev?: number;
  n: number;
}

/** Mean and standard deviation; undefined of nothing. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, n };
  return {
    mean,
    stddev: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)),
    n,
  };
}

/**
 * The mean of curves that have the same steps, where at least half of them have a point; each curve
 * ascends.
 */
export function meanOfCurves(curves: readonly Curve[]): Curve {
  const at = new Map<number, number[]>();
  for (const [step, value] of curves.flat()) at.set(step, [...(at.get(step) ?? []), value]);
  return [...at]
    .filter(([, values]) => values.length * 2 >= curves.length)
    .sort(([a], [b]) => a - b)
    .map(([step, values]): [number, number] => [
      step,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    ]);
}
