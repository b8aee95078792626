import { basename } from "node:path";
import { checkFloatPixels, checkPixelRange, checkReach } from "../experiment/output-range";
import type { Finding } from "../experiment/finding";
import type { DataOf, NetworkConfig } from "../experiment/schema";
import { formatShape } from "../experiment/shapes";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset } from "./dataset";
import { readNpy } from "./npy";
import { chooseRows, type LoadOptions, type Part, partOf, type PartName } from "./splits";

/* A person's own array (.npy) as examples, with labels where there are some. */

/**
 * Reads the examples of a .npy file. @throws GanError `bad-data` if it cannot be read or has
 * examples of another shape
 */
export async function loadNpy(
  config: DataOf<"npy">,
  part: PartName,
  { onRemark }: LoadOptions = {},
): Promise<Part> {
  const { shape, values } = await readNpy(config.file);
  const count = checkExamples(config, shape);
  const channels = channelsRemark(config);
  if (channels) onRemark?.(channels);
  const name = basename(config.file);
  const pixels = arePixels(config, values instanceof Uint8Array);
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
    ...(pixels ? PIXEL_RANGES[config.range] : { scale: 1, offset: 0, view: view(values) }),
    ...labels,
  };
  return partOf(dataset, await chooseRows(name, count, config.split, part), part);
}

/** Whether the numbers are pixels from 0 to 255, which are scaled to the config's range. */
export const arePixels = ({ shape }: DataOf<"npy">, bytes: boolean): boolean =>
  bytes && shape.length === 3;

/**
 * @returns how many examples there are in an array of this shape
 * @throws GanError `bad-data` where there are none, or they are not of the config's shape
 */
export function checkExamples(
  { file, shape }: DataOf<"npy">,
  [count = 0, ...stored]: readonly number[],
): number {
  if (essence(stored) !== essence(shape)) {
    const moved = isChannelsFirst(stored) && essence(channelsLast(stored)) === essence(shape);
    throw new GanError(
      "bad-data",
      `${file} has ${count} examples of shape ${formatShape(stored)}, but the config says ` +
        `${formatShape(shape)}${moved ? ": its channels are first" : ""}`,
      hintFor(file, stored, moved),
    );
  }
  if (count === 0) throw withoutExamples(file);
  return count;
}

function hintFor(file: string, stored: readonly number[], moved: boolean): string {
  if (moved) return moveAxis(file);
  return isChannelsFirst(stored)
    ? `${moveAxis(file)}; and set "shape": ${formatShape(channelsLast(stored))}`
    : `set "shape": ${formatShape(stored.length > 0 ? stored : [1])}`;
}

export const withoutExamples = (file: string): GanError =>
  new GanError(
    "bad-data",
    `${file} has no examples: its first axis is 0`,
    "save an array of [N, ...shape] with at least one",
  );

/** An axis of 1 holds nothing: [N, 28, 28] has the pictures [28, 28, 1]. */
const essence = (sizes: readonly number[]): string => sizes.filter((size) => size !== 1).join();

/** Channels of pictures: grey, colour, colour with opacity. */
const CHANNELS = [1, 3, 4];

/**
 * Whether the shape is rather one of PyTorch's pictures, [channels, height, width], than one of
 * [height, width, channels].
 */
export function isChannelsFirst(example: readonly number[]): boolean {
  const [first, , last] = example;
  if (example.length !== 3 || !CHANNELS.includes(first!) || first === 1) return false;
  // [3, 32, 4] could be either; [3, 4, 4] is far more often a small picture in colour.
  return !CHANNELS.includes(last!) || first! < last!;
}

export const channelsLast = (example: readonly number[]): number[] => [
  ...example.slice(1),
  example[0]!,
];

/** What to do with an array whose channels are first. */
export const moveAxis = (file: string): string =>
  `move the axis to the end: numpy.save("${basename(file)}", ` +
  `numpy.moveaxis(numpy.load("${basename(file)}"), 1, -1))`;

/**
 * What a person should know of an array that has the config's shape: it may be a picture the wrong
 * way round.
 */
export function channelsRemark({ file, shape }: DataOf<"npy">): string | undefined {
  if (!isChannelsFirst(shape)) return undefined;
  const [height, width, channels] = shape;
  return (
    `"shape": ${formatShape(shape)} is taken for pictures ${height} high and ${width} wide ` +
    `of ${channels} channels; if the channels of ${basename(file)} are first, ` +
    `${moveAxis(file)}`
  );
}

/**
 * @throws GanError `bad-data` where an array of this shape is not one label for each of `count`
 * examples
 */
export function checkLabelCount(file: string, shape: readonly number[], count: number): void {
  if (shape[0] === count && shape.slice(1).every((size) => size === 1)) return;
  throw new GanError(
    "bad-data",
    `${file} has labels of shape ${formatShape(shape)}, but there are ${count} examples`,
    `save ${count} labels, one for each`,
  );
}

/** The class of each of `count` examples, 0 to classes - 1. @throws GanError `bad-data` */
export async function readLabels(
  file: string,
  count: number,
  classes: number,
): Promise<Uint8Array> {
  const { shape, values } = await readNpy(file);
  checkLabelCount(file, shape, count);
  const wrong = values.findIndex(
    (value) => !Number.isInteger(value) || value < 0 || value >= classes,
  );
  if (wrong >= 0)
    throw new GanError(
      "bad-data",
      `${file}: label ${wrong} is ${values[wrong]}, and classes are numbered from 0 to ` +
        `${classes - 1}`,
      'correct the label, or "classes" in the config',
    );
  return Uint8Array.from(values);
}

/**
 * Whether G can give what an array holds: pixels by the config's range, other numbers by their own.
 */
export function arrayRangeFindings(
  data: DataOf<"npy">,
  generator: NetworkConfig,
  values: Uint8Array | Float32Array,
): Finding[] {
  if (arePixels(data, values instanceof Uint8Array)) return checkPixelRange(generator, data.range);
  if (values.length === 0) return [];
  const [low, high] = extent(values);
  const range = { low, high, words: `the numbers of ${basename(data.file)}` };
  return data.shape.length === 3
    ? checkFloatPixels(generator, range)
    : checkReach(generator, range);
}

/** The least and the greatest of many numbers. */
function extent(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return [low, high];
}

/**
 * The extent as black and white: two numbers that differ, so that something can be drawn between
 * them.
 */
function view(values: ArrayLike<number>): [number, number] {
  const [low, high] = extent(values);
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}
