import { scaleLinear, scaleLog } from "d3-scale";
import { formatCount, formatNumber } from "../text/format";

/* The axes of a chart: where a value lies, and what is written along it. */

export interface Axis {
  /** The place of a value in the picture, in pixels. */
  at(value: number): number;
  ticks: readonly Tick[];
}

export interface Tick {
  value: number;
  label: string;
}

/**
 * A linear axis with round ticks.
 *
 * @param domain the values at both ends
 * @param range their places, in pixels
 * @param count about how many ticks
 */
export function linearAxis(
  domain: readonly [number, number],
  range: readonly [number, number],
  count = 4,
): Axis {
  const scale = scaleLinear().domain(domain).range(range);
  return {
    at: (value) => scale(value),
    ticks: scale.ticks(count).map((value) => ({ value, label: tickText(value) })),
  };
}

/**
 * A logarithmic axis; its ends are above zero. Where it spans less than a factor of ten its ticks
 * are those of a linear one.
 */
export function logAxis(
  domain: readonly [number, number],
  range: readonly [number, number],
  count = 4,
): Axis {
  const scale = scaleLog().domain(domain).range(range);
  const powers = powersOfTen(domain, count);
  const values = powers.length > 1 ? powers : scaleLinear().domain(domain).ticks(count);
  return {
    at: (value) => scale(value),
    ticks: values.map((value) => ({ value, label: formatNumber(value, 3) })),
  };
}

/** The powers of ten in a range; about `count` of them. */
function powersOfTen([from, to]: readonly [number, number], count: number): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first) / count));
  const powers: number[] = [];
  for (let power = first; power <= last; power += stride) powers.push(Number(`1e${power}`));
  return powers;
}

/** An axis of names: value `i` is the i-th of them, in the middle of its share of the range. */
export function namesAxis(names: readonly string[], [from, to]: readonly [number, number]): Axis {
  const share = (to - from) / Math.max(1, names.length);
  const at = (value: number) => from + share * (value + 0.5);
  return { at, ticks: names.map((label, value) => ({ value, label })) };
}

const tickText = (value: number): string =>
  Math.abs(value) >= 10_000 ? shortCount(value) : String(Number(value.toPrecision(6)));

/** 500, 2.5k, 120k, 3M. */
export function shortCount(value: number): string {
  const size = Math.abs(value);
  const short = (divisor: number, unit: string) =>
    `${Number((value / divisor).toPrecision(3))}${unit}`;
  if (size >= 1e6) return short(1e6, "M");
  return size >= 1e4 ? short(1e3, "k") : formatCount(value);
}

/**
 * The quantiles of some values, 0 where there is none. The rare spikes of a series would press all
 * else flat: an axis spans all but a few values at each end.
 */
export function quantilesOf(values: readonly number[]): (q: number) => number {
  const sorted = [...values].sort((a, b) => a - b);
  return (q) => sorted[Math.round(q * (sorted.length - 1))] ?? 0;
}

/** A range with some air at its top; one of a single value gets a length by that value's size. */
export function widened([low, high]: readonly [number, number]): [number, number] {
  if (high > low) return [low, high + (high - low) * 0.05];
  const reach = Math.abs(low) / 2 || 1;
  return [low - reach, high + reach];
}
