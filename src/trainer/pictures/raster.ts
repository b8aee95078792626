/* Draws rectangles, discs and lines into a picture in memory. */

/** A picture in memory: 8-bit RGB, row by row from the top. */
export interface Raster {
  width: number;
  height: number;
  data: Uint8Array;
}
export type Colour = readonly [number, number, number];

export function raster(width: number, height: number, [r, g, b]: Colour): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = r;
    data[i + 1] = g;
    data[i + 2] = b;
  }
  return { width, height, data };
}

/** Mixes a colour into a pixel; `opacity` in [0, 1]. Outside the picture nothing happens. */
export function blend(
  { width, height, data }: Raster,
  x: number,
  y: number,
  colour: Colour,
  opacity: number,
): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 3;
  colour.forEach((part, c) => {
    data[at + c] = Math.round(data[at + c]! * (1 - opacity) + part * opacity);
  });
}

export function fillRectangle(
  picture: Raster,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  const right = Math.min(picture.width, left + width);
  const bottom = Math.min(picture.height, top + height);
  for (let y = Math.max(0, Math.floor(top)); y < bottom; y++)
    for (let x = Math.max(0, Math.floor(left)); x < right; x++) blend(picture, x, y, colour, 1);
}

/** A smooth disc. */
export function disc(
  picture: Raster,
  cx: number,
  cy: number,
  radius: number,
  colour: Colour,
  opacity = 1,
): void {
  stroke(picture, [cx, cy], [cx, cy], radius, colour, opacity);
}

/**
 * A smooth line through points, `thickness` pixels wide; `dash`: pixels drawn and left out in turn.
 * Points may lie anywhere: what a segment costs is bounded by the picture, and a point that is not
 * finite makes a gap.
 */
export function polyline(
  picture: Raster,
  points: readonly Point[],
  thickness: number,
  colour: Colour,
  dash = Infinity,
): void {
  const radius = thickness / 2;
  let phase = 0;
  for (const [from, to] of segments(points.map(withinReach))) {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (!Number.isFinite(length)) continue;
    const part = visiblePart(picture, from, to, radius + 1);
    if (part) {
      const skipped = (phase + part[0] * length) % (2 * dash);
      const start = between(from, to, part[0]);
      const end = between(from, to, part[1]);
      dashes(picture, start, end, skipped, dash, radius, colour);
    }
    phase = (phase + length) % (2 * dash);
  }
}

type Point = readonly [number, number];

/** Each point with the one after it. */
function* segments(points: readonly Point[]): Generator<readonly [Point, Point]> {
  let from: Point | undefined;
  for (const to of points) {
    if (from) yield [from, to];
    from = to;
  }
}

/**
 * Pixels from the origin beyond which a point is as good as infinitely far: float64 still tells
 * pixels apart there.
 */
const MAX_PIXEL = 1e6;

/**
 * A finite point, brought so near that what lies between it and the picture can be worked out; NaN
 * for any other.
 */
const withinReach = ([x, y]: Point): Point =>
  Number.isFinite(x) && Number.isFinite(y)
    ? [Math.min(MAX_PIXEL, Math.max(-MAX_PIXEL, x)), Math.min(MAX_PIXEL, Math.max(-MAX_PIXEL, y))]
    : [NaN, NaN];

const between = ([x0, y0]: Point, [x1, y1]: Point, t: number): Point => [
  x0 + (x1 - x0) * t,
  y0 + (y1 - y0) * t,
];

/**
 * Draws a segment that is no longer than the picture, `phase` pixels into the pattern of dashes.
 */
function dashes(
  picture: Raster,
  from: Point,
  to: Point,
  phase: number,
  dash: number,
  radius: number,
  colour: Colour,
): void {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  // A steep stretch of a curve is longer than a dash, and is drawn in pieces.
  for (let done = 0; done < length;) {
    const piece = Math.floor((phase + done) / dash + 1e-9);
    const end = Math.min(length, (piece + 1) * dash - phase);
    if (piece % 2 === 0)
      stroke(
        picture,
        between(from, to, done / length),
        between(from, to, end / length),
        radius,
        colour,
        1,
      );
    done = end;
  }
}

/**
 * The part [t0, t1] of a segment that lies in the picture or at most `margin` pixels beside it (the
 * algorithm of Liang and Barsky); undefined where there is none.
 */
function visiblePart(
  { width, height }: Raster,
  [x0, y0]: Point,
  [x1, y1]: Point,
  margin: number,
): Point | undefined {
  let first = 0;
  let last = 1;
  for (const [start, change, size] of [
    [x0, x1 - x0, width],
    [y0, y1 - y0, height],
  ] as const) {
    const toLow = -margin - start;
    const toHigh = size + margin - start;
    if (change === 0) {
      if (toLow > 0 || toHigh < 0) return undefined;
      continue;
    }
    const crossings = [toLow / change, toHigh / change];
    first = Math.max(first, Math.min(...crossings));
    last = Math.min(last, Math.max(...crossings));
  }
  return first <= last ? [first, last] : undefined;
}

/**
 * Covers each pixel by how far it is from the segment: one pixel of soft edge. Looks at pixels of
 * the picture alone.
 */
function stroke(
  picture: Raster,
  [x0, y0]: Point,
  [x1, y1]: Point,
  radius: number,
  colour: Colour,
  opacity: number,
): void {
  const length2 = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const reach = radius + 1;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(picture.width - 1, Math.max(x0, x1) + reach);
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(picture.height - 1, Math.max(y0, y1) + reach);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = length2 === 0 ? 0 : ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length2;
      const t = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
      const cover = Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (cover > 0) blend(picture, x, y, colour, cover * opacity);
    }
  }
}
