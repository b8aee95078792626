import { formatNumber } from "../../src/shared/text/format";

/* Where the ticks of an axis are, and what stands at them. */

const MAX_TICKS = 7;

/** Steps of a linear axis, times a power of ten. */
const ROUND_STEPS = [1, 2, 5];

/**
 * Round values for the ticks of a linear axis over [min, max]: at least two and, but for that, at
 * most `most`.
 */
export function linearTicks(min: number, max: number, most = MAX_TICKS): number[] {
  const width = max - min;
  if (!(width > 0 && Number.isFinite(width))) return [];
  const power = Math.floor(Math.log10(width / most));
  const steps = [power, power + 1, power - 1, power - 2].flatMap((exponent) =>
    ROUND_STEPS.map((digit) => Number(`${digit}e${exponent}`)),
  );
  const fewEnough = steps
    .sort((a, b) => a - b)
    .filter((step) => countIn(min, max, step) >= 2 && countIn(min, max, step) <= most);
  const step = fewEnough[0] ?? steps.findLast((candidate) => countIn(min, max, candidate) >= 2);
  // An axis that is narrower than the last digits of its values has no round ones.
  if (step === undefined || min + step === min) return [min, max];
  const first = Math.ceil(min / step);
  return Array.from({ length: countIn(min, max, step) }, (_, i) =>
    Number(((first + i) * step).toPrecision(15)),
  );
}

const countIn = (min: number, max: number, step: number): number =>
  Math.floor(max / step) - Math.ceil(min / step) + 1;

/**
 * Round values for the ticks of a logarithmic axis over [min, max], both positive: powers of ten,
 * with 2 and 5 or all digits between them where there is room.
 */
export function logTicks(min: number, max: number): number[] {
  if (!(min > 0 && max > min && Number.isFinite(max))) return [];
  const low = Math.floor(Math.log10(min));
  const high = Math.ceil(Math.log10(max));
  const of = (digits: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = low; power <= high; power++) {
      for (const digit of digits) {
        // By way of text, as 3 * 10 ** -1 is not 0.3.
        const tick = Number(`${digit}e${power}`);
        if (tick >= min && tick <= max) ticks.push(tick);
      }
    }
    return ticks;
  };
  for (const digits of [
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 5],
    [1, 3],
  ]) {
    const ticks = of(digits);
    if (ticks.length >= 2 && ticks.length <= MAX_TICKS) return ticks;
  }
  const powers = of([1]);
  if (powers.length >= 2)
    return powers.filter((_, i) => i % Math.ceil(powers.length / MAX_TICKS) === 0);
  return [min, max];
}

/**
 * The place of a value on an axis that is linear about 0, up to `unit` on both sides, and
 * logarithmic beyond.
 */
export const symlogPlace = (value: number, unit: number): number =>
  Math.sign(value) * Math.log10(1 + Math.abs(value) / unit);

/**
 * Ticks of such an axis: 0 and powers of ten, as many as have room beside each other. `unit` is a
 * power of ten.
 */
export function symlogTicks(min: number, max: number, unit: number): number[] {
  if (!(max > min && Number.isFinite(min) && Number.isFinite(max))) return [];
  const gap = (symlogPlace(max, unit) - symlogPlace(min, unit)) / MAX_TICKS;
  /** Powers of ten from `unit` to `end`, each a gap away from the one before it. */
  const powers = (end: number): number[] => {
    const ticks: number[] = [];
    let last = 0;
    const lowest = Math.round(Math.log10(unit));
    for (let power = lowest; power <= Math.log10(end); power++) {
      const tick = Number(`1e${power}`);
      if (symlogPlace(tick, unit) - last < gap) continue;
      last = symlogPlace(tick, unit);
      ticks.push(tick);
    }
    return ticks;
  };
  const below = min < 0 ? powers(-min).map((tick) => -tick) : [];
  const above = max > 0 ? powers(max) : [];
  const ticks = [...below.reverse(), 0, ...above].filter((tick) => tick >= min && tick <= max);
  return ticks.length >= 2 ? ticks : linearTicks(min, max);
}

/** A tick in so many digits that it differs from its neighbours. */
export function formatTick(value: number, ticks: readonly number[]): string {
  const at = ticks.indexOf(value);
  const neighbour = ticks[at + 1] ?? ticks[at - 1] ?? 0;
  const step = Math.abs(neighbour - value);
  const size = Math.max(Math.abs(value), Math.abs(neighbour));
  const digits = step > 0 ? Math.ceil(Math.log10(size / step) - 1e-9) + 1 : 3;
  // In its exponential form a number has one digit less.
  const text = formatNumber(value, Math.min(15, Math.max(3, digits)));
  return text.includes("e") ? formatNumber(value, Math.min(16, Math.max(3, digits + 1))) : text;
}
