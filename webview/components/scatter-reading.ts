import { latentAt } from "../../src/shared/run/manifold";
import type { ScatterPicture } from "../../src/shared/run/picture";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { isInside } from "./scatter-drawing";
import type { ScatterLayer } from "./scatter-layers";
import { STRINGS } from "./strings";

/* What lies at a place of a picture of 2-D data, in words. */

export type Point = readonly [x: number, y: number];

/** What lies at a place: the thing that is nearest, and the values of the place. */
export interface Reading {
  /** Where the thing is; the place itself where nothing is near. */
  at: Point;
  text: string;
}

/**
 * What is shown at most `reach` from a place, generated samples before real points before nodes of
 * the manifold, and what D and the densities are there.
 */
export function readingAt(
  picture: ScatterPicture,
  shown: readonly ScatterLayer[],
  place: Point,
  reach: number,
): Reading {
  const thing =
    (shown.includes("generated") || shown.includes("descent")
      ? generatedAt(picture, shown, place, reach)
      : undefined) ??
    (shown.includes("real") ? realAt(picture, place, reach) : undefined) ??
    (shown.includes("manifold") ? nodeAt(picture, place, reach) : undefined);
  const { at, text } = thing ?? { at: place, text: pairText(place) };
  return { at, text: [text, ...valuesAt(picture, at)].join("; ") };
}

function generatedAt(
  { generated, descent }: ScatterPicture,
  shown: readonly ScatterLayer[],
  place: Point,
  reach: number,
): Reading | undefined {
  const found = nearest(generated, place, reach);
  if (!found) return undefined;
  const text = STRINGS.readingGenerated(formatCount(found.index + 1), pairText(found.at));
  const direction = descent && pairAt(descent, found.index);
  return {
    at: found.at,
    text:
      direction?.every(Number.isFinite) && shown.includes("descent")
        ? `${text}; ${STRINGS.readingDescent(pairText(direction))}`
        : text,
  };
}

function realAt({ real }: ScatterPicture, place: Point, reach: number): Reading | undefined {
  const found = nearest(real, place, reach);
  return found && { at: found.at, text: STRINGS.readingReal(pairText(found.at)) };
}

function nodeAt({ manifold }: ScatterPicture, place: Point, reach: number): Reading | undefined {
  if (!manifold) return undefined;
  for (const sheet of manifold.sheets) {
    const found = nearest(sheet, place, reach);
    if (!found) continue;
    const latent = latentAt(manifold, found.index).map((value) => formatNumber(value, 3));
    const text = STRINGS.readingNode(`(${latent.join(", ")})`, pairText(found.at));
    return { at: found.at, text };
  }
  return undefined;
}

/** What is known of the cell in which a place lies. */
function valuesAt({ heat, critic }: ScatterPicture, [x, y]: Point): string[] {
  if (!isInside(heat, x, y)) return [];
  const across = (x - heat.xMin) / (heat.xMax - heat.xMin);
  const up = (y - heat.yMin) / (heat.yMax - heat.yMin);
  // The far edges belong to the last cells.
  const column = Math.min(heat.columns - 1, Math.floor(across * heat.columns));
  const row = Math.min(heat.rows - 1, Math.floor(up * heat.rows));
  const cell = row * heat.columns + column;
  const { min, max } = critic ?? { min: 0, max: 1 };
  const d = min + (heat.values[cell] ?? NaN) * (max - min);
  const values: [ScatterLayer, number | null | undefined][] = [
    ["d", d],
    ["dOptimal", heat.dOptimal?.[cell]],
    ["pGenerator", heat.pGenerator?.[cell]],
  ];
  return values.flatMap(([layer, value]) =>
    typeof value === "number" && Number.isFinite(value)
      ? [STRINGS.readingValue(STRINGS.layers[layer], formatNumber(value, 3))]
      : [],
  );
}

/** The nearest of some points, if it lies within `reach`. */
function nearest(
  points: readonly (number | null)[],
  [x, y]: Point,
  reach: number,
): { index: number; at: Point } | undefined {
  let index = -1;
  let least = reach;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const distance = Math.hypot((points[i] ?? NaN) - x, (points[i + 1] ?? NaN) - y);
    if (!(distance <= least)) continue;
    least = distance;
    index = i / 2;
  }
  return index < 0 ? undefined : { index, at: pairAt(points, index) };
}

const pairAt = (pairs: readonly (number | null)[], index: number): Point => [
  pairs[2 * index] ?? NaN,
  pairs[2 * index + 1] ?? NaN,
];

const pairText = ([x, y]: Point): string =>
  STRINGS.readingAt(formatNumber(x, 3), formatNumber(y, 3));
