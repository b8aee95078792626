import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type Bucket, emptyColumns, MAX_KEPT } from "../shared/run/coarse";
import { COLUMN_NAMES, METRIC_NAMES, type MetricName } from "../shared/run/metrics";

/*
 * The index beside metrics.jsonl: a pyramid of buckets. A block of level 0 stands for 256 rows, one
 * of each further level for four of the level below. It is derived from metrics.jsonl and checked
 * against it whenever it is opened, so that it may be missing, cut short, or of another past of the
 * run.
 */

/** Rows of a block of level 0. */
export const BLOCK_ROWS = 256;
/** Blocks that make one of the next level. */
export const FAN_OUT = 4;
/** The highest block stands for four million rows. */
export const LEVELS = 8;

/**
 * A block: a bucket, and the bytes of metrics.jsonl that its rows come from. Blocks lie one after
 * the other.
 */
export interface Block extends Bucket {
  start: number;
  end: number;
  /** Of those bytes; of blocks above level 0 it is 0. */
  crc: number;
}

const HEAD = ["count", "kept", "start", "end", "crc"] as const;
const RECORD_NUMBERS = HEAD.length + METRIC_NAMES.length + MAX_KEPT * COLUMN_NAMES.length;
export const RECORD_BYTES = RECORD_NUMBERS * Float64Array.BYTES_PER_ELEMENT;

/** The file of a level. Another form of its records gets another number. */
export const levelFile = (folder: string, level: number): string =>
  join(folder, `rows-1-level-${level}.bin`);

/** How many blocks a level has above so many of level 0. */
export const blocksAbove = (length: number, level: number): number =>
  Math.floor(length / FAN_OUT ** level);

export function encodeBlock({ count, start, end, crc, means, columns }: Block): Uint8Array {
  const numbers = new Float64Array(RECORD_NUMBERS);
  const kept = columns.step.length;
  numbers.set([count, kept, start, end, crc, ...METRIC_NAMES.map((name) => means[name])]);
  let at = HEAD.length + METRIC_NAMES.length;
  for (const name of COLUMN_NAMES) {
    numbers.set(columns[name], at);
    at += kept;
  }
  return new Uint8Array(numbers.buffer);
}

/**
 * undefined where the numbers are no block of `level`, such as the zeros of a file whose writer
 * died.
 */
function decodeBlock(numbers: Float64Array, level: number): Block | undefined {
  const [count, kept, start, end, crc] = numbers as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (count !== BLOCK_ROWS * FAN_OUT ** level || !(kept >= 1 && kept <= MAX_KEPT)) return undefined;
  if (!(start >= 0 && end > start)) return undefined;
  const columns = emptyColumns(kept);
  let at = HEAD.length;
  const means = Object.fromEntries(METRIC_NAMES.map((name) => [name, numbers[at++]!])) as Record<
    MetricName,
    number
  >;
  for (const name of COLUMN_NAMES) {
    columns[name].set(numbers.subarray(at, at + kept));
    at += kept;
  }
  return { count, start, end, crc, means, columns };
}

/** A block in the middle of the index is none. The index is made anew. */
export class DamagedIndex extends Error {}

/** The blocks of one level, in its file. */
export class LevelReader {
  readonly #file: number | undefined;
  /** How many records the file holds. */
  readonly length: number;

  constructor(
    folder: string,
    readonly level: number,
  ) {
    try {
      this.#file = openSync(levelFile(folder, level), "r");
      this.length = Math.floor(fstatSync(this.#file).size / RECORD_BYTES);
    } catch {
      this.length = 0;
    }
  }

  /** The blocks [from, to). Throws where one of them is damaged. */
  read(from: number, to: number): Block[] {
    const blocks = this.#readGood(from, to);
    if (blocks.length < to - from) throw new DamagedIndex(`block ${from + blocks.length}`);
    return blocks;
  }

  at(i: number): Block | undefined {
    return i < 0 || i >= this.length ? undefined : this.#readGood(i, i + 1)[0];
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #readGood(from: number, to: number): Block[] {
    if (this.#file === undefined || to <= from) return [];
    const bytes = new Uint8Array((to - from) * RECORD_BYTES);
    const read = readSync(this.#file, bytes, 0, bytes.length, from * RECORD_BYTES);
    const blocks: Block[] = [];
    for (let i = 0; i < Math.floor(read / RECORD_BYTES); i++) {
      const numbers = new Float64Array(bytes.buffer, i * RECORD_BYTES, RECORD_NUMBERS);
      const block = decodeBlock(numbers, this.level);
      if (!block || block.start !== (blocks.at(-1)?.end ?? block.start)) break;
      blocks.push(block);
    }
    return blocks;
  }
}

/** The index of a run as far as it agrees with metrics.jsonl. */
export class RowsIndex {
  readonly levels: readonly [LevelReader, ...LevelReader[]];
  /** Blocks of level 0 that can be believed. */
  readonly length: number;

  /** @param metrics metrics.jsonl, opened for reading. */
  constructor(folder: string, metrics: number) {
    const upper = Array.from({ length: LEVELS - 1 }, (_, i) => new LevelReader(folder, i + 1));
    this.levels = [new LevelReader(folder, 0), ...upper];
    const { size } = fstatSync(metrics);
    const agrees = (length: number): boolean => length === 0 || this.#agrees(length, metrics, size);
    this.length = longestPrefix(this.#recorded(), agrees);
  }

  /** Where in metrics.jsonl the first `blocks` blocks of level 0 end. */
  endOf(blocks: number): number {
    return this.levels[0].at(blocks - 1)?.end ?? 0;
  }

  /** The last step of the first `blocks` blocks of level 0. */
  lastStepOf(blocks: number): number {
    return this.levels[0].at(blocks - 1)?.columns.step.at(-1) ?? -Infinity;
  }

  /** The first block of level 0 that has a row at or after `step`; `length` where none has. */
  find(step: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.levels[0].at(middle)?.columns.step.at(-1);
      if (last !== undefined && last < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  close(): void {
    for (const level of this.levels) level.close();
  }

  /** How many blocks of level 0 there are for which the levels above are complete. */
  #recorded(): number {
    let length = this.levels[0].length;
    for (const { level, length: blocks } of this.levels)
      length = Math.min(length, (blocks + 1) * FAN_OUT ** level - 1);
    return length;
  }

  /** Whether the last of `length` blocks, on each level, is of these bytes of metrics.jsonl. */
  #agrees(length: number, metrics: number, size: number): boolean {
    const block = this.levels[0].at(length - 1);
    if (!block || block.end > size) return false;
    const bytes = new Uint8Array(block.end - block.start);
    readSync(metrics, bytes, 0, bytes.length, block.start);
    if (crc32(bytes) !== block.crc) return false;
    return this.levels.slice(1).every((reader) => {
      const own = blocksAbove(length, reader.level);
      return own === 0 || reader.at(own - 1)?.end === this.endOf(own * FAN_OUT ** reader.level);
    });
  }
}

/**
 * The largest length up to `most` that agrees, found by halving: what is rewritten of a run is its
 * end.
 */
function longestPrefix(most: number, agrees: (length: number) => boolean): number {
  if (agrees(most)) return most;
  let good = 0;
  let bad = most;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (agrees(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
