import { existsSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { runFiles, settledRecord } from "../run";
import { rowBatches } from "../run/rows-file";
import { rowsUpTo } from "../run/rows-log";
import type { ColumnName, MetricColumns } from "../shared/run/metrics";
import { isLive } from "../shared/run/state";

/* The metrics of a run as text, a piece at a time, so that a run of any length can be written. */

/** How often a run in training is looked at for more. */
const POLL_MS = 1000;

interface RowsAsked {
  /** Rows of later steps than this. Left out: all. */
  since?: number | undefined;
  /** Goes on until nobody trains the run any more. */
  follow?: boolean | undefined;
}

/** The rows of a run, as they are read. */
export async function* rowColumns(
  dir: string,
  { since, follow = false }: RowsAsked = {},
): AsyncGenerator<MetricColumns> {
  const { metrics } = runFiles(dir);
  let at = since === undefined ? { end: 0, lastStep: -1 } : await rowsUpTo(dir, since);
  for (;;) {
    // Looked at before its rows, so that the last ones are read, too.
    const { state } = settledRecord(dir);
    // A run that starts may yet cut off rows after the checkpoint that it goes on from.
    if (existsSync(metrics) && !(follow && state === "starting")) {
      const file = await open(metrics, "r");
      try {
        at = yield* rowsAfter(file, at);
      } finally {
        await file.close();
      }
    }
    if (!follow || !isLive(state)) return;
    await sleep(POLL_MS);
  }
}

/** Where in metrics.jsonl a reading stands. */
type Place = Awaited<ReturnType<typeof rowsUpTo>>;

/** The rows that follow a place. @returns the place where they end */
async function* rowsAfter(
  file: FileHandle,
  { end, lastStep }: Place,
): AsyncGenerator<MetricColumns, Place> {
  const place = { end, lastStep };
  const { size } = await file.stat();
  for await (const { start, bytes, columns } of rowBatches(file, end, size, lastStep)) {
    place.end = start + bytes.length;
    place.lastStep = columns.step.at(-1) ?? place.lastStep;
    if (columns.step.length > 0) yield columns;
  }
  return place;
}

/** Rows as comma-separated values. What is no number is left empty. */
export function csvRows(columns: MetricColumns, names: readonly ColumnName[]): string {
  const lines = Array.from(columns.step, (_, i) => csvLine(names.map((name) => columns[name][i])));
  return lines.join("");
}

/** Numbers, and texts without commas, as a line of comma-separated values. */
export const csvLine = (cells: readonly (number | string | undefined)[]): string =>
  `${cells.map((one) => (typeof one === "string" || Number.isFinite(one) ? String(one) : "")).join(",")}\n`;

/** Rows as JSON objects, one a line. What is no number is null. */
export function jsonRows(columns: MetricColumns, names: readonly ColumnName[]): string {
  const lines = Array.from(columns.step, (_, i) => {
    const row = Object.fromEntries(names.map((name) => [name, columns[name][i]]));
    return `${JSON.stringify(row)}\n`;
  });
  return lines.join("");
}
