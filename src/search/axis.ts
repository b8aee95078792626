import { formatCount } from "../shared/text/format";

/* Axes of small panels. */

/**
 * The rare spikes of a series would press all else flat: an axis spans all but one value in fifty
 * at each end.
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(q * (sorted.length - 1))] ?? 0;
}

/** A range with some air at its top; one of a single value gets a length. */
export const widened = ([low, high]: [number, number]): [number, number] =>
  high > low ? [low, high + (high - low) * 0.05] : [low - 1, high + 1];

/** Three to six round values within a range. */
export function ticksOf(low: number, high: number): number[] {
  const rough = (high - low) / 4.5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((candidate) => candidate >= rough) ??
    rough;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from(
    { length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

export const tickText = (value: number): string =>
  Math.abs(value) >= 10_000 ? shortCount(value) : String(Number(value.toPrecision(6)));

/** 500, 2.5k, 120k, 3M. */
export function shortCount(value: number): string {
  const size = Math.abs(value);
  const short = (divisor: number, unit: string) =>
    `${Number((value / divisor).toPrecision(3))}${unit}`;
  if (size >= 1e6) return short(1e6, "M");
  return size >= 1e4 ? short(1e3, "k") : formatCount(value);
}
