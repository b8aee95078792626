import { existsSync } from "node:fs";
import { join } from "node:path";
import { rows } from "../../src/data/dataset";
import { openPart } from "../../src/data/source";
import { experimentSchema, isSynthetic } from "../../src/experiment/schema";
import { readExperiment } from "../../src/run";
import { cacheDirs } from "../../src/shared/files/cache";
import { writeNpy } from "../../src/trainer/jobs/outputs";

/* A data set of few digits, which G may learn by heart, and digits that it has never seen. */

const SIDE = 28;
const SIZE = SIDE * SIDE;
/** Sizes of the data sets of few digits. */
const FEW = [16, 24] as const;
const HELD_OUT = 2000;

const published = (source: "mnist" | "fashionMnist") =>
  experimentSchema.shape.data.parse({ source, range: "zeroToOne", split: "all" });

/** Pixels in [0, 1] of the first examples of a part of a published set. */
async function firstOf(
  source: "mnist" | "fashionMnist",
  part: "train" | "test",
  count: number,
): Promise<Float32Array> {
  const { dataset } = await openPart(published(source), cacheDirs(), part);
  return rows(
    dataset,
    Array.from({ length: count }, (_, i) => i),
  );
}

/** The digits of a data set of few. */
const fewDigits = (count: number): Promise<Float32Array> => firstOf("mnist", "train", count);

/** The pictures that a run was trained with, and others of their kind. */
export interface FewAndHeldOut {
  few: Float32Array;
  heldOut: Float32Array;
}

/**
 * @param heldOut the set of whose test pictures the few are, for the third round; the others are
 *   of the training digits
 */
export async function fewAndHeldOut(
  dir: string,
  count: number,
  heldOut?: "mnist" | "fashionMnist",
): Promise<FewAndHeldOut> {
  if (!heldOut)
    return { few: await fewDigits(count), heldOut: await firstOf("mnist", "test", HELD_OUT) };
  const { data } = await readExperiment(dir);
  if (isSynthetic(data)) throw new Error(`the run has no pictures (${dir})`);
  const { dataset } = await openPart(data, cacheDirs(), "train");
  const all = Array.from({ length: dataset.count }, (_, i) => i);
  return { few: rows(dataset, all), heldOut: await firstOf(heldOut, "train", HELD_OUT) };
}

/** The name of the file of so many digits. */
export const fewFile = (count: (typeof FEW)[number]): string =>
  count === FEW[0] ? "few.npy" : `few-${count}.npy`;

/** Writes the data sets of few digits, where they are not there yet. */
export async function writeFewDigits(folder: string): Promise<void> {
  for (const count of FEW) await writeDigits(join(folder, fewFile(count)), count);
}

/** Writes the first digits as bytes. */
async function writeDigits(file: string, count: number): Promise<void> {
  if (existsSync(file)) return;
  const bytes = Uint8Array.from(await fewDigits(count), (value) => Math.round(255 * value));
  writeNpy(file, [count, SIDE, SIDE, 1], bytes);
}

/** The nearest of some examples to each sample: which it is, and its Euclidean distance. */
export function nearestTo(
  samples: Float32Array,
  examples: Float32Array,
): { index: number; distance: number }[] {
  return Array.from({ length: samples.length / SIZE }, (_, i) => {
    let least = Infinity;
    let index = 0;
    for (let from = 0; from < examples.length; from += SIZE) {
      let square = 0;
      for (let k = 0; k < SIZE; k++) square += (samples[i * SIZE + k]! - examples[from + k]!) ** 2;
      if (square >= least) continue;
      least = square;
      index = from / SIZE;
    }
    return { index, distance: Math.sqrt(least) };
  });
}
