import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../src/shared/files/cache";
import { writeNpy } from "../../src/trainer/jobs/outputs";

/*
 * Files of few pictures for the third round: evenly spaced ones of a published set's test pictures,
 * which the cache folder holds once an experiment has been trained with that set.
 */

const IDX_HEADER_BYTES = 16;
const TEST_PICTURES = 10_000;
const PICTURE_BYTES = 28 * 28;

export type FewSource = "mnist" | "fashionMnist";

export const thirdFile = (source: FewSource, count: number): string => `${source}-${count}.npy`;

/** Writes so many pictures of the set's test pictures into a NumPy file of the folder. */
export function writeThirdPictures(folder: string, source: FewSource, count: number): void {
  const idx = readFileSync(join(cacheDir(), "data", source, "t10k-images-idx3-ubyte"));
  const pictures = new Uint8Array(count * PICTURE_BYTES);
  const stride = Math.floor(TEST_PICTURES / count);
  for (let i = 0; i < count; i++) {
    const start = IDX_HEADER_BYTES + i * stride * PICTURE_BYTES;
    pictures.set(idx.subarray(start, start + PICTURE_BYTES), i * PICTURE_BYTES);
  }
  writeNpy(join(folder, thirdFile(source, count)), [count, 28, 28, 1], pictures);
}
