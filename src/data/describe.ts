import { stat } from "node:fs/promises";
import { type DataConfig, dataSchema } from "../experiment/schema";
import { GanError } from "../shared/errors";
import { type DrawnConfig, withDrawing } from "../experiment/drawn-data";
import { DRAWN_FORMATS, type DrawnKind, drawnKindOf } from "../shared/drawn/drawn-file";
import { describeFolder, describeNpy } from "./describe-examples";
import { describeTable } from "./describe-table";
import { checkMatFile } from "./tfd";

/* `gan datasets describe`: the `data` block of a config for a person's own file or folder. */

export interface Description {
  /** The `data` of a config. */
  data: Partial<DataConfig>;
  /** What a person should know of it. */
  remarks: string[];
}

/**
 * What a config says of a person's own data: a folder of pictures, a .npy, a
 * drawing, or a table.
 *
 * @throws GanError `bad-data` if it cannot be read, `bad-usage` if it is none of these
 */
export async function describeData(path: string): Promise<Description> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return describeFolder(path);
  const drawn = drawnKindOf(path);
  if (drawn) return describeDrawing(drawn, path);
  if (/\.npy$/i.test(path)) return describeNpy(path);
  if (/\.mat$/i.test(path)) return describeMat(path);
  if (/\.(csv|tsv|txt)$/i.test(path)) return describeTable(path);
  throw new GanError(
    "bad-usage",
    `${path} is neither a folder nor a .npy, .csv, .tsv or .mat file`,
    "name one of those",
  );
}

async function describeDrawing(source: DrawnKind, file: string): Promise<Description> {
  const { points = [] } = await withDrawing(dataSchema.parse({ source, file }) as DrawnConfig);
  const [one, several] = DRAWN_FORMATS[source].row;
  return {
    data: { source, file },
    remarks: [`It has ${points.length} ${points.length === 1 ? one : several}.`],
  };
}

async function describeMat(file: string): Promise<Description> {
  await checkMatFile(file);
  return {
    data: { source: "tfd", file },
    remarks: ["Of .mat files only the Toronto Face Database can be read."],
  };
}
