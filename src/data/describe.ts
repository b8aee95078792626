import { readFile, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { type DataConfig, MOST_CLASSES } from "../experiment/schema";
import { formatShape } from "../experiment/shapes";
import { GanError } from "../shared/errors";
import { decodePicture } from "./decode";
import { describeTable } from "./describe-table";
import { readNpyHeader } from "./npy";
import { picturesIn } from "./pictures-in";

export interface Description {
  /** The `data` of a config. */
  data: Partial<DataConfig>;
  /** What a person should know of it. */
  remarks: string[];
}

/**
 * What a config says of a person's own data: a folder of pictures, a .npy, or a table.
 *
 * @throws GanError `bad-data` if it cannot be read, `bad-usage` if it is none of these
 */
export async function describeData(path: string): Promise<Description> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return describeFolder(path);
  if (/\.npy$/i.test(path)) return describeNpy(path);
  if (/\.mat$/i.test(path))
    return {
      data: { source: "tfd", file: path },
      remarks: ["Of .mat files only the Toronto Face Database can be read."],
    };
  if (/\.(csv|tsv|txt)$/i.test(path)) return describeTable(path);
  throw new GanError(
    "bad-usage",
    `${path} is no folder and no .npy, .csv, .tsv or .mat`,
    "name one of those",
  );
}

async function describeFolder(path: string): Promise<Description> {
  const pictures = await picturesIn(path);
  const { width, height } = decodePicture(await readFile(pictures[0]!));
  const remarks = [`${pictures.length} pictures; "size" is that of the first, ${pictures[0]}`];
  const folders = [
    ...new Set(
      pictures
        .map((picture) => relative(path, picture).split(sep))
        .filter((steps) => steps.length > 1)
        .map(([folder]) => folder!),
    ),
  ];
  if (folders.length >= 2 && folders.length <= MOST_CLASSES) {
    remarks.push(
      `pictures are in ${folders.length} folders, which can be the classes of a conditional GAN; for that, add: "classes": [${folders.map((folder) => JSON.stringify(folder)).join(", ")}]`,
    );
  }
  return { data: { source: "folder", path, size: [height, width] }, remarks };
}

async function describeNpy(file: string): Promise<Description> {
  const {
    shape: [count, ...shape],
    descr,
  } = await readNpyHeader(file);
  return {
    data: {
      source: "npy",
      file,
      shape: shape.length === 2 ? [...shape, 1] : shape.length > 0 ? shape : [1],
    },
    remarks: [`${count} examples of ${formatShape(shape)}, ${descr}`],
  };
}
