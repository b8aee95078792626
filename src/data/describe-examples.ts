import { basename, relative, sep } from "node:path";
import { MAX_CLASSES } from "../experiment/schema";
import { formatShape } from "../experiment/shapes";
import { readPicture } from "./decode";
import type { Description } from "./describe";
import { channelsLast, isChannelsFirst, moveAxis, withoutExamples } from "./npy-data";
import { readNpyHeader } from "./npy";
import { unreadable } from "./unreadable";
import { counted, picturesIn } from "./pictures-in";

/* What `gan datasets describe` says of folders of pictures and of arrays. */

/** What a config says of a folder of pictures. @throws GanError `bad-data` */
export async function describeFolder(path: string): Promise<Description> {
  const { pictures, passedOver, leftOut } = await picturesIn(path);
  const first = pictures[0]!;
  const { width, height } = await readPicture(first).catch((thrown: unknown) => {
    throw unreadable(first, thrown, "replace or remove it");
  });
  const remarks = [
    `${counted(pictures.length, "picture")}; "size" is that of the first, ${first}`,
    ...passedOver,
    ...leftOut,
  ];
  const folders = [
    ...new Set(
      pictures
        .map((picture) => relative(path, picture).split(sep))
        .filter((steps) => steps.length > 1)
        .map(([folder]) => folder!),
    ),
  ];
  if (folders.length >= 2 && folders.length <= MAX_CLASSES) {
    remarks.push(
      `pictures are in ${folders.length} folders, which can be the classes of a ` +
        `conditional GAN; for that, add: "classes": ` +
        `[${folders.map((folder) => JSON.stringify(folder)).join(", ")}]`,
    );
  }
  return { data: { source: "folder", path, size: [height, width] }, remarks };
}

/** What a config says of a NumPy array. @throws GanError `bad-data` */
export async function describeNpy(file: string): Promise<Description> {
  const { shape, descr } = await readNpyHeader(file);
  const [count = 1, ...example] = shape;
  if (count === 0) throw withoutExamples(file);
  const remarks = [`${count} examples of ${formatShape(example)}, ${descr}`];
  if (isChannelsFirst(example)) {
    remarks.push(
      `${basename(file)} seems to have its channels first; the config is for channels ` +
        `last: before you use it, ${moveAxis(file)}`,
    );
    return { data: { source: "npy", file, shape: channelsLast(example) }, remarks };
  }
  return { data: { source: "npy", file, shape: withChannels(example) }, remarks };
}

/** A picture without an axis for its channels has one of them. */
function withChannels(example: readonly number[]): number[] {
  if (example.length === 2) return [...example, 1];
  return example.length > 0 ? [...example] : [1];
}
