import type { DrawnKind, DrawnRow } from "../../src/shared/drawn/drawn-file";
import type { Sheet } from "./pen";

/* The part of the plane that the page shows. */

/** From the middle of the sheet to its sides. */
export const REACHES = [1, 2, 5, 10, 20, 50] as const;

/** The height of a sheet of curves: their scale does not matter. */
const HIGHEST = 1.1;

/** The least round number that is not below a value. */
function roundAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

/** The sheet of a wished reach, or a greater one that holds all that is drawn. */
export function sheetOf(kind: DrawnKind, rows: readonly DrawnRow[], wished: number): Sheet {
  const coordinates = rows.flatMap(([x = 0, y = 0]) => (kind === "points" ? [x, y] : [x]));
  const farthest = Math.max(wished, ...coordinates.map(Math.abs));
  const reach = farthest > wished ? roundAbove(farthest) : wished;
  if (kind === "points") return { xMin: -reach, xMax: reach, yMin: -reach, yMax: reach };
  const highest = Math.max(HIGHEST, ...rows.map(([, density = 0]) => density));
  const yMax = highest > HIGHEST ? roundAbove(highest) : HIGHEST;
  return { xMin: -reach, xMax: reach, yMin: 0, yMax };
}
