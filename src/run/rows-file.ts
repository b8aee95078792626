import type { FileHandle } from "node:fs/promises";
import { type MetricColumns, type MetricRow, toColumns } from "../shared/run/metrics";
import { isRow } from "./checks";
import { parseLine } from "./jsonl";

/*
 * metrics.jsonl, read a piece at a time. Its rows are the lines that hold a row whose step comes
 * after that of the row before: a torn, foreign or doubled line is none. So the rows of the file's
 * beginning are the beginning of its rows.
 */

const CHUNK_BYTES = 1 << 18;
/** A line longer than this is no row. */
const MAX_LINE_BYTES = 1 << 16;
const NEWLINE = 10;

/** Some rows of the file. */
export interface RowBatch {
  /** The whole lines that were read, and where in the file they begin. */
  bytes: Buffer;
  start: number;
  columns: MetricColumns;
  /** For each row where in the file its line begins, and where the next does. */
  starts: readonly number[];
  ends: readonly number[];
}

/** Is told how much of a long reading is done, in [0, 1]. */
export type OnProgress = (fraction: number) => void;

/**
 * A reading is told of whenever so many bytes more are done, which takes a few tenths of a second.
 */
const PROGRESS_BYTES = 1 << 24;

/**
 * The rows after step `after` whose lines lie in the bytes [from, to) of the file; `from` is where
 * a line begins.
 *
 * @param onProgress is told how far the reading is, where it is a long one
 */
export async function* rowBatches(
  file: FileHandle,
  from: number,
  to: number,
  after: number,
  onProgress?: OnProgress,
): AsyncGenerator<RowBatch> {
  let last = after;
  let toldAt = from;
  for await (const { bytes, start } of lineChunks(file, from, to)) {
    const rows: MetricRow[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const text = bytes.toString("latin1");
    for (let begin = 0; begin < text.length;) {
      const end = text.indexOf("\n", begin);
      if (end < 0) break;
      const row = parseLine(text.slice(begin, end), isRow);
      const next = end + 1;
      if (row && row.step > last) {
        last = row.step;
        rows.push(row);
        starts.push(start + begin);
        ends.push(start + next);
      }
      begin = next;
    }
    yield { bytes, start, columns: toColumns(rows), starts, ends };
    const end = start + bytes.length;
    if (end - toldAt < PROGRESS_BYTES) continue;
    toldAt = end;
    onProgress?.((end - from) / (to - from));
  }
}

/**
 * The bytes [from, to) in pieces that end with a line; what comes after the last line's end is left
 * out. A line that is too long comes in parts.
 */
async function* lineChunks(
  file: FileHandle,
  from: number,
  to: number,
): AsyncGenerator<{ bytes: Buffer; start: number }> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES + MAX_LINE_BYTES);
  let kept = 0;
  for (let at = from; at < to;) {
    const wanted = Math.min(CHUNK_BYTES, to - at);
    const { bytesRead } = await file.read(buffer, kept, wanted, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    const filled = kept + bytesRead;
    const lines = buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
    const end = filled - lines > MAX_LINE_BYTES ? filled : lines;
    if (end > 0) yield { bytes: buffer.subarray(0, end), start: at - filled };
    kept = filled - end;
    buffer.copyWithin(0, end, filled);
  }
}
