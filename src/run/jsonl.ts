import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
} from "node:fs";
import { createInterface } from "node:readline";
import { writeFileAtomic } from "./files";

/** Appends values as whole lines in one write. Numbers that JSON cannot say (NaN, infinities) become null. */
export function appendLines(file: string, values: readonly object[]): void {
  if (values.length > 0)
    appendFileSync(file, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

/** The values of a `.jsonl` file, read a piece at a time. A torn last line, or none at all, is passed over. */
export async function* readLines<T>(file: string): AsyncGenerator<T> {
  if (!existsSync(file)) return;
  for await (const line of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    const value = parseLine<T>(line);
    if (value !== undefined) yield value;
  }
}

/** Bytes at the end of a file among which its last whole line is. */
const TAIL = 1 << 16;

/** The last value of a `.jsonl` file; undefined where there is none. */
export function lastValue<T>(file: string): T | undefined {
  if (!existsSync(file)) return undefined;
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle),
      bytes = Buffer.alloc(Math.min(size, TAIL));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes
      .toString("utf8")
      .split("\n")
      .map((line) => parseLine<T>(line))
      .findLast((value) => value !== undefined);
  } finally {
    closeSync(handle);
  }
}

/** Keeps the lines for which `wanted` holds; drops torn ones. */
export function filterLines<T>(file: string, wanted: (value: T) => boolean): void {
  if (!existsSync(file)) return;
  const kept = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => {
      const value = parseLine<T>(line);
      return value !== undefined && wanted(value);
    });
  writeFileAtomic(file, kept.map((line) => `${line}\n`).join(""));
}

function parseLine<T>(line: string): T | undefined {
  try {
    return line ? (JSON.parse(line) as T) : undefined;
  } catch {
    return undefined;
  }
}
