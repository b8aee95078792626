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
import { bucketOf, emptyColumns, mergeBuckets, sliceColumns } from "../shared/coarse";
import { COLUMN_NAMES, type MetricColumns, type MetricRow } from "../shared/metrics";
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
   * @param fileOf the file of a level, which holds the blocks of `index`; what it has beyond `length` is cut off.
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
  add({ bytes, start, rows, ends }: Omit<RowBatch, "starts">): void {
    let from = 0;
    for (const [i, row] of rows.entries()) {
      if (row.step <= this.#lastStep) continue;
      this.#push(row);
      if (this.#pendingRows < BLOCK_ROWS) continue;
      const to = ends[i]! - start;
      this.#crc = crc32(bytes.subarray(from, to), this.#crc);
      from = to;
      this.#closeBlock(ends[i]!);
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

  #push(row: MetricRow): void {
    for (const name of COLUMN_NAMES) {
      const value = row[name];
      // As the row comes back from the file, where JSON has neither infinities nor a negative zero.
      this.#pending[name][this.#pendingRows] = Number.isFinite(value) ? value + 0 : NaN;
    }
    this.#pendingRows++;
    this.#lastStep = row.step;
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
