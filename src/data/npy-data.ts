import { basename } from "node:path";
import type { DataOf } from "../experiment/schema";
import { formatShape } from "../experiment/shapes";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset } from "./dataset";
import { readNpy } from "./npy";
import { chooseRows, type Part, partOf, type PartName } from "./splits";

/** Reads the examples of a .npy file. @throws GanError `bad-data` if it cannot be read or has examples of another shape */
export async function loadNpy(config: DataOf<"npy">, part: PartName): Promise<Part> {
  const { shape: [count = 0, ...stored], values } = await readNpy(config.file);
  // An axis of 1 holds nothing: [N, 28, 28] has the pictures [28, 28, 1].
  const essence = (shape: readonly number[]) => shape.filter((size) => size !== 1).join();
  if (essence(stored) !== essence(config.shape)) {
    throw new GanError("bad-data", `${config.file} has ${count} examples of shape ${formatShape(stored)}, but the config says ${formatShape(config.shape)}`, `set "shape": ${formatShape(stored.length > 0 ? stored : [1])}`);
  }
  const name = basename(config.file);
  const pixels = values instanceof Uint8Array && config.shape.length === 3;
  const dataset: FiniteDataset = {
    kind: "finite", name, sampleShape: [...config.shape], count, values,
    ...(pixels ? PIXEL_RANGES[config.range] : { scale: 1, offset: 0, view: extent(values) }),
  };
  return partOf(dataset, chooseRows(name, count, config.split, part), part);
}

/** The least and the greatest of many numbers; two numbers that differ, so that something can be drawn between them. */
function extent(values: ArrayLike<number>): [number, number] {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}
