import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { PIXEL_RANGES, viewRange } from "../../data/dataset";
import { openPart } from "../../data/source";
import { tableText } from "../../data/table-columns";
import { float32Text } from "../../data/table-numbers";
import { isPictureLike } from "../../experiment/evaluation";
import { type DataConfig, normalisationOf, pixelRangeOf } from "../../experiment/schema";
import { dataShape, sizeOf } from "../../experiment/shapes";
import { cacheDirs } from "../../shared/cache";
import { GanError } from "../../shared/errors";
import type { GridLayout } from "../../shared/figure";
import { tiledPicture } from "../figures/images";

const FORMATS = [".png", ".npy", ".csv"] as const;
export type Format = (typeof FORMATS)[number];

/** The format that a file's name asks for. @throws GanError `bad-usage` where there is none such, or it does not fit the data */
export function formatOf(file: string, data: DataConfig): Format {
  const format = FORMATS.find((one) => one === extname(file).toLowerCase()),
    pictures = isPictureLike(data);
  if (!format)
    throw new GanError(
      "bad-usage",
      `${file} names no format for samples`,
      `end it with ${FORMATS.join(", ")}`,
    );
  if (format === ".png" && !pictures)
    throw new GanError(
      "bad-usage",
      `samples of ${data.source} are no pictures`,
      "write .npy or .csv",
    );
  if (format === ".csv" && pictures)
    throw new GanError(
      "bad-usage",
      `samples of ${data.source} are pictures, and no rows of a table`,
      "write .png or .npy",
    );
  return format;
}

/** Tiles of pictures [n, ...shape], flat, in training values. */
export async function writePicture(
  file: string,
  data: DataConfig,
  values: Float32Array,
  layout: GridLayout,
): Promise<void> {
  writeFileSync(file, await tiledPicture(values, layout, dataShape(data)[2]!, await rangeOf(data)));
}

/** The training values that are drawn black and white; undefined where each picture is stretched by itself. */
async function rangeOf(data: DataConfig): Promise<readonly [number, number] | undefined> {
  const range = pixelRangeOf(data);
  if (range)
    return viewRange({
      ...PIXEL_RANGES[range],
      kind: "finite",
      name: "",
      sampleShape: [],
      count: 0,
      values: new Uint8Array(),
    });
  return normalisationOf(data)
    ? undefined
    : viewRange((await openPart(data, cacheDirs(), "train")).dataset);
}

/** Rows of a table, in the units and words of the file that it is from; of points their coordinates. */
export async function writeTable(
  file: string,
  data: DataConfig,
  values: Float32Array,
): Promise<void> {
  const table =
    data.source === "csv" ? (await openPart(data, cacheDirs(), "train")).dataset.table : undefined;
  writeFileSync(
    file,
    table && data.source === "csv"
      ? tableText(table, values, data)
      : plainTable(values, sizeOf(dataShape(data))),
  );
}

function plainTable(values: Float32Array, columns: number): string {
  const names =
    columns <= 2
      ? ["x", "y"].slice(0, columns)
      : Array.from({ length: columns }, (_, i) => `x${i + 1}`);
  const lines = Array.from({ length: values.length / columns }, (_, i) =>
    Array.from(values.subarray(i * columns, (i + 1) * columns), float32Text).join(","),
  );
  return `${[names.join(","), ...lines].join("\n")}\n`;
}

/** A NumPy array of float32 or of bytes (version 1 of NEP 1's format). */
export function writeNpy(
  file: string,
  shape: readonly number[],
  values: Float32Array | Uint8Array,
): void {
  const text = `{'descr': '${values instanceof Uint8Array ? "|u1" : "<f4"}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  // Magic, version and length take 10 bytes; all of it is filled up to a multiple of 64 and ends a line.
  const header = text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11, " ");
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 0, 0]);
  start.writeUInt16LE(header.length + 1, 8);
  writeFileSync(
    file,
    Buffer.concat([
      start,
      Buffer.from(`${header}\n`, "latin1"),
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    ]),
  );
}
