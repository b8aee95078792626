import { join } from "node:path";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset, type PixelRange } from "./dataset";
import { type IdxArray, readIdx } from "./idx";
import { withFile } from "./unreadable";

/* Pictures and labels in IDX files, the format of MNIST, as a data set. */

export interface IdxPictures {
  folder: string;
  /** For a person. */
  title: string;
  /** Of the data set that comes of it. */
  name: string;
  split: "train" | "test";
  /** Of one picture. A last axis of 1 is not in the file. */
  shape: readonly [number, number, number];
  range: PixelRange;
}

/**
 * Reads pictures with labels from two IDX files named as MNIST's are.
 *
 * @throws GanError `bad-data` if a file is missing or damaged
 */
export async function loadIdxPictures({
  folder,
  title,
  name,
  split,
  shape,
  range,
}: IdxPictures): Promise<FiniteDataset> {
  const prefix = split === "train" ? "train" : "t10k";
  const stored = shape[2] === 1 ? shape.slice(0, 2) : shape;
  const [images, labels] = await Promise.all([
    read(folder, `${prefix}-images-idx${stored.length + 1}-ubyte`),
    read(folder, `${prefix}-labels-idx1-ubyte`),
  ]);
  const [count = 0, ...pixels] = images.shape;
  if (pixels.join() !== stored.join() || labels.shape.join() !== String(count)) {
    throw new GanError(
      "bad-data",
      `The ${title} files in ${folder} hold ${images.shape.join(" x ")} pixels and ` +
        `${labels.shape.join(" x ")} labels, expected N x ${stored.join(" x ")} and N`,
      "delete the folder; the files are fetched again",
    );
  }
  return {
    kind: "finite",
    name: split === "train" ? name : `${name} test`,
    sampleShape: [...shape],
    count,
    values: images.values,
    ...PIXEL_RANGES[range],
    labels: labels.values,
  };
}

async function read(folder: string, name: string): Promise<IdxArray> {
  const file = join(folder, name);
  const bytes = await withFile(file, (handle) => handle.readFile(), "fetch the data set again");
  return readIdx(bytes, file);
}
