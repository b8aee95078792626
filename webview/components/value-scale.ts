import { linearTicks, logTicks, symlogPlace, symlogTicks } from "./ticks";

/* Linear, logarithmic and symmetric logarithmic axes, and which of them values ask for. */

/** How values are laid out along an axis. */
export type ScaleKind = "linear" | "log" | "symlog";
export const SCALE_KINDS: readonly ScaleKind[] = ["linear", "log", "symlog"];

/** Values and their places along an axis, whose own unit is linear. */
export interface ValueScale {
  kind: ScaleKind;
  /** The place of a value; NaN where it has none, as zero has on a logarithmic axis. */
  place(value: number): number;
  value(place: number): number;
  /** Values for the ticks of an axis over [min, max], which are values too. */
  ticks(min: number, max: number): number[];
}

/** @param unit of a symmetric logarithmic scale: up to about this value it is linear. */
export function valueScale(kind: ScaleKind, unit = 1): ValueScale {
  if (kind === "log")
    return {
      kind,
      place: (value) => (value > 0 ? Math.log10(value) : NaN),
      value: (place) => 10 ** place,
      ticks: logTicks,
    };
  if (kind === "symlog")
    return {
      kind,
      place: (value) => symlogPlace(value, unit),
      value: (place) => Math.sign(place) * unit * (10 ** Math.abs(place) - 1),
      ticks: (min, max) => symlogTicks(min, max, unit),
    };
  return {
    kind,
    place: (value) => value,
    value: (place) => place,
    ticks: (min, max) => linearTicks(min, max),
  };
}

/**
 * So many times as large as the usual values the largest one must be for a line to be called
 * diverged.
 */
const DIVERGED = 1000;

/**
 * Of values that are drawn: whether a few are so large that all others would lie on one line, and
 * what the others are like.
 */
export function spreadOf(values: readonly number[]): { diverged: boolean; unit: number } {
  const sizes = values
    .map(Math.abs)
    .filter((size) => size > 0 && Number.isFinite(size))
    .sort((a, b) => a - b);
  const quantile = (share: number) => sizes[Math.floor(share * (sizes.length - 1))] ?? 1;
  const usual = quantile(0.5);
  const largest = quantile(1);
  // A power of ten, which stays the same while a run grows; the smaller of two lines is still to be
  // seen.
  const unit = 10 ** Math.floor(Math.log10(quantile(0.25)));
  return { diverged: largest > DIVERGED * usual, unit };
}
