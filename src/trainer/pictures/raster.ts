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
  for (let c = 0; c < 3; c++)
    data[at + c] = Math.round(data[at + c]! * (1 - opacity) + colour[c]! * opacity);
}

export function fillRectangle(
  picture: Raster,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  for (let y = Math.floor(top); y < top + height; y++)
    for (let x = Math.floor(left); x < left + width; x++) blend(picture, x, y, colour, 1);
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
  stroke(picture, cx, cy, cx, cy, radius, colour, opacity);
}

/** A smooth line through points, `thickness` pixels wide; `dash`: pixels drawn and left out in turn. */
export function polyline(
  picture: Raster,
  points: readonly (readonly [number, number])[],
  thickness: number,
  colour: Colour,
  dash = Infinity,
): void {
  let travelled = 0;
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1]!,
      [x1, y1] = points[i]!;
    const length = Math.hypot(x1 - x0, y1 - y0);
    const at = (t: number): [number, number] => [
      x0 + ((x1 - x0) * t) / length,
      y0 + ((y1 - y0) * t) / length,
    ];
    // A steep stretch of a curve is longer than a dash, and is drawn in pieces.
    for (let done = 0; done < length;) {
      const piece = Math.floor((travelled + done) / dash + 1e-9),
        end = Math.min(length, (piece + 1) * dash - travelled);
      if (piece % 2 === 0) stroke(picture, ...at(done), ...at(end), thickness / 2, colour, 1);
      done = end;
    }
    travelled += length;
  }
}

/** Covers each pixel by how far it is from the segment: one pixel of soft edge. */
function stroke(
  picture: Raster,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  radius: number,
  colour: Colour,
  opacity: number,
): void {
  const length2 = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const reach = radius + 1;
  for (let y = Math.floor(Math.min(y0, y1) - reach); y <= Math.max(y0, y1) + reach; y++) {
    for (let x = Math.floor(Math.min(x0, x1) - reach); x <= Math.max(x0, x1) + reach; x++) {
      const t =
        length2 === 0
          ? 0
          : Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length2));
      const distance = Math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0));
      const cover = Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (cover > 0) blend(picture, x, y, colour, cover * opacity);
    }
  }
}
