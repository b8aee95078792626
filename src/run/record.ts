import { existsSync, readFileSync, statSync } from "node:fs";
import { GanError, toGanError } from "../shared/errors";
import type { RunRecord } from "../shared/run/run";
import { processExists } from "../shared/files/lock";
import { isLive } from "../shared/run/state";
import { writeFileAtomic } from "./atomic-files";
import { runFiles } from "./files";
import { isRecord, isRow } from "./checks";
import { appendLines, lastValue } from "./jsonl";
import { ownerOf } from "./lock";

/* `run.json`: reads, checks and writes the record of a run. */

/** Reads `run.json`. Throws `bad-run` where it is missing or not one. */
export function readRecord(dir: string): RunRecord {
  const { record } = runFiles(dir);
  const { value, why } = readJson(record);
  if (isRecord(value)) return value;
  throw new GanError(
    "bad-run",
    `no readable run in this folder (${record})${why ? `: ${why}` : ""}`,
    "give the folder of a run, such as .gan/runs/<time>-<name>",
  );
}

/**
 * The value in a file; or why it cannot be read, which goes without saying where there is no file.
 */
function readJson(file: string): { value?: unknown; why?: string } {
  try {
    assertRegular(file);
    return { value: JSON.parse(readFileSync(file, "utf8")) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    if (error instanceof SyntaxError) return { why: "its content is damaged" };
    return { why: toGanError(error).message };
  }
}

/** Refuses what is no file: reading a pipe waits for ever. */
function assertRegular(file: string): void {
  const stats = statSync(file);
  if (stats.isFile()) return;
  const what = stats.isDirectory() ? "a folder" : "a pipe or a device";
  throw new GanError("bad-run", `${file} is ${what}, not a file`, "move it out of the way");
}

/** Refuses a run with a folder, a pipe or a device where one of its files should be. */
export function assertFiles(dir: string): void {
  const { record, config, metrics, events, evaluations, inbox } = runFiles(dir);
  for (const file of [record, config, metrics, events, evaluations, inbox])
    if (existsSync(file)) assertRegular(file);
}

export const recordText = (record: RunRecord): string => `${JSON.stringify(record, null, 2)}\n`;

export function writeRecord(dir: string, record: RunRecord): void {
  writeFileAtomic(runFiles(dir).record, recordText(record));
}

/** How long a process may take to start a trainer. */
const START_MS = 60_000;

/**
 * The record as things stand: one that says it is live but has lost its trainer is set to
 * `interrupted`, in the file as well. A run that has only just been created gets `startMs` for its
 * trainer to start, while the process that begins it lives.
 */
export function settledRecord(dir: string, startMs = START_MS): RunRecord {
  const record = readRecord(dir);
  const justMade =
    record.state === "starting" &&
    processExists(record.pid) &&
    Date.now() - Date.parse(record.updatedAt) < startMs;
  if (!isLive(record.state) || justMade || ownerOf(dir) !== undefined) return record;
  // The trainer may have said its last word between the two looks.
  const again = readRecord(dir);
  if (!isLive(again.state) || ownerOf(dir) !== undefined) return again;
  return interruptedRecord(dir, again);
}

/**
 * The record of a run for the process that has just taken its lock: if it is live, the trainer
 * before was lost.
 */
export function recordBefore(dir: string): RunRecord {
  const record = readRecord(dir);
  const isLost = isLive(record.state) && record.state !== "starting";
  return isLost ? interruptedRecord(dir, record) : record;
}

function interruptedRecord(dir: string, record: RunRecord): RunRecord {
  // Rows are written more often than records.
  const last = lastValue(runFiles(dir).metrics, isRow);
  const came =
    last && last.step > record.step ? { step: last.step, trainingSeconds: last.time } : {};
  const interrupted: RunRecord = {
    ...record,
    ...came,
    state: "interrupted",
    updatedAt: new Date().toISOString(),
  };
  try {
    writeRecord(dir, interrupted);
    appendLines(runFiles(dir).events, [
      { type: "interrupted", step: interrupted.step, time: interrupted.updatedAt },
    ]);
  } catch (error) {
    // Whoever may only look at a run sees how it stands all the same.
    if (toGanError(error).code !== "file-access") throw error;
  }
  return interrupted;
}
