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
  LEVELS,
  RECORD_BYTES,
  type RowsIndex,
} from "./rows-index";

/** Makes the index grow as rows are written, or as they are read where it is missing. */
export class RowsIndexWriter {
  /** Rows that make no whole block yet. */
  readonly #pending: MetricColumns = emptyColumns(BLOCK_ROWS);
  #pendingRows = 0;
  /** For each level its blocks that make none of the next level yet. */
  readonly #waiting: Block[][];
  /** For each level how many blocks are in its file. */
  readonly #written: number[];
  /** For each level the blocks that are to follow. */
  readonly #unwritten: Block[][];
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
    this.#written = index.levels.map(({ level }) => blocksAbove(length, level));
    this.#unwritten = index.levels.map(() => []);
    this.#waiting = index.levels.map((reader, level) =>
      reader.read(blocksAbove(length, level + 1) * FAN_OUT, this.#written[level]!),
    );
    for (const { level } of index.levels) {
      const file = fileOf(level);
      if (existsSync(file)) truncateSync(file, this.#written[level]! * RECORD_BYTES);
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
    for (const [level, blocks] of this.#unwritten.entries()) {
      if (blocks.length === 0) continue;
      const bytes = Buffer.concat(blocks.map(encodeBlock));
      const path = this.fileOf(level);
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(path, constants.O_WRONLY | constants.O_CREAT);
      try {
        writeSync(file, bytes, 0, bytes.length, this.#written[level]! * RECORD_BYTES);
      } finally {
        closeSync(file);
      }
      this.#written[level]! += blocks.length;
      blocks.length = 0;
    }
  }

  #push(columns: MetricColumns, row: number, count: number): void {
    for (const name of COLUMN_NAMES)
      this.#pending[name].set(columns[name].subarray(row, row + count), this.#pendingRows);
    this.#pendingRows += count;
    this.#lastStep = columns.step[row + count - 1]!;
  }

  #closeBlock(end: number): void {
    this.#enter(0, {
      ...bucketOf(this.#pending, 0, BLOCK_ROWS),
      start: this.#start,
      end,
      crc: this.#crc,
    });
    this.#pendingRows = 0;
    this.#start = end;
    this.#crc = 0;
  }

  #enter(level: number, block: Block): void {
    this.#unwritten[level]!.push(block);
    if (level + 1 === LEVELS) return;
    const waiting = this.#waiting[level]!;
    waiting.push(block);
    if (waiting.length < FAN_OUT) return;
    const start = waiting[0]!.start;
    this.#enter(level + 1, { ...mergeBuckets(waiting), start, end: block.end, crc: 0 });
    waiting.length = 0;
  }
}
