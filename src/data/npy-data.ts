import { basename } from "node:path";
import type { DataOf } from "../experiment/schema";
import { formatShape } from "../experiment/shapes";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset } from "./dataset";
import { readNpy } from "./npy";
import { chooseRows, type Part, partOf, type PartName } from "./splits";

/** Reads the examples of a .npy file. @throws GanError `bad-data` if it cannot be read or has examples of another shape */
export async function loadNpy(config: DataOf<"npy">, part: PartName): Promise<Part> {
  const { shape, values } = await readNpy(config.file);
  const count = checkExamples(config, shape);
  const name = basename(config.file);
  const pixels = values instanceof Uint8Array && config.shape.length === 3;
  const labels =
    config.labels === undefined
      ? {}
      : { labels: await readLabels(config.labels, count, config.classes!) };
  const dataset: FiniteDataset = {
    kind: "finite",
    name,
    sampleShape: [...config.shape],
    count,
    values,
    ...(pixels ? PIXEL_RANGES[config.range] : { scale: 1, offset: 0, view: extent(values) }),
    ...labels,
  };
  return partOf(dataset, chooseRows(name, count, config.split, part), part);
}

/** @returns how many examples there are in an array of this shape @throws GanError `bad-data` where they are not of the config's */
export function checkExamples(
  { file, shape }: DataOf<"npy">,
  [count = 0, ...stored]: readonly number[],
): number {
  // An axis of 1 holds nothing: [N, 28, 28] has the pictures [28, 28, 1].
  const essence = (sizes: readonly number[]) => sizes.filter((size) => size !== 1).join();
  if (essence(stored) !== essence(shape)) {
    throw new GanError(
      "bad-data",
      `${file} has ${count} examples of shape ${formatShape(stored)}, but the config says ${formatShape(shape)}`,
      `set "shape": ${formatShape(stored.length > 0 ? stored : [1])}`,
    );
  }
  return count;
}

/** @throws GanError `bad-data` where an array of this shape is not one label for each of `count` examples */
export function checkLabelCount(file: string, shape: readonly number[], count: number): void {
  if (shape[0] === count && shape.slice(1).every((size) => size === 1)) return;
  throw new GanError(
    "bad-data",
    `${file} has labels of shape ${formatShape(shape)}, but there are ${count} examples`,
    `save ${count} labels, one for each`,
  );
}

/** The class of each of `count` examples, 0 to classes - 1. @throws GanError `bad-data` */
async function readLabels(file: string, count: number, classes: number): Promise<Uint8Array> {
  const { shape, values } = await readNpy(file);
  checkLabelCount(file, shape, count);
  const wrong = values.findIndex(
    (value) => !Number.isInteger(value) || value < 0 || value >= classes,
  );
  if (wrong >= 0)
    throw new GanError(
      "bad-data",
      `${file}: label ${wrong} is ${values[wrong]}, and classes are numbered from 0 to ${classes - 1}`,
      'correct the label, or "classes" in the config',
    );
  return Uint8Array.from(values);
}

/** The least and the greatest of many numbers; two numbers that differ, so that something can be drawn between them. */
function extent(values: ArrayLike<number>): [number, number] {
  let low = Infinity,
    high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}
