import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { PIXEL_RANGES, viewRange } from "../../data/dataset";
import { openPart } from "../../data/source";
import { recordedScales } from "../../data/summary";
import { type Table, tableText } from "../../data/table-columns";
import { float32Text } from "../../data/table-numbers";
import { isPictureLike } from "../../experiment/evaluation";
import {
  type DataConfig,
  type DataOf,
  isPublished,
  isSynthetic,
  normalisationOf,
  pixelRangeOf,
} from "../../experiment/schema";
import { dataShape, sizeOf } from "../../experiment/shapes";
import { readDataRecord } from "../../run/data-record";
import { cacheDirs } from "../../shared/files/cache";
import type { DataRecord } from "../../shared/run/data-record";
import { GanError } from "../../shared/errors";
import type { GridLayout } from "../../shared/run/picture";
import { tiledPng } from "../pictures/images";
import { NOT_RECORDED } from "../session/run-data";
import type { Post } from "./open";

/* Writes samples into files: pictures, tables, arrays. */

const FORMATS = [".png", ".npy", ".csv"] as const;
export type Format = (typeof FORMATS)[number];

/**
 * The format that a file's name asks for. @throws GanError `bad-usage` where there is none such, or
 * it does not fit the data
 */
export function formatOf(file: string, data: DataConfig): Format {
  const format = FORMATS.find((one) => one === extname(file).toLowerCase());
  const pictures = isPictureLike(data);
  if (!format)
    throw new GanError(
      "bad-usage",
      `${file} names no format for samples`,
      `end it with ${FORMATS.join(", ")}`,
    );
  if (format === ".png" && !pictures)
    throw new GanError(
      "bad-usage",
      `samples of ${data.source} are not pictures`,
      "write .npy or .csv",
    );
  if (format === ".csv" && pictures)
    throw new GanError(
      "bad-usage",
      `samples of ${data.source} are pictures, not rows of a table`,
      "write .png or .npy",
    );
  return format;
}

/** The run whose samples are written. */
export interface SampledRun {
  runDir: string;
  data: DataConfig;
  post: Post;
}

/** Tiles of pictures [n, ...shape], flat, in training values. */
export async function writePicture(
  file: string,
  run: SampledRun,
  values: Float32Array,
  layout: GridLayout,
): Promise<void> {
  const channels = dataShape(run.data)[2] ?? 1;
  writeFileSync(file, await tiledPng(values, layout, channels, await rangeOf(run)));
}

/**
 * The training values that are drawn black and white; undefined where each picture is stretched by
 * itself.
 */
export async function rangeOf(run: SampledRun): Promise<readonly [number, number] | undefined> {
  const { data } = run;
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
  if (normalisationOf(data)) return undefined;
  return recordedData(run)?.view ?? viewRange((await openPart(data, cacheDirs(), "train")).dataset);
}

/**
 * Rows of a table, in the units and words of the file as it was when the run was trained with it;
 * of points their coordinates.
 */
export async function writeTable(
  file: string,
  run: SampledRun,
  values: Float32Array,
): Promise<void> {
  writeFileSync(file, await tableContent(run, values));
}

/** The text of such a file. */
export async function tableContent(run: SampledRun, values: Float32Array): Promise<string> {
  const { data } = run;
  return data.source === "csv"
    ? tableText(await tableOf(run, data), values, data)
    : plainTable(values, sizeOf(dataShape(data)));
}

async function tableOf(run: SampledRun, data: DataOf<"csv">): Promise<Table> {
  const known = recordedData(run);
  const scales = known && recordedScales(known);
  if (scales) return { columns: data.columns, scales };
  const { table } = (await openPart(data, cacheDirs(), "train")).dataset;
  if (!table) throw new Error(`${data.file} was not read as a table`);
  return table;
}

/**
 * What the run knows of its data. Where it knows nothing, that is said, and they are taken as they
 * are now.
 */
export function recordedData({ runDir, data, post }: SampledRun): DataRecord | undefined {
  if (isSynthetic(data) || isPublished(data)) return undefined;
  const known = readDataRecord(runDir);
  if (!known) post({ type: "notice", message: `${NOT_RECORDED}; they are taken as they are now` });
  return known;
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

/** A NumPy array of float32 or of bytes in a file. */
export const writeNpy = (file: string, ...array: Parameters<typeof npyBytes>): void =>
  writeFileSync(file, npyBytes(...array));

/** A NumPy array of float32 or of bytes (version 1 of NEP 1's format). */
export function npyBytes(shape: readonly number[], values: Float32Array | Uint8Array): Uint8Array {
  const text =
    `{'descr': '${values instanceof Uint8Array ? "|u1" : "<f4"}', 'fortran_order': False, ` +
    `'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  // Magic, version and length take 10 bytes; all of it is filled up to a multiple of 64 and ends a
  // line.
  const header = text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11, " ");
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 0, 0]);
  start.writeUInt16LE(header.length + 1, 8);
  return Buffer.concat([
    start,
    Buffer.from(`${header}\n`, "latin1"),
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  ]);
}
