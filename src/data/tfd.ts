import type { FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { isNpy } from "../experiment/paths";
import type { DataOf } from "../experiment/schema";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset } from "./dataset";
import { MAT_HEADER, type MatArray, readMat, readMatHeader } from "./mat";
import { readNpy } from "./npy";
import { withoutExamples } from "./npy-data";
import { nameOf, type Part, type PartName } from "./splits";
import { withFile } from "./unreadable";

/* The Toronto Face Database, from the file that its owners hand out. */

/** Where the data is to be had; it is in every message about a missing file. */
export const WHERE_TO_ASK =
  "The Toronto Face Database is given out by its author only: collect the permissions of " +
  "the eight collections that it was made from " +
  "(the documentation of Fuel's TorontoFaceDatabase lists them), then ask Joshua Susskind, " +
  "formerly of the University of Toronto; " +
  "put the TFD_48x48.mat that you get on this machine and its path into the config";

/** The numbers that stand for a part in the file's `folds`. */
const FOLDS = { unlabeled: 0, train: 1, validation: 2, test: 3 } as const;

/**
 * Reads the Toronto Face Database (Susskind et al. 2010) from the user's own file: `images` [N,
 * size, size] of bytes, `folds` [N, 5] and `labs_ex` [N] (1 to 7; the emotions) of the .mat, or an
 * .npy with the pictures alone.
 *
 * @throws GanError `bad-data` that says what was expected, and where to ask for the data where the
 * file is not there
 */
export async function loadTfd(config: DataOf<"tfd">, part: PartName): Promise<Part> {
  const name = nameOf("tfd", part);
  if (isNpy(config.file)) return { ...(await fromNpy(config, part)), seenInTraining: true };
  const bytes = await matBytes(config.file);
  const variables = readMat(bytes, config.file, ["images", "folds", "labs_ex"]);
  const variable = (wanted: string): MatArray => {
    const found = variables.get(wanted);
    if (!found)
      throw new GanError(
        "bad-data",
        `${config.file} has no variable "${wanted}"`,
        "it must be TFD_48x48.mat or TFD_96x96.mat as its authors give it out",
      );
    return found;
  };
  const images = variable("images");
  const folds = variable("folds");
  const count = checkImages(config, images.shape);
  if (!(images.values instanceof Uint8Array))
    throw new GanError(
      "bad-data",
      `"images" of ${config.file} does not hold bytes`,
      "its pixels must be 0 to 255, as uint8",
    );
  if (folds.shape[0] !== count || folds.shape[1] !== 5)
    throw new GanError(
      "bad-data",
      `"folds" of ${config.file} is ${folds.shape.join(" x ")}, expected ${count} x 5`,
    );

  const set = part === "training" ? config.split : part;
  const chosen = Uint32Array.from({ length: count }, (_, i) => i).filter(
    (i) => folds.values[(config.fold - 1) * count + i] === FOLDS[set],
  );
  const labels =
    set === "unlabeled" ? {} : { labels: labelsOf(variable("labs_ex"), chosen, config.file) };
  const dataset: FiniteDataset = {
    kind: "finite",
    name,
    sampleShape: [config.size, config.size, 1],
    count: chosen.length,
    values: rowMajor(images.values, count, config.size, chosen),
    ...PIXEL_RANGES[config.range],
    ...(config.flip ? { flip: true } : {}),
    ...labels,
  };
  return {
    dataset,
    rows: set === "unlabeled" ? "the unlabelled pictures" : `${set} set of fold ${config.fold}`,
    seenInTraining: part === "training",
  };
}

async function fromNpy(
  config: DataOf<"tfd">,
  part: PartName,
): Promise<Pick<Part, "dataset" | "rows">> {
  if (part !== "training" || config.split === "train") throw withoutFolds(config);
  const { shape, values } = await readNpy(config.file);
  const count = checkImages(config, shape);
  if (!(values instanceof Uint8Array))
    throw new GanError(
      "bad-data",
      `${config.file} does not hold bytes`,
      "save pixels 0 to 255 as uint8",
    );
  return {
    dataset: {
      kind: "finite",
      name: "tfd",
      sampleShape: [config.size, config.size, 1],
      count,
      values,
      ...PIXEL_RANGES[config.range],
      ...(config.flip ? { flip: true } : {}),
    },
    rows: "all",
  };
}

export const withoutFolds = ({ file }: DataOf<"tfd">): GanError =>
  new GanError(
    "bad-data",
    `${basename(file)} holds pictures alone and no division into training, validation and test`,
    'give TFD_48x48.mat, or train with "split": "unlabeled"',
  );

/**
 * @returns how many pictures there are in an array of this shape @throws GanError `bad-data` where
 * they are not of the config's size
 */
export function checkImages(
  { file, size }: DataOf<"tfd">,
  [count = 0, ...picture]: readonly number[],
): number {
  if (count === 0) throw withoutExamples(file);
  if (
    picture.slice(0, 2).join() === `${size},${size}` &&
    picture.slice(2).every((rest) => rest === 1)
  )
    return count;
  const other =
    picture[0] === picture[1] && (picture[0] === 48 || picture[0] === 96)
      ? `set "size": ${picture[0]}`
      : "it must be N x 48 x 48 or N x 96 x 96";
  throw new GanError(
    "bad-data",
    `${file} has pictures of ${[count, ...picture].join(" x ")}, expected N x ${size} x ${size}`,
    other,
  );
}

/**
 * Chosen pictures of [count, size, size] in MATLAB's order, the first axis the fastest, one after
 * the other row by row.
 */
function rowMajor(
  values: Uint8Array,
  count: number,
  size: number,
  chosen: Uint32Array,
): Uint8Array {
  const pixels = new Uint8Array(chosen.length * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = count * (y + size * x);
      const to = y * size + x;
      for (let i = 0; i < chosen.length; i++)
        pixels[i * size * size + to] = values[from + chosen[i]!]!;
    }
  }
  return pixels;
}

const EMOTIONS = 7;

/** The emotion of each chosen picture, 0 to 6. @throws GanError `bad-data` where one has none */
function labelsOf({ values }: MatArray, chosen: Uint32Array, file: string): Uint8Array {
  const labels = Array.from(chosen, (i) => values[i] ?? 0);
  const wrong = labels.findIndex((label) => !(label >= 1 && label <= EMOTIONS));
  if (wrong >= 0)
    throw new GanError(
      "bad-data",
      `"labs_ex" of ${file} has ${labels[wrong]} for picture ${chosen[wrong]}, and ` +
        `emotions are numbered from 1 to ${EMOTIONS}`,
      "use an undamaged copy of it",
    );
  return Uint8Array.from(labels, (label) => label - 1);
}

/** The whole file, if it begins as one that can be read. */
const matBytes = (file: string): Promise<Buffer> =>
  withFile(
    file,
    async (handle) => {
      await checkMatHead(handle, file);
      return handle.readFile();
    },
    WHERE_TO_ASK,
  );

/**
 * @throws GanError `bad-data` where the file is not there, or is no MATLAB file that can be read
 */
export const checkMatFile = (file: string): Promise<void> =>
  withFile(file, (handle) => checkMatHead(handle, file), WHERE_TO_ASK);

async function checkMatHead(handle: FileHandle, file: string): Promise<void> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAT_HEADER), 0, MAT_HEADER, 0);
  readMatHeader(buffer.subarray(0, bytesRead), file);
}
