import type { DrawnKind, DrawnRow } from "../../src/shared/drawn/drawn-file";
import { DRAWN_FORMATS } from "../../src/shared/drawn/drawn-file";

/* What a stroke of the pen makes of a drawing. */

/** A place in the units of the data. */
export type Place = readonly [x: number, y: number];

export interface Pen {
  tool: "draw" | "erase";
  /** Of points: the standard deviation of the noise around each. */
  spread: number;
  /** Of points: how many lie on one spread of a stroke. */
  density: number;
}

/** The part of the plane in which a person draws. */
export interface Sheet {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

/** Places of a curve across the sheet. */
export const CURVE_PLACES = 100;
/** How far the eraser reaches, as a share of the sheet's width. */
const ERASER = 0.025;
/** Digits that are kept: a place is where the file says. */
const DECIMALS = 4;

const rounded = (value: number): number => Number(value.toFixed(DECIMALS));

/** How far an eraser reaches on a sheet. */
export const eraserReach = ({ xMin, xMax }: Sheet): number => ERASER * (xMax - xMin);

/** The distance between two places of a curve. */
export const curveStep = ({ xMin, xMax }: Sheet): number => (xMax - xMin) / CURVE_PLACES;

/** A drawing after a stroke along a path of at least one place. */
export function afterStroke(
  kind: DrawnKind,
  rows: readonly DrawnRow[],
  path: readonly Place[],
  { pen, sheet }: { pen: Pen; sheet: Sheet },
): readonly DrawnRow[] {
  if (kind === "curve")
    return curveAfter(rows, pen.tool === "erase" ? path.map(([x]) => [x, 0]) : path, sheet);
  if (pen.tool === "erase") {
    const reach = eraserReach(sheet);
    return rows.filter(([x = 0, y = 0]) => distanceTo(path, [x, y]) > reach);
  }
  const { spread, density } = pen;
  const added = along(path, spread / density).map(([x, y]) => [
    rounded(x),
    rounded(y),
    rounded(spread),
  ]);
  return [...rows, ...added].slice(0, DRAWN_FORMATS.points.maxRows);
}

/** Places along a path, equally far from each other, from its beginning. */
export function along(path: readonly Place[], distance: number): Place[] {
  const [first] = path;
  if (!first) return [];
  const places: Place[] = [first];
  let left = distance;
  for (const [i, to] of path.entries()) {
    const from = path[i - 1];
    if (!from) continue;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    for (let at = left; at <= length; at += distance) {
      places.push(between(from, to, at / length));
      left += distance;
    }
    left -= length;
  }
  return places;
}

const between = (from: Place, to: Place, share: number): Place => [
  from[0] + share * (to[0] - from[0]),
  from[1] + share * (to[1] - from[1]),
];

/** The distance of a place from a path. */
function distanceTo(path: readonly Place[], place: Place): number {
  const distances = path.map((to, i) => {
    const from = path[i - 1] ?? to;
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const square = dx * dx + dy * dy;
    const share =
      square === 0 ? 0 : ((place[0] - from[0]) * dx + (place[1] - from[1]) * dy) / square;
    const [x, y] = between(from, to, Math.min(1, Math.max(0, share)));
    return Math.hypot(place[0] - x, place[1] - y);
  });
  return Math.min(...distances);
}

/** The density of a curve at a place; 0 outside of it. */
export function densityAt(rows: readonly DrawnRow[], at: number): number {
  const right = rows.findIndex(([x = 0]) => x >= at);
  if (right < 0) return 0;
  const [x = 0, density = 0] = rows[right]!;
  if (x === at) return density;
  const [before, densityBefore = 0] = rows[right - 1] ?? [];
  if (before === undefined) return 0;
  return densityBefore + ((at - before) / (x - before)) * (density - densityBefore);
}

/**
 * A curve after a stroke: between the stroke's ends it is the stroke, and one place further to
 * either side it is what it was.
 */
function curveAfter(
  rows: readonly DrawnRow[],
  path: readonly Place[],
  sheet: Sheet,
): readonly DrawnRow[] {
  const step = curveStep(sheet);
  const placeOf = (x: number) => Math.round((x - sheet.xMin) / step);
  const drawn = new Map<number, number>();
  for (const [i, to] of path.entries()) {
    const from = path[i - 1] ?? to;
    const [start, end] = [placeOf(from[0]), placeOf(to[0])];
    const steps = Math.max(1, Math.abs(end - start));
    // Where a stroke goes back, the later way counts.
    for (let n = 0; n <= steps; n++)
      drawn.set(
        Math.round(start + ((end - start) * n) / steps),
        Math.max(0, between(from, to, n / steps)[1]),
      );
  }
  const places = [...drawn.keys()].sort((a, b) => a - b);
  const [first, last] = [places[0]! - 1, places.at(-1)! + 1];
  const xOf = (place: number) => rounded(sheet.xMin + place * step);
  const row = (place: number): DrawnRow => [
    xOf(place),
    rounded(drawn.get(place) ?? densityAt(rows, xOf(place))),
  ];
  const [low, high] = [xOf(first), xOf(last)];
  const made = [
    ...rows.filter(([x = 0]) => x < low),
    ...[first, ...places, last].map(row),
    ...rows.filter(([x = 0]) => x > high),
  ];
  return trimmed(made).slice(0, DRAWN_FORMATS.curve.maxRows);
}

/** Without the zeros at either end but one, of which nothing follows. */
function trimmed(rows: readonly DrawnRow[]): readonly DrawnRow[] {
  const isRaised = ([, density = 0]: DrawnRow) => density > 0;
  const first = rows.findIndex(isRaised);
  return first < 0 ? [] : rows.slice(Math.max(0, first - 1), rows.findLastIndex(isRaised) + 2);
}
