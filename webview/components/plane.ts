import type { Square } from "./scatter-drawing";

/* The part of the plane that a picture shows: zoomed about a place, and moved. */

/** So many times a picture can be enlarged. */
const MOST_ZOOM = 200;
const ROUNDING = 1e-9;

/** The part that is left of `shown` when it is enlarged by `factor` about a place, within `all`. */
export function zoomedAbout(
  shown: Square,
  all: Square,
  factor: number,
  [x, y]: readonly [number, number],
): Square {
  const least = (all.xMax - all.xMin) / MOST_ZOOM;
  const by = Math.min(factor, (shown.xMax - shown.xMin) / least);
  const part = {
    xMin: x - (x - shown.xMin) / by,
    xMax: x + (shown.xMax - x) / by,
    yMin: y - (y - shown.yMin) / by,
    yMax: y + (shown.yMax - y) / by,
  };
  // As large as all of it, but for rounding.
  const isAll = part.xMax - part.xMin >= (all.xMax - all.xMin) * (1 - ROUNDING);
  return isAll ? all : keptInside(part, all);
}

/** The part moved by so much along each axis, as far as there is something. */
export const moved = (
  { xMin, xMax, yMin, yMax }: Square,
  all: Square,
  dx: number,
  dy: number,
): Square =>
  keptInside({ xMin: xMin + dx, xMax: xMax + dx, yMin: yMin + dy, yMax: yMax + dy }, all);

function keptInside({ xMin, xMax, yMin, yMax }: Square, all: Square): Square {
  const back = (low: number, high: number, least: number, most: number) =>
    Math.max(least - low, 0) + Math.min(most - high, 0);
  const dx = back(xMin, xMax, all.xMin, all.xMax);
  const dy = back(yMin, yMax, all.yMin, all.yMax);
  return { xMin: xMin + dx, xMax: xMax + dx, yMin: yMin + dy, yMax: yMax + dy };
}
