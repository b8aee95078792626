import { generatorOf, indexOf } from "../../src/search/methods/generator";

/** The quantile of a sample, between two numbers where it falls between them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] ?? NaN;
  const upper = sorted[Math.ceil(place)] ?? NaN;
  const part = place - Math.floor(place);
  return part === 0 || lower === upper ? lower : lower + part * (upper - lower);
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** How likely a number of `a` is less than one of `b`; equal ones count half. */
export function chanceOfLess(a: readonly number[], b: readonly number[]): number {
  const wins = a.flatMap((x) => b.map((y) => (x < y ? 1 : Number(x === y) / 2)));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

const RESAMPLES = 2000;

/**
 * The bootstrap's 95 % interval of the ratio of two samples' medians (Efron 1979): both samples are
 * drawn anew from themselves, with numbers that are the same each time.
 */
export function ratioInterval(a: readonly number[], b: readonly number[]): [number, number] {
  const uniform = generatorOf("bootstrap");
  const drawnFrom = (values: readonly number[]): number[] =>
    values.map(() => values[indexOf(uniform, values.length)] ?? NaN);
  const ratios = Array.from(
    { length: RESAMPLES },
    () => median(drawnFrom(a)) / median(drawnFrom(b)),
  );
  return [quantile(ratios, 0.025), quantile(ratios, 0.975)];
}
