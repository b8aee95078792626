import type { CriticRange, DensityPicture } from "../../src/shared/run/picture";

/* The y axes of density pictures, which stay the same while a person goes through a run. */

/** The y axes of a density picture. */
export interface DensityAxes {
  /** The top of the axis of densities, which begins at 0. */
  densityTop: number;
  /** The axis of D: a probability, or the outputs of a critic. */
  output: CriticRange;
}

const PROBABILITY: CriticRange = { min: 0, max: 1 };
/** Room over the data's density. A generator that is no narrower than the data stays inside it. */
const HEADROOM = 1.5;
const ROUND_DIGITS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
/** Share of the pictures, on each side, that may leave the kept axis of a critic. */
const TAIL = 0.1;

/**
 * The axes of the density pictures of one run. They stay as they are from picture to picture, so
 * that what moves in them is the generator: densities are scaled to the data, and a critic's
 * outputs to what most of the pictures so far show.
 */
export class KeptAxes {
  readonly #outputs = new Map<number, CriticRange>();

  /** The axes that the pictures of a run share. */
  kept(picture: DensityPicture): DensityAxes {
    if (picture.critic) this.#outputs.set(picture.step, picture.critic);
    return {
      densityTop: roundedUp(HEADROOM * largest(picture.pData)),
      output: picture.critic ? robustRange([...this.#outputs.values()]) : PROBABILITY,
    };
  }
}

/** Axes that show all of one picture. */
export function fittedAxes(picture: DensityPicture): DensityAxes {
  const top = Math.max(largest(picture.pData), largest(picture.pGenerator));
  return { densityTop: roundedUp(1.05 * top), output: picture.critic ?? PROBABILITY };
}

/** How far the generator's density rises over the top of the axis; undefined where it does not. */
export function cutOff(picture: DensityPicture, axes: DensityAxes): number | undefined {
  const top = largest(picture.pGenerator);
  return top > axes.densityTop ? top : undefined;
}

/**
 * From where most of the ranges begin to where most end, rounded outwards, so that it seldom
 * changes.
 */
export function robustRange(ranges: readonly CriticRange[]): CriticRange {
  const min = quantile(
    ranges.map((range) => range.min),
    TAIL,
  );
  const max = quantile(
    ranges.map((range) => range.max),
    1 - TAIL,
  );
  if (Number.isNaN(max - min)) return PROBABILITY;
  if (!(max > min)) return { min: min - 0.5, max: min + 0.5 };
  const step = roundedUp((max - min) / 5);
  return { min: Math.floor(min / step) * step, max: Math.ceil(max / step) * step };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const place = q < 0.5 ? Math.floor(q * (sorted.length - 1)) : Math.ceil(q * (sorted.length - 1));
  return sorted[place] ?? NaN;
}

/** The next round number upwards. */
function roundedUp(value: number): number {
  if (!(value > 0 && Number.isFinite(value))) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const digits = ROUND_DIGITS.find((digit) => digit * power >= value) ?? 10;
  return digits * power;
}

const largest = (values: readonly (number | null)[]): number =>
  values.reduce<number>((top, value) => (value !== null && value > top ? value : top), 0);
