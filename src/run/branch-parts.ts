import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  closeSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import { changeableSettings, withChangeableSettings } from "../experiment/changeable";
import type { Experiment } from "../experiment/schema";
import { onFile, onFileAsync } from "../shared/files/errors";
import { currentExperiment, isChange } from "../shared/protocol/changes";
import { dataRecordAt } from "../shared/run/data-record";
import { stepOfName } from "../shared/run/picture";
import type { RunEvent } from "../shared/run/run";
import type { Checkpoint } from "./checkpoints";
import { readDataRecord, writeDataRecord } from "./data-record";
import { runFiles } from "./files";
import { appendLines } from "./jsonl";
import { checkpointAt, readCheckpointAt } from "./rewind";
import { rowsUpTo } from "./rows-log";
import { readEvaluations, readEvents } from "./store";

/*
 * The parts of a run up to one of its checkpoints, copied into the folder of another. The run may
 * be trained meanwhile: a checkpoint and a picture are whole or not there, and what grows by lines
 * is read as far as is wanted.
 */

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";

/** Brings a file to the disk. */
function sync(file: string): void {
  onFile(file, () => {
    const handle = openSync(file, "r+");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  });
}

/**
 * Copies the checkpoint of a step, and reads the copy. @throws GanError where there is none, where
 * it is damaged, or where the run has replaced it by a later one meanwhile
 */
export async function copyCheckpoint(from: string, to: string, step: number): Promise<Checkpoint> {
  const file = checkpointAt(from, step);
  const { checkpoints } = runFiles(to);
  mkdirSync(checkpoints, { recursive: true });
  const copy = join(checkpoints, basename(file));
  try {
    copyFileSync(file, copy);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // Says which there are now.
    checkpointAt(from, step);
    throw error;
  }
  sync(copy);
  return readCheckpointAt(from, step, copy);
}

/**
 * Copies the rows up to a step, with their index. @returns the last row's step; -1 where there is
 * none
 */
export async function copyRows(from: string, to: string, step: number): Promise<number> {
  const { end, lastStep } = await rowsUpTo(from, step);
  const { metrics, index } = runFiles(to);
  await onFileAsync(metrics, async () => {
    if (end === 0) writeFileSync(metrics, "");
    else
      await pipeline(
        createReadStream(runFiles(from).metrics, { end: end - 1 }),
        createWriteStream(metrics),
      );
  });
  sync(metrics);
  // It is checked against the rows whenever it is opened.
  copyFolder(runFiles(from).index, index, (name) => name.endsWith(".bin"));
  return lastStep;
}

/**
 * What happened to a run up to a checkpoint.
 *
 * A change that counts from the next step was made at this one, and is in the checkpoint; or it was
 * made after this copy of the checkpoint was taken, and then is none of the branch's.
 */
export async function eventsUpTo(
  from: string,
  config: Experiment,
  { step, settings }: Checkpoint,
): Promise<RunEvent[]> {
  const events = (await readEvents(from)).filter(
    (event) => event.step <= step || (isChange(event) && event.step === step + 1),
  );
  const held = changeableSettings(withChangeableSettings(config, settings));
  const agrees = (some: readonly RunEvent[]) =>
    isDeepStrictEqual(changeableSettings(currentExperiment(config, some)), held);
  const some = [...events];
  while (!agrees(some)) {
    const last = some.findLastIndex((event) => event.step > step);
    if (last < 0) return events;
    some.splice(last, 1);
  }
  return some;
}

export async function copyEvaluations(from: string, to: string, step: number): Promise<void> {
  const evaluations = (await readEvaluations(from)).filter((one) => one.step <= step);
  writeLines(runFiles(to).evaluations, evaluations);
}

/** Writes a new file of lines, and brings it to the disk. */
export function writeLines(file: string, values: readonly object[]): void {
  onFile(file, () => writeFileSync(file, ""));
  appendLines(file, values);
  sync(file);
}

/** Copies the pictures up to a step. */
export function copyPictures(from: string, to: string, step: number): void {
  copyFolder(runFiles(from).samples, runFiles(to).samples, (name) => {
    const at = stepOfName(name);
    return at !== undefined && at <= step && !name.endsWith(".tmp");
  });
}

/** Copies the files of networks that are code, and what held of the run's data at a step. */
export function copyBesides(from: string, to: string, step: number): void {
  const record = readDataRecord(from);
  if (record) writeDataRecord(to, dataRecordAt(record, step));
  copyTree(runFiles(from).modules, runFiles(to).modules);
}

/** Copies the wanted files of a folder; those that are deleted meanwhile are left out. */
function copyFolder(from: string, to: string, isWanted: (name: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  if (!existsSync(from)) return;
  for (const name of readdirSync(from).filter(isWanted)) {
    try {
      copyFileSync(join(from, name), join(to, name));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

function copyTree(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) copyTree(join(from, entry.name), join(to, entry.name));
    else if (entry.isFile()) copyFileSync(join(from, entry.name), join(to, entry.name));
  }
}
