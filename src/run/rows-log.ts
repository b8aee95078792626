import { appendFileSync, existsSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { sliceColumns } from "../shared/run/coarse";
import { type MetricRow, toColumns } from "../shared/run/metrics";
import { lowerBound } from "../shared/run/series";
import { runFiles } from "./files";
import { type OnProgress, type RowBatch, rowBatches } from "./rows-file";
import { levelFile, RowsIndex } from "./rows-index";
import { RowsIndexWriter } from "./rows-writer";

/** metrics.jsonl of a run in training, and its index, which grow together. */
export class RowsLog {
  private constructor(
    private readonly file: string,
    private size: number,
    private index: RowsIndexWriter | undefined,
  ) {}

  /**
   * Forgets the rows after `step`, from which the run goes on. Only what comes after the last block
   * of the index that is kept is read; where there is no index yet it is made.
   *
   * @param onIndexing is told how much of the index is made, where that takes a while
   */
  static async open(dir: string, step: number, onIndexing?: OnProgress): Promise<RowsLog> {
    const { metrics, index: folder } = runFiles(dir);
    appendFileSync(metrics, "");
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      if (name.endsWith(".tmp")) rmSync(join(folder, name), { force: true });
    const file = await open(metrics, "r");
    const index = new RowsIndex(folder, file.fd);
    try {
      const { size } = await file.stat();
      const writer = new RowsIndexWriter(
        (level) => levelFile(folder, level),
        index,
        index.find(step + 1),
      );
      const kept = await addUntil(writer, file, { size, step, onIndexing });
      if (kept < size) truncateSync(metrics, kept);
      const log = new RowsLog(metrics, kept, writer);
      if (!(await endsWithLine(file, kept)))
        log.#append("\n", { columns: toColumns([]), ends: [] });
      return log;
    } finally {
      index.close();
      await file.close();
    }
  }

  /** @param columns the same rows */
  append(rows: readonly MetricRow[], columns = toColumns(rows)): void {
    if (rows.length === 0) return;
    // A row holds numbers alone, so that this is found between rows and nowhere else.
    const text = `${JSON.stringify(rows).slice(1, -1).replaceAll("},{", "}\n{")}\n`;
    const ends: number[] = [];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
      ends.push(this.size + at + 1);
    this.#append(text, { columns, ends });
  }

  #append(text: string, lines: Pick<RowBatch, "columns" | "ends">): void {
    const bytes = Buffer.from(text, "latin1");
    appendFileSync(this.file, bytes);
    const start = this.size;
    this.size += bytes.length;
    try {
      this.index?.add({ bytes, start, ...lines });
      this.index?.flush();
    } catch {
      // Whoever reads the run makes the index anew. The rows are what matters.
      this.index = undefined;
    }
  }
}

/**
 * Adds the rows up to `step`, and returns where in the file the first row after it begins, or the
 * torn last line.
 */
async function addUntil(
  writer: RowsIndexWriter,
  file: FileHandle,
  { size, step, onIndexing }: { size: number; step: number; onIndexing: OnProgress | undefined },
): Promise<number> {
  let end = writer.start;
  for await (const batch of rowBatches(file, end, size, writer.lastStep, onIndexing)) {
    const later = lowerBound(batch.columns.step, step + 1);
    if (later === batch.columns.step.length) {
      end = batch.start + batch.bytes.length;
      writer.add(batch);
    } else {
      end = batch.starts[later]!;
      const bytes = batch.bytes.subarray(0, end - batch.start);
      writer.add({ ...batch, bytes, columns: sliceColumns(batch.columns, 0, later) });
    }
    writer.flush();
    if (later < batch.columns.step.length) break;
  }
  return end;
}

/**
 * Where in metrics.jsonl the rows up to a step end, also while others are added; and the last row's
 * step, -1 where there is none.
 */
export async function rowsUpTo(
  dir: string,
  step: number,
): Promise<{ end: number; lastStep: number }> {
  const { metrics, index: folder } = runFiles(dir);
  if (!existsSync(metrics)) return { end: 0, lastStep: -1 };
  const file = await open(metrics, "r");
  const index = new RowsIndex(folder, file.fd);
  try {
    const { size } = await file.stat();
    const blocks = index.find(step + 1);
    let end = index.endOf(blocks);
    let lastStep = Math.max(-1, index.lastStepOf(blocks));
    for await (const { columns, ends } of rowBatches(file, end, size, lastStep)) {
      const count = lowerBound(columns.step, step + 1);
      end = ends[count - 1] ?? end;
      lastStep = columns.step[count - 1] ?? lastStep;
      if (count < columns.step.length) break;
    }
    return { end, lastStep };
  } finally {
    index.close();
    await file.close();
  }
}

/** Whether the bytes up to `end` are whole lines. */
async function endsWithLine(file: FileHandle, end: number): Promise<boolean> {
  if (end === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, end - 1);
  return buffer.toString() === "\n";
}
