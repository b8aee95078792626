import { basename, join } from "node:path";
import { type DataOf, normalisationOf } from "../experiment/schema";
import { GanError } from "../shared/errors";
import { PIXEL_RANGES, type FiniteDataset } from "./dataset";
import { PICTURE_FORMATS } from "./decode";
import { readPictures } from "./picture-threads";
import { picturesIn } from "./pictures-in";
import { chooseRows, type LoadOptions, nameOf, type Part, type PartName } from "./splits";

/* A person's own folder of pictures as examples. */

/** How many broken pictures a message names. */
const NAMED = 5;

/**
 * Reads the pictures of a folder and of those inside it, in the order of their paths; of one with
 * `classes` those of the classes' folders, one class after the other. They are decoded on threads
 * of their own, and beside the data set itself only a picture a thread is in memory.
 *
 * @throws GanError `bad-data` that names the pictures which cannot be read, after all have been
 * tried; `cancelled`
 */
export async function loadFolder(
  config: DataOf<"folder">,
  part: PartName,
  { signal, onProgress, onRemark }: LoadOptions = {},
): Promise<Part> {
  const { classes } = config;
  const folders = classes ? classes.map((name) => join(config.path, name)) : [config.path];
  const found = await Promise.all(folders.map((folder) => picturesIn(folder, { signal })));
  const all = found.flatMap(({ pictures }) => pictures);
  for (const [i, { passedOver, leftOut }] of found.entries())
    for (const remark of [...passedOver, ...leftOut]) onRemark?.(`${folders[i]}: ${remark}`);
  const name = basename(config.path);
  const { indices, ...rest } = await chooseRows(name, all.length, config.split, part);
  const chosen = <T>(of: readonly T[]): readonly T[] =>
    indices ? Array.from(indices, (i) => of[i]!) : of;
  const files = chosen(all);
  const size = config.size[0] * config.size[1] * config.channels;
  const values = new Uint8Array(files.length * size);
  let hundredths = 0;
  const broken = await readPictures(files, values, {
    size: config.size,
    channels: config.channels,
    signal,
    onRead(count) {
      // A hundred times in all: each may be a message to another process.
      const now = Math.floor((100 * count) / files.length);
      if (now > hundredths) onProgress?.("Reading pictures", count / files.length);
      hundredths = now;
    },
  });
  if (broken.length > 0) {
    const named = broken.slice(0, NAMED).map(({ file, reason }) => `${file} (${reason})`);
    const more = broken.length > NAMED ? `, and ${broken.length - NAMED} more` : "";
    throw new GanError(
      "bad-data",
      `${broken.length} of ${files.length} pictures cannot be read: ${named.join(", ")}${more}`,
      `replace or remove them; ${PICTURE_FORMATS} can be read`,
    );
  }
  const globalContrast = normalisationOf(config)?.scale;
  const dataset: FiniteDataset = {
    kind: "finite",
    name: nameOf(name, part),
    sampleShape: [...config.size, config.channels],
    count: files.length,
    values,
    ...PIXEL_RANGES[config.range],
    ...(globalContrast === undefined ? {} : { globalContrast }),
    ...(config.flip ? { flip: true } : {}),
    ...(classes
      ? {
          labels: Uint8Array.from(
            chosen(found.flatMap(({ pictures }, label) => pictures.map(() => label))),
          ),
        }
      : {}),
  };
  return { dataset, ...rest };
}
