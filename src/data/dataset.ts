import { GanError } from "../shared/errors";
import type { Table } from "./table-columns";

/* Finite data sets in memory, and the batches that are taken of them. */

/**
 * A set of examples that fits into memory. `values` is as stored; `prepared` (preprocess.ts) makes
 * training values of it.
 */
export interface FiniteDataset {
  kind: "finite";
  /** For a person, for example `mnist`. */
  name: string;
  /** Shape of one example, for example [28, 28, 1]. */
  sampleShape: number[];
  /** Number of examples. */
  count: number;
  /** [count, ...sampleShape] in one row; in training a value is `value * scale + offset`. */
  values: Uint8Array | Float32Array;
  scale: number;
  offset: number;
  /**
   * In place of `scale` and `offset`: each example loses its own mean and gets this Euclidean
   * length.
   */
  globalContrast?: number;
  /** Training mirrors each picture left to right with probability 1/2. */
  flip?: boolean;
  /**
   * Training values that are drawn as black and as white, where they are not those of the bytes 0
   * and 255.
   */
  view?: readonly [number, number];
  /** [count], the class of each example. */
  labels?: Uint8Array;
  /** How a sample is written as a row of the table that the examples are from. */
  table?: Table;
}

/**
 * How pixels 0..255 are scaled for training; the names are those of the experiment's `data.range`.
 */
export const PIXEL_RANGES = {
  zeroToOne: { scale: 1 / 255, offset: 0 },
  minusOneToOne: { scale: 2 / 255, offset: -1 },
} as const;
export type PixelRange = keyof typeof PIXEL_RANGES;

/**
 * A divisor of an example's length below this is left out, as in pylearn2: an example without
 * contrast becomes 0.
 */
export const MIN_DIVISOR = 1e-8;

/**
 * The training values that are drawn as black and as white; undefined where each picture is
 * stretched by itself, since it has no common range.
 */
export function viewRange({
  view,
  globalContrast,
  scale,
  offset,
}: FiniteDataset): readonly [number, number] | undefined {
  return globalContrast === undefined ? (view ?? [offset, 255 * scale + offset]) : undefined;
}

/** Some examples of a data set as one of their own; neighbours share its memory. */
export function subset(
  dataset: FiniteDataset,
  indices: ArrayLike<number>,
  name: string,
): FiniteDataset {
  const size = sampleSize(dataset);
  const { length } = indices;
  const first = indices[0] ?? 0;
  const together = Array.prototype.every.call(
    indices,
    (index: number, i: number) => index === first + i,
  );
  const take = <T extends Uint8Array | Float32Array>(from: T, width: number): T => {
    if (together) return from.subarray(first * width, (first + length) * width) as T;
    const taken = from.slice(0, length * width) as T;
    for (let i = 0; i < length; i++)
      taken.set(from.subarray(indices[i]! * width, (indices[i]! + 1) * width), i * width);
    return taken;
  };
  return {
    ...dataset,
    name,
    count: length,
    values: take(dataset.values, size),
    ...(dataset.labels ? { labels: take(dataset.labels, 1) } : {}),
  };
}

/**
 * Gathers examples and makes training values of them, without mirroring: the same as `prepared` in
 * JavaScript.
 *
 * @param indices of the examples, each in 0..count-1, in any order, repeats allowed
 * @returns [indices.length, ...sampleShape] in one row
 * @throws RangeError for an index outside the data
 */
export function rows(dataset: FiniteDataset, indices: ArrayLike<number>): Float32Array {
  const { values, count, scale, offset, globalContrast } = dataset;
  const size = sampleSize(dataset);
  const gathered = new Float32Array(indices.length * size);
  for (let row = 0, to = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (!(Number.isInteger(index) && index >= 0 && index < count))
      throw new RangeError(`example ${index} of ${count}`);
    if (globalContrast !== undefined)
      gathered.set(
        contrastNormalised(values.subarray(index * size, (index + 1) * size), globalContrast),
        to,
      );
    else
      for (let i = 0, from = index * size; i < size; i++)
        gathered[to + i] = values[from + i]! * scale + offset;
    to += size;
  }
  return gathered;
}

function contrastNormalised(example: Uint8Array | Float32Array, length: number): Float64Array {
  const values = Float64Array.from(example);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const divisor = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / length;
  return values.map((value) => (value - mean) / (divisor < MIN_DIVISOR ? 1 : divisor));
}

/** The classes of the examples, where they must be known. @throws GanError `bad-data` */
export function labelsOf({ labels, name }: Pick<FiniteDataset, "labels" | "name">): Uint8Array {
  if (!labels)
    throw new GanError(
      "bad-data",
      `the classes of the examples of ${name} are not known`,
      "leave out the layers that take them",
    );
  return labels;
}

/** Classes as networks take them, [labels.length, classes]: 1 for its own and 0 elsewhere. */
export function oneHot(labels: Uint8Array, classes: number): Uint8Array {
  const table = new Uint8Array(labels.length * classes);
  labels.forEach((label, i) => {
    table[i * classes + label] = 1;
  });
  return table;
}

/** Numbers in one example. */
export function sampleSize({ sampleShape }: Pick<FiniteDataset, "sampleShape">): number {
  return sampleShape.reduce((product, size) => product * size, 1);
}
