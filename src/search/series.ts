/** Points of a line: step and value. */
export type Curve = [step: number, value: number][];

/**
 * The means of a noisy series over `points` equal stretches of [0, last], each at the middle of its rows. Stretches without a finite
 * value are left out. `steps` ascends.
 */
export function meanCurve(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  points: number,
  last: number,
): Curve {
  const curve: Curve = [];
  let sum = 0,
    count = 0,
    first = 0,
    end = 0,
    bin = -1;
  const close = () => {
    if (count > 0) curve.push([(first + end) / 2, sum / count]);
  };
  for (let row = 0; row < steps.length; row++) {
    const step = steps[row]!,
      value = values[row]!;
    if (!Number.isFinite(value)) continue;
    const here = Math.min(points - 1, Math.floor((step / Math.max(1, last)) * points));
    if (here !== bin) {
      close();
      [sum, count, first, bin] = [0, 0, step, here];
    }
    sum += value;
    count++;
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

/** The mean of curves that have the same steps, where at least half of them have a point; each curve ascends. */
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
