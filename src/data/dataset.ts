import { createCipheriv, createHash } from "node:crypto";
import { GanError } from "../shared/errors";
import type { Table } from "./table-columns";

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
export const LEAST_DIVISOR = 1e-8;

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
  return values.map((value) => (value - mean) / (divisor < LEAST_DIVISOR ? 1 : divisor));
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

/**
 * The order in which an epoch visits the examples: a permutation of 0..count-1, a function of its
 * arguments alone.
 *
 * Fisher and Yates's shuffle. Its random numbers are the key stream of AES-128 in counter mode,
 * keyed by a SHA-256 of (seed, epoch): every (seed, epoch), neighbours as well, gives a stream that
 * cannot be told from an independent one. An element takes 48 bits of it, so that no order is
 * favoured by more than count / 2^48.
 *
 * @param epoch 0, 1, 2 ...
 */
export function order(seed: number, epoch: number, count: number): Uint32Array {
  const key = createHash("sha256").update(`order ${seed} ${epoch}`).digest();
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), key.subarray(16));
  const random = cipher.update(Buffer.alloc(count * 6));
  const permutation = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const chosen = Math.floor((random.readUIntLE(last * 6, 6) / 2 ** 48) * (last + 1));
    const swapped = permutation[last]!;
    permutation[last] = permutation[chosen]!;
    permutation[chosen] = swapped;
  }
  return permutation;
}

/**
 * Examples number `position` to `position + size - 1` of the endless stream of epochs, each a fresh
 * permutation. So a batch may straddle epochs, every epoch visits each example exactly once
 * whatever the batch size, and a resumed run sees the batches that it would have seen.
 *
 * @param position examples drawn before
 * @param count examples in the data set
 * @returns [size] indices
 * @throws RangeError for an empty data set, or a position that is no whole number
 */
export function batchIndices(
  seed: number,
  position: number,
  size: number,
  count: number,
): Uint32Array {
  if (!(count > 0) || !Number.isSafeInteger(position) || position < 0)
    throw new RangeError(`position ${position} in ${count} examples`);
  const batch = new Uint32Array(size);
  for (let filled = 0; filled < size;) {
    const epoch = Math.floor((position + filled) / count);
    const start = position + filled - epoch * count;
    const piece = rememberedOrder(seed, epoch, count).subarray(start, start + size - filled);
    batch.set(piece, filled);
    filled += piece.length;
  }
  return batch;
}

/** The orders of the last epochs asked for: of two, because a batch may straddle them. */
const remembered = new Map<string, Uint32Array>();

function rememberedOrder(seed: number, epoch: number, count: number): Uint32Array {
  const key = `${seed} ${epoch} ${count}`;
  const found = remembered.get(key) ?? order(seed, epoch, count);
  remembered.delete(key);
  remembered.set(key, found);
  if (remembered.size > 2) remembered.delete(remembered.keys().next().value!);
  return found;
}
