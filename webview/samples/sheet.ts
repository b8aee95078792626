import { classOfSample, tileOrigin, type ImagesPicture } from "../../src/shared/run/picture";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { STRINGS } from "../components/strings";

/* A picture of many samples as single tiles. */

/**
 * The two pictures of a step: samples and, where the data is a finite set, the nearest training
 * example of each.
 */
export interface Sheet {
  picture: ImagesPicture;
  samples: HTMLImageElement;
  nearest?: HTMLImageElement;
}

/** Between a sample and its nearest example, in pixels of the pictures. */
const GAP = 1;

/**
 * Draws tile `i`, with its neighbour at the right where `pair` asks for it, pixel by pixel; CSS
 * enlarges it.
 */
export function drawTile(canvas: HTMLCanvasElement, sheet: Sheet, i: number, pair: boolean): void {
  const { tileWidth, tileHeight } = sheet.picture.layout;
  const nearest = pair ? sheet.nearest : undefined;
  const width = nearest ? 2 * tileWidth + GAP : tileWidth;
  if (canvas.width !== width || canvas.height !== tileHeight)
    Object.assign(canvas, { width, height: tileHeight });
  const context = canvas.getContext("2d");
  if (!context) return;
  const { left, top } = tileOrigin(sheet.picture.layout, i);
  context.clearRect(0, 0, width, tileHeight);
  context.drawImage(sheet.samples, left, top, tileWidth, tileHeight, 0, 0, tileWidth, tileHeight);
  if (nearest)
    context.drawImage(
      nearest,
      left,
      top,
      tileWidth,
      tileHeight,
      tileWidth + GAP,
      0,
      tileWidth,
      tileHeight,
    );
}

export function tileWidth(sheet: Sheet, pair: boolean): number {
  const width = sheet.picture.layout.tileWidth;
  return pair && sheet.nearest ? 2 * width + GAP : width;
}

/** What tile `i` is, in words. */
export function tileLabel({ picture }: Sheet, i: number, pair: boolean): string {
  const nearest = pair ? picture.nearest?.[i] : undefined;
  const name = sampleName(picture, i);
  return nearest
    ? STRINGS.samplePair(name, formatCount(nearest.index), formatNumber(nearest.distance, 3))
    : name;
}

/** Its number, and of a conditional GAN its class. */
export function sampleName(picture: ImagesPicture, i: number): string {
  const ofClass = classOfSample(picture, i);
  return ofClass === undefined ? STRINGS.sampleAlone(i + 1) : STRINGS.sampleOfClass(i + 1, ofClass);
}
