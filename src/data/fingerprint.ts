import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { DataConfig } from "../experiment/schema";
import type { Fingerprint } from "../shared/run/data-record";
import { GanError } from "../shared/errors";
import { picturesIn } from "./pictures-in";
import type { LoadOptions } from "./splits";
import { checkIsFile, unreadable } from "./unreadable";

/*
 * A hash of a person's own data files, by which a run knows whether they are those that it was
 * trained with.
 */

/** Bytes that are read at a time, whatever the size of a file. */
const PIECE_BYTES = 1 << 20;

/**
 * The content of a person's own data: every byte of the file, of an .npy with labels of both, and
 * of a folder the names and bytes of all pictures that the config takes. Where they lie, and what
 * else is in the folder, is no part of it. Files are read a piece at a time: it takes as long as
 * reading them, and no memory.
 *
 * @returns undefined for data that is drawn or fetched
 * @throws GanError `bad-data` for what cannot be read; `cancelled`
 */
export async function fingerprintOf(
  config: DataConfig,
  { signal, onProgress }: LoadOptions = {},
): Promise<Fingerprint | undefined> {
  const files = await filesOf(config, signal);
  if (files.length === 0) return undefined;
  const all = createHash("sha256");
  let bytes = 0;
  for (const [i, { name, file }] of files.entries()) {
    const hash = createHash("sha256");
    bytes += await hashInto(hash, file, signal);
    all.update(`${name}\0${hash.digest("hex")}\n`);
    const percent = (done: number) => Math.floor((100 * done) / files.length);
    if (files.length > 1 && percent(i + 1) > percent(i))
      onProgress?.("Checking the data", (i + 1) / files.length);
  }
  return { sha256: all.digest("hex"), files: files.length, bytes };
}

/** A folder of more pictures than this is told to be the same by their number. */
const MAX_LOOKED_AT = 10_000;

/**
 * What changes when files do, without reading them: their names, sizes and times; of a folder of
 * very many pictures their number.
 */
export async function signatureOf(config: DataConfig): Promise<string> {
  const files = await filesOf(config);
  if (files.length > MAX_LOOKED_AT) return String(files.length);
  const lines = files.map(async ({ name, file }) => {
    const { size, mtimeMs, ino } = await stat(file);
    return `${name} ${size} ${mtimeMs} ${ino}`;
  });
  return (await Promise.all(lines)).join("\n");
}

/** The files of a person's own data by names that do not change when all of it is moved. */
async function filesOf(
  config: DataConfig,
  signal?: AbortSignal,
): Promise<{ name: string; file: string }[]> {
  switch (config.source) {
    case "csv":
    case "tfd":
      return [{ name: "file", file: config.file }];
    case "npy":
      return [
        { name: "file", file: config.file },
        ...(config.labels === undefined ? [] : [{ name: "labels", file: config.labels }]),
      ];
    case "folder": {
      const folders = config.classes?.map((name) => join(config.path, name)) ?? [config.path];
      const found = await Promise.all(folders.map((folder) => picturesIn(folder, { signal })));
      return found
        .flatMap(({ pictures }) => pictures)
        .map((file) => ({
          name: relative(config.path, file).replaceAll("\\", "/"),
          file,
        }));
    }
    default:
      return [];
  }
}

/** @returns how many bytes there were */
async function hashInto(hash: Hash, file: string, signal?: AbortSignal): Promise<number> {
  await checkIsFile(file);
  let bytes = 0;
  const stream = createReadStream(file, { highWaterMark: PIECE_BYTES });
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw new GanError("cancelled", `Reading ${file} was cancelled`);
      hash.update(piece);
      bytes += piece.length;
    }
  } catch (thrown) {
    throw thrown instanceof GanError ? thrown : unreadable(file, thrown);
  }
  return bytes;
}
