import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { GanError } from "../shared/errors";
import { dataRecordAt } from "../shared/run/data-record";
import { stepName, stepOfName } from "../shared/run/picture";
import type { RunEvent, RunRecord } from "../shared/run/run";
import { formatCount } from "../shared/text/format";
import { prepareFiles, writeFileAtomic, writePiecesAtomic } from "./atomic-files";
import { isEvaluation } from "./checks";
import { checkpointStep, listCheckpoints } from "./checkpoints";
import { dataRecordText, readDataRecord } from "./data-record";
import { deleteSamplesAfter, runFiles } from "./files";
import { readLines } from "./jsonl";
import { removeIfEmpty } from "./own-files";
import { readRecord, recordText } from "./record";
import { readCheckpointAt } from "./rewind";
import { bytesIn, type RewoundNote, type RewoundPart } from "./rewound";
import { rowsUpTo } from "./rows-log";
import { deleteEventFiles } from "./tensorboard/event-files";

/*
 * Cuts off what a run has trained after a step. It is whole in another place, and all that needs
 * room on the disk is written, before anything of it is deleted from its own.
 */

/** Whether a run has trained beyond a step. */
export const hasLater = (dir: string, step: number): boolean =>
  readRecord(dir).step > step || listCheckpoints(dir).some((file) => checkpointStep(file) > step);

/** The name of a part that is cut off now. */
export const newPartName = (step: number): string =>
  `${new Date().toISOString().replace(/\D/g, "").slice(0, 17)}-${stepName(step)}`;

/** Takes a run, whose lock is held, back to the checkpoint of a step. @returns what is cut off */
export async function cutOff(
  dir: string,
  step: number,
  name = newPartName(step),
): Promise<RewoundPart> {
  const { trainingSeconds } = await readCheckpointAt(dir, step);
  if (!hasLater(dir, step))
    throw new GanError(
      "bad-usage",
      `the run stands at step ${formatCount(step)} already (${dir})`,
      "nothing is to be cut off",
    );
  const files = runFiles(dir);
  const record = readRecord(dir);
  const time = new Date().toISOString();
  const rewound: RunEvent = { type: "rewound", from: record.step, kept: name, step, time };
  const back: RunRecord = { ...record, state: "stopped", step, trainingSeconds, updatedAt: time };
  delete back.error;
  const { end } = await rowsUpTo(dir, step);
  const part = await keepAside(dir, { step, name, record, end });
  try {
    const data = readDataRecord(dir);
    const earlier = await prepareFiles([
      { file: files.record, pieces: [recordText(back)] },
      { file: files.events, pieces: withLine(files.events, rewound) },
      { file: files.evaluations, pieces: evaluationsOf(dir, (at) => at <= step) },
      ...(data && data.fromStep > step
        ? [{ file: files.data, pieces: [dataRecordText(dataRecordAt(data, step))] }]
        : []),
    ]);
    earlier.commit();
  } catch (error) {
    forget(part.dir);
    throw error;
  }
  for (const file of listCheckpoints(dir)) if (checkpointStep(file) > step) rmSync(file);
  if (existsSync(files.metrics)) truncateSync(files.metrics, end);
  deleteSamplesAfter(dir, step);
  rmSync(files.curves, { force: true });
  deleteEventFiles(dir);
  return part;
}

interface Cut {
  step: number;
  name: string;
  /** The run's record before. */
  record: RunRecord;
  /** Where in `metrics.jsonl` the rows after the step begin, in bytes. */
  end: number;
}

/** Copies what comes after a step, and the checkpoint of the step itself, into a folder. */
async function keepAside(dir: string, { step, name, record, end }: Cut): Promise<RewoundPart> {
  const files = runFiles(dir);
  const folder = join(files.rewound, name);
  const staging = `${folder}.${process.pid}.tmp`;
  const kept = runFiles(staging);
  try {
    for (const one of [kept.checkpoints, kept.samples]) mkdirSync(one, { recursive: true });
    for (const one of listCheckpoints(dir))
      if (checkpointStep(one) >= step) linkOrCopy(one, join(kept.checkpoints, basename(one)));
    for (const one of readdirSync(files.samples))
      if ((stepOfName(one) ?? -1) > step)
        linkOrCopy(join(files.samples, one), join(kept.samples, one));
    await writePiecesAtomic(kept.metrics, bytesOf(files.metrics, end));
    await writePiecesAtomic(
      kept.evaluations,
      evaluationsOf(dir, (at) => at > step),
    );
    for (const one of ["events", "curves", "data"] as const)
      if (existsSync(files[one])) copyFileSync(files[one], kept[one]);
    const time = new Date().toISOString();
    const note: RewoundNote = { step, time, record };
    writeFileAtomic(join(staging, "note.json"), `${JSON.stringify(note, null, 2)}\n`);
    renameSync(staging, folder);
    return { name, dir: folder, step, from: record.step, time, bytes: bytesIn(folder) };
  } catch (error) {
    forget(staging);
    throw error;
  }
}

/** Deletes a part that came to nothing. */
function forget(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  removeIfEmpty(dirname(folder));
}

/** The bytes [from, to) of a file, read a piece at a time; none where there is no file. */
export async function* bytesOf(file: string, from = 0, to = Infinity): AsyncGenerator<Uint8Array> {
  if (!existsSync(file) || to <= from) return;
  for await (const piece of createReadStream(file, { start: from, end: to - 1 }))
    yield piece as Uint8Array;
}

/** The content of a file of lines, and a line more. */
export async function* withLine(file: string, value: object): AsyncGenerator<string | Uint8Array> {
  yield* bytesOf(file);
  yield `${JSON.stringify(value)}\n`;
}

/** The lines of a run's evaluations at some steps. */
export async function* evaluationsOf(
  dir: string,
  isWanted: (step: number) => boolean,
): AsyncGenerator<string> {
  for await (const one of readLines(runFiles(dir).evaluations, isEvaluation))
    if (isWanted(one.step)) yield `${JSON.stringify(one)}\n`;
}

/** A file of a run is replaced and never written again, so that two names can share it. */
export function linkOrCopy(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
