import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { createInterface } from "node:readline";
import { onFile } from "../shared/files/errors";
import { writePiecesAtomic } from "./atomic-files";

/*
 * Files that hold a JSON object a line. Lines that hold something else are passed over: a torn last
 * line, one of zero bytes that a machine left behind when it lost its power, `null`, a list, a
 * number.
 */

/** Whether the value of a line is what the file is to hold. */
export type LineCheck<T> = (value: unknown) => value is T;

/**
 * Appends values as whole lines in one write. Numbers that JSON cannot say (NaN, infinities) become
 * null.
 */
export function appendLines(file: string, values: readonly object[]): void {
  if (values.length === 0) return;
  const lines = values.map((value) => `${JSON.stringify(value)}\n`).join("");
  onFile(file, () => appendFileSync(file, lines));
}

const linesOf = (file: string) =>
  createInterface({ input: createReadStream(file), crlfDelay: Infinity });

/** The values of a `.jsonl` file, read a piece at a time; none where there is no file. */
export async function* readLines<T>(file: string, fits: LineCheck<T>): AsyncGenerator<T> {
  if (!existsSync(file)) return;
  for await (const line of linesOf(file)) {
    const value = parseLine(line, fits);
    if (value !== undefined) yield value;
  }
}

/** Bytes at the end of a file among which its last whole line is. */
const TAIL_BYTES = 1 << 16;

/** The last value of a `.jsonl` file; undefined where there is none. */
export function lastValue<T>(file: string, fits: LineCheck<T>): T | undefined {
  // A pipe would be waited for.
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    const lines = bytes.toString("utf8").split("\n");
    for (const line of lines.reverse()) {
      const value = parseLine(line, fits);
      if (value !== undefined) return value;
    }
    return undefined;
  } finally {
    closeSync(handle);
  }
}

/**
 * Keeps the lines for which `wanted` holds, as they are, and drops what is no value. The file is
 * read a piece at a time.
 */
export async function filterLines<T>(
  file: string,
  fits: LineCheck<T>,
  wanted: (value: T) => boolean,
): Promise<void> {
  if (!existsSync(file)) return;
  async function* wantedLines(): AsyncGenerator<string> {
    for await (const line of linesOf(file)) {
      const value = parseLine(line, fits);
      if (value !== undefined && wanted(value)) yield `${line}\n`;
    }
  }
  let bytes = 0;
  for await (const line of wantedLines()) bytes += Buffer.byteLength(line);
  if (bytes !== statSync(file).size) await writePiecesAtomic(file, wantedLines());
}

export function parseLine<T>(line: string, fits: LineCheck<T>): T | undefined {
  // Most of what is damaged is seen here, without the price of an exception.
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return fits(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
