import { drawnRows } from "../experiment/drawn-data";
import type { DataOf } from "../experiment/schema";
import { areaBelow, type DrawnRow } from "../shared/drawn/drawn-file";
import { tensor2d, type Tensor, type Tensor1D } from "../tensor/tf";

/* A density of straight lines: its value, and numbers drawn of it by its cumulative sums. */

/** A density that is linear between places and 0 outside of them. */
export interface Curve {
  /** Sorted; two at the same place are a jump. */
  x: readonly number[];
  /** The density at each place; the area below it is 1. */
  density: readonly number[];
  /** The probability of each piece from one place to the next; they sum to 1. */
  shares: readonly number[];
}

/** Densities ask for the same curve for each of their places. */
const known = new WeakMap<object, Curve>();

/** The curve of a config, brought to an area of 1. */
export function curveOf(data: DataOf<"curve">): Curve {
  const rows = drawnRows(data);
  const curve = known.get(rows) ?? normalised(rows);
  known.set(rows, curve);
  return curve;
}

function normalised(rows: readonly DrawnRow[]): Curve {
  const area = areaBelow(rows);
  const x = rows.map(([at = 0]) => at);
  const density = rows.map(([, value = 0]) => value / area);
  const shares = x
    .slice(1)
    .map((next, i) => ((next - x[i]!) * (density[i]! + density[i + 1]!)) / 2);
  return { x, density, shares };
}

/** The density at a place; at a jump that of its right side. */
export function curveDensity({ x, density }: Curve, at: number): number {
  const right = x.findIndex((place) => place > at);
  if (right < 1) return 0;
  const [low, high] = [x[right - 1]!, x[right]!];
  const share = (at - low) / (high - low);
  return density[right - 1]! * (1 - share) + density[right]! * share;
}

/** Keeps 0 / 0 at the start of a piece from being no number. */
const TINY = 1e-20;

/**
 * Numbers of a curve, [count, 1]. In a piece from a to b in density the share t of its width is
 * passed with probability (a t + (b - a) t^2 / 2) / ((a + b) / 2), which is solved for t in the form
 * that loses no digits where a and b are near each other.
 *
 * @param piece the pieces by their shares, [count]
 * @param within uniform in [0, 1), [count, 1]
 */
export function drawCurve({ x, density }: Curve, piece: Tensor1D, within: Tensor): Tensor {
  const pieces = x.slice(1).map((next, i) => {
    const most = Math.max(density[i]!, density[i + 1]!) || 1;
    return [x[i]!, next - x[i]!, density[i]! / most, density[i + 1]! / most];
  });
  const [start, width, a, b] = tensor2d(pieces).gather(piece).split(4, 1) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const squares = a.square().mul(within.neg().add(1)).add(b.square().mul(within));
  const t = within.mul(a.add(b)).div(a.add(squares.sqrt()).maximum(TINY));
  return start.add(width.mul(t));
}
