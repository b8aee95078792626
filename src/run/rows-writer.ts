import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { bucketOf, emptyColumns, mergeBuckets, sliceColumns } from "../shared/run/coarse";
import { COLUMN_NAMES, type MetricColumns } from "../shared/run/metrics";
import { lowerBound } from "../shared/run/series";
import type { RowBatch } from "./rows-file";
import {
  type Block,
  BLOCK_ROWS,
  blocksAbove,
  encodeBlock,
  FAN_OUT,
  type LevelReader,
  RECORD_BYTES,
  type RowsIndex,
} from "./rows-index";

/** A level of the index as it grows. */
interface GrowingLevel {
  level: number;
  /** How many blocks are in its file. */
  written: number;
  /** The blocks that are to follow. */
  unwritten: Block[];
  /** Its blocks that make none of the next level yet. */
  waiting: Block[];
}

/** Makes the index grow as rows are written, or as they are read where it is missing. */
export class RowsIndexWriter {
  /** Rows that make no whole block yet. */
  readonly #pending: MetricColumns = emptyColumns(BLOCK_ROWS);
  #pendingRows = 0;
  readonly #levels: readonly [GrowingLevel, ...GrowingLevel[]];
  #start: number;
  #lastStep: number;
  /** Of the bytes from `#start` on that were taken in. */
  #crc = 0;

  /**
   * Goes on after the first `length` blocks of `index`.
   * @param fileOf the file of a level, which holds the blocks of `index`; what it has beyond
   * `length` is cut off.
   */
  constructor(
    readonly fileOf: (level: number) => string,
    index: RowsIndex,
    length: number,
  ) {
    this.#start = index.endOf(length);
    this.#lastStep = index.lastStepOf(length);
    const [lowest, ...upper] = index.levels;
    this.#levels = [growingLevel(lowest, length), ...upper.map((one) => growingLevel(one, length))];
    for (const { level, written } of this.#levels) {
      const file = fileOf(level);
      if (existsSync(file)) truncateSync(file, written * RECORD_BYTES);
    }
  }

  /** Where in metrics.jsonl the rows begin that are to be added. */
  get start(): number {
    return this.#start;
  }

  /** The last step that was added. */
  get lastStep(): number {
    return this.#lastStep;
  }

  /** The rows that no block holds yet. */
  get pending(): MetricColumns {
    return sliceColumns(this.#pending, 0, this.#pendingRows);
  }

  /** Takes rows in that follow in metrics.jsonl upon those before. */
  add({ bytes, start, columns, ends }: Omit<RowBatch, "starts">): void {
    const { length } = columns.step;
    let from = 0;
    for (let row = lowerBound(columns.step, this.#lastStep + 1); row < length;) {
      const count = Math.min(BLOCK_ROWS - this.#pendingRows, length - row);
      this.#push(columns, row, count);
      row += count;
      if (this.#pendingRows < BLOCK_ROWS) break;
      const end = ends[row - 1]!;
      this.#crc = crc32(bytes.subarray(from, end - start), this.#crc);
      from = end - start;
      this.#closeBlock(end);
    }
    this.#crc = crc32(bytes.subarray(from), this.#crc);
  }

  /** Writes the blocks that are complete. */
  flush(): void {
    for (const growing of this.#levels) {
      const { written, unwritten } = growing;
      if (unwritten.length === 0) continue;
      const bytes = Buffer.concat(unwritten.map(encodeBlock));
      const path = this.fileOf(growing.level);
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(path, constants.O_WRONLY | constants.O_CREAT);
      try {
        writeSync(file, bytes, 0, bytes.length, written * RECORD_BYTES);
      } finally {
        closeSync(file);
      }
      growing.written += unwritten.length;
      growing.unwritten = [];
    }
  }

  #push(columns: MetricColumns, row: number, count: number): void {
    for (const name of COLUMN_NAMES)
      this.#pending[name].set(columns[name].subarray(row, row + count), this.#pendingRows);
    this.#pendingRows += count;
    this.#lastStep = columns.step[row + count - 1]!;
  }

  #closeBlock(end: number): void {
    this.#enter(this.#levels[0], {
      ...bucketOf(this.#pending, 0, BLOCK_ROWS),
      start: this.#start,
      end,
      crc: this.#crc,
    });
    this.#pendingRows = 0;
    this.#start = end;
    this.#crc = 0;
  }

  #enter(growing: GrowingLevel, block: Block): void {
    growing.unwritten.push(block);
    const next = this.#levels[growing.level + 1];
    if (!next) return;
    growing.waiting.push(block);
    if (growing.waiting.length < FAN_OUT) return;
    const { waiting } = growing;
    growing.waiting = [];
    const start = Math.min(...waiting.map((one) => one.start));
    this.#enter(next, { ...mergeBuckets(waiting), start, end: block.end, crc: 0 });
  }
}

/** A level whose index goes on after the first `length` blocks of level 0. */
function growingLevel(reader: LevelReader, length: number): GrowingLevel {
  const { level } = reader;
  const written = blocksAbove(length, level);
  const waiting = reader.read(blocksAbove(length, level + 1) * FAN_OUT, written);
  return { level, written, unwritten: [], waiting };
}
