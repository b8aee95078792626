import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import { picturePath } from "../../src/run/files";
import { type ImagesPicture, type Picture, tileOrigin } from "../../src/shared/run/picture";
import { mean, median } from "../search/statistics";
import { type FewAndHeldOut, nearestTo } from "./few-pictures";

/* What the pixels of a run's pictures say: how samples move, and how they lie to the few examples. */

/** A sample three times as near to a training example as to any other digit is a copy of it. */
const COPY_RATIO = 1 / 3;

/** How samples of a picture lie to the examples that were trained with. */
export interface Copies {
  step: number;
  /** The share of samples that are copies. */
  copied: number;
  /** How many examples are the nearest to some sample. */
  digits: number;
  near: number;
  far: number;
}

/** Of each picture of a run that was trained with few pictures. */
export const copiesIn = (
  known: FewAndHeldOut,
  dir: string,
  pictures: readonly Picture[],
): Copies[] =>
  pictures.flatMap((picture) => (picture.kind === "images" ? [copiesOf(picture, dir, known)] : []));

function copiesOf(picture: ImagesPicture, dir: string, { few, heldOut }: FewAndHeldOut): Copies {
  const samples = tilesOf(picturePath(dir, picture.step), picture);
  const near = nearestTo(samples, few);
  const far = nearestTo(samples, heldOut);
  const copies = near.filter(({ distance }, i) => distance < COPY_RATIO * far[i]!.distance);
  const distance = (of: typeof near) => median(of.map((one) => one.distance));
  return {
    step: picture.step,
    copied: copies.length / near.length,
    digits: new Set(near.map(({ index }) => index)).size,
    near: distance(near),
    far: distance(far),
  };
}

/** The pixels of a picture's tiles, in [0, 1]; of coloured ones what is red. */
export function tilesOf(file: string, { layout }: ImagesPicture): Float32Array {
  const { data, width } = PNG.sync.read(readFileSync(file));
  const { count, tileWidth, tileHeight } = layout;
  const tiles = new Float32Array(count * tileWidth * tileHeight);
  for (let tile = 0, at = 0; tile < count; tile++) {
    const { left, top } = tileOrigin(layout, tile);
    for (let y = 0; y < tileHeight; y++)
      for (let x = 0; x < tileWidth; x++)
        tiles[at++] = data[4 * ((top + y) * width + left + x)]! / 255;
  }
  return tiles;
}

/** By how much a pixel in [0, 1] of a sample of the same latents differs from what it was at first. */
export function movedPixels(dir: string, pictures: readonly Picture[]): number {
  const [first, last] = [pictures[0], pictures.at(-1)].map((picture) =>
    picture?.kind === "images" ? tilesOf(picturePath(dir, picture.step), picture) : undefined,
  );
  if (!first || !last) throw new Error(`the run has no pictures (${dir})`);
  return mean([...first].map((value, i) => Math.abs(value - last[i]!)));
}
