import { setImmediate as immediate } from "node:timers/promises";
import { PNG } from "pngjs";
import {
  type DensityPicture,
  type GridLayout,
  gridSize,
  type ScatterPicture,
  tileOrigin,
} from "../../shared/run/picture";
import { blend, type Colour, disc, fillRectangle, polyline, type Raster, raster } from "./raster";

/* The pictures of a run as PNG files, for a person who opens the folder. */

const INK: Colour = [40, 40, 40];
const PAPER: Colour = [255, 255, 255];
const GREEN: Colour = [0, 135, 80];
const BLUE: Colour = [0, 90, 181];
const ORANGE: Colour = [213, 94, 0];
const GREY: Colour = [170, 170, 170];

/** Compression goes on beside the event loop. */
function png({ width, height, data }: Raster): Promise<Uint8Array> {
  // Few colours and flat areas: unfiltered rows compress as well, in a fraction of the time.
  const image = new PNG({
    width,
    height,
    inputColorType: 2,
    colorType: 2,
    inputHasAlpha: false,
    filterType: 0,
    deflateLevel: 6,
    deflateStrategy: 0,
  });
  image.data = Buffer.from(data.buffer);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    image.on("data", (chunk: Buffer) => chunks.push(chunk));
    image.on("end", () => resolve(Buffer.concat(chunks)));
    image.on("error", reject);
    image.pack();
  });
}

/**
 * Pictures side by side. `values`: [count, height, width, channels] flat, in [low, high]; one
 * channel is grey, three are red, green and blue.
 */
export async function gridPng(
  values: Float32Array,
  layout: GridLayout,
  channels: number,
  range: readonly [number, number],
): Promise<Uint8Array> {
  const { width, height } = gridSize(layout);
  const image = raster(width, height, [128, 128, 128]);
  for (let i = 0; i < layout.count; i++) {
    drawTile(image, values, layout, i, channels, range);
    if (i % TILES_A_TURN === 0) await immediate();
  }
  return png(image);
}

/** Tiles that are drawn between two turns of the event loop. */
const TILES_A_TURN = 16;

function drawTile(
  image: Raster,
  values: Float32Array,
  layout: GridLayout,
  tile: number,
  channels: number,
  [low, high]: readonly [number, number],
): void {
  const { tileWidth, tileHeight } = layout;
  const { left, top } = tileOrigin(layout, tile);
  const first = tile * tileWidth * tileHeight;
  for (let p = 0; p < tileWidth * tileHeight; p++) {
    const x = left + (p % tileWidth);
    const y = top + Math.floor(p / tileWidth);
    for (let c = 0; c < 3; c++) {
      const value = values[(first + p) * channels + (channels === 3 ? c : 0)]!;
      const byte = Math.round((255 * (value - low)) / (high - low));
      image.data[(y * image.width + x) * 3 + c] = Math.min(255, Math.max(0, byte));
    }
  }
}

const FRAME = { width: 720, height: 440, margin: 24 };

/**
 * Figure 1 of the paper: p_data dotted, p_g green, D blue and dashed, D* grey; densities to a
 * common scale, D to [0, 1].
 */
export async function densityPng(picture: DensityPicture): Promise<Uint8Array> {
  const { width, height, margin } = FRAME;
  const image = raster(width, height, PAPER);
  const x0 = Math.min(...picture.x);
  const x1 = Math.max(...picture.x);
  const most = Math.max(...picture.pData, ...picture.pGenerator);
  const curve = (values: number[], top: number) =>
    values.map((value, i): [number, number] => [
      margin + ((picture.x[i]! - x0) / (x1 - x0)) * (width - 2 * margin),
      height - margin - (value / top) * (height - 2 * margin),
    ]);
  polyline(
    image,
    [
      [margin, height - margin],
      [width - margin, height - margin],
    ],
    1,
    INK,
  );
  polyline(image, curve([0.5, ...picture.x.slice(1).map(() => 0.5)], 1), 1, GREY);
  if (picture.dOptimal) polyline(image, curve(picture.dOptimal, 1), 1.5, GREY);
  polyline(image, curve(picture.pData, most * 1.05), 2.5, INK, 4);
  polyline(image, curve(picture.pGenerator, most * 1.05), 2.5, GREEN);
  polyline(image, curve(picture.d, 1), 2.5, BLUE, 10);
  return png(image);
}

/**
 * So many points lie on each other in a mode that what is below shows through only where each is
 * this faint.
 */
const REAL_OPACITY = 0.55;
const GENERATED_OPACITY = 0.6;

/**
 * Generated points (orange) over real ones (blue) over D: violet where D takes points for
 * generated, green where for real. The generated ones lie on top, as it is them that one looks at:
 * a good sample lies where real points are.
 */
export async function scatterPng({ heat, real, generated }: ScatterPicture): Promise<Uint8Array> {
  const side = 560;
  const image = raster(side, side, PAPER);
  const cell = side / heat.columns;
  for (const [i, d] of heat.values.entries()) {
    const row = Math.floor(i / heat.columns);
    const left = (i % heat.columns) * cell;
    fillRectangle(image, left, side - (row + 1) * cell, cell + 1, cell + 1, heatColour(d));
  }
  const place = (x: number, y: number): [number, number] => [
    ((x - heat.xMin) / (heat.xMax - heat.xMin)) * side,
    side - ((y - heat.yMin) / (heat.yMax - heat.yMin)) * side,
  ];
  const draw = (points: number[], colour: Colour, radius: number, opacity: number) => {
    for (let i = 0; i < points.length; i += 2)
      disc(image, ...place(points[i]!, points[i + 1]!), radius, colour, opacity);
  };
  draw(real, BLUE, 2.4, REAL_OPACITY);
  draw(generated, ORANGE, 1.6, GENERATED_OPACITY);
  for (let i = 0; i < side; i++)
    for (const [x, y] of [
      [i, 0],
      [i, side - 1],
      [0, i],
      [side - 1, i],
    ] as const)
      blend(image, x, y, INK, 1);
  return png(image);
}

/** From grey-violet (D = 0) through near-white (D = 1/2) to grey-green (D = 1). */
function heatColour(d: number): Colour {
  const away = Math.min(1, Math.abs(d - 0.5) * 2);
  const [r, g, b]: Colour = d < 0.5 ? [194, 165, 207] : [166, 219, 160];
  const mixed = (part: number): number => Math.round(247 + (part - 247) * away);
  return [mixed(r), mixed(g), mixed(b)];
}
