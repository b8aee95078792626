import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, join } from "node:path";
import { GanError } from "../shared/errors";
import { dataRecordAt } from "../shared/run/data-record";
import { stepName, stepOfName } from "../shared/run/picture";
import type { RunEvent, RunRecord } from "../shared/run/run";
import { isLive } from "../shared/run/state";
import { formatCount } from "../shared/text/format";
import { writeFileAtomic, writePiecesAtomic } from "./atomic-files";
import { isEvaluation } from "./checks";
import { readDataRecord, writeDataRecord } from "./data-record";
import { checkpointStep, listCheckpoints, readCheckpoint } from "./checkpoints";
import { deleteSamplesAfter, runFiles } from "./files";
import { appendLines, filterLines, readLines } from "./jsonl";
import { takeLock } from "./lock";
import { readRecord, settledRecord, writeRecord } from "./record";
import { checkpointAt } from "./rewind";
import {
  bytesIn,
  isRewoundStaging,
  readNote,
  type RewoundNote,
  type RewoundPart,
  rewoundParts,
} from "./rewound";
import { RowsLog, rowsUpTo } from "./rows-log";
import { studyOf } from "./study-of";
import { deleteEventFiles } from "./tensorboard/event-files";

/*
 * Takes a run back to one of its checkpoints, and forward again. What is cut off is whole in
 * another place before anything of it is deleted from its own.
 */

/**
 * Takes a run at rest back to the checkpoint of a step. @returns the part that is cut off
 *
 * @throws GanError `busy` while it is trained; `bad-usage` where there is no such checkpoint, or
 * nothing after it, or the run belongs to a study; `bad-run` where the checkpoint is damaged
 */
export const rewindRun = (dir: string, step: number): Promise<RewoundPart> =>
  atRest(dir, () => {
    refuseTrial(dir);
    return cutOff(dir, step);
  });

/** @throws GanError `bad-usage` for a run of a study, which counts what it was trained to */
function refuseTrial(dir: string): void {
  const study = studyOf(dir);
  if (study === undefined) return;
  throw new GanError(
    "bad-usage",
    `"${readRecord(dir).name}" belongs to a study, whose results are those of the whole run (${study})`,
    "leave it and branch, which makes a run outside the study: gan branch RUN --at STEP",
  );
}

/**
 * Takes a run forward again to where it was before it was taken back. What it has been trained
 * since is cut off in its stead. @returns the step at which it stands, and what is cut off
 */
export const undoRewind = (
  dir: string,
  name?: string,
): Promise<{ step: number; cut?: RewoundPart }> =>
  atRest(dir, async () => {
    const parts = rewoundParts(dir);
    const part = name === undefined ? parts[0] : parts.find((one) => one.name === name);
    if (!part)
      throw new GanError(
        "bad-usage",
        `nothing is kept that was cut off this run (${dir})`,
        parts.length > 0 ? `there are ${parts.map((one) => one.name).join(", ")}` : "",
      );
    checkpointAt(dir, part.step);
    const cut = hasLater(dir, part.step) ? await cutOff(dir, part.step) : undefined;
    await putBack(dir, part);
    return { step: part.from, ...(cut ? { cut } : {}) };
  });

/** Works on a run that nobody trains, and that nobody can begin to train meanwhile. */
async function atRest<T>(dir: string, work: () => Promise<T>): Promise<T> {
  const { name, state } = settledRecord(dir);
  if (isLive(state))
    throw new GanError(
      "busy",
      `"${name}" is being trained (${dir})`,
      "stop it first (gan send RUN stop), or leave it and branch: gan branch RUN --at STEP",
    );
  const lock = await takeLock(dir);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

const hasLater = (dir: string, step: number): boolean =>
  readRecord(dir).step > step || listCheckpoints(dir).some((file) => checkpointStep(file) > step);

async function cutOff(dir: string, step: number): Promise<RewoundPart> {
  const { trainingSeconds } = await readCheckpoint(checkpointAt(dir, step));
  if (!hasLater(dir, step))
    throw new GanError(
      "bad-usage",
      `the run stands at step ${formatCount(step)} already (${dir})`,
      "nothing is to be cut off",
    );
  const files = runFiles(dir);
  const record = readRecord(dir);
  const data = readDataRecord(dir);
  const part = await keepAside(dir, step, record);
  for (const file of listCheckpoints(dir)) if (checkpointStep(file) > step) rmSync(file);
  await RowsLog.open(dir, step);
  await filterLines(files.evaluations, isEvaluation, (evaluation) => evaluation.step <= step);
  deleteSamplesAfter(dir, step);
  rmSync(files.curves, { force: true });
  deleteEventFiles(dir);
  if (data && data.fromStep > step) writeDataRecord(dir, dataRecordAt(data, step));
  const time = new Date().toISOString();
  const rewound: RunEvent = { type: "rewound", from: record.step, kept: part.name, step, time };
  appendLines(files.events, [rewound]);
  const back: RunRecord = { ...record, state: "stopped", step, trainingSeconds, updatedAt: time };
  delete back.error;
  writeRecord(dir, back);
  return part;
}

/** Copies what comes after a step, and the checkpoint of the step itself, into a folder. */
async function keepAside(dir: string, step: number, record: RunRecord): Promise<RewoundPart> {
  const files = runFiles(dir);
  const time = new Date().toISOString();
  const name = `${time.replace(/\D/g, "").slice(0, 17)}-${stepName(step)}`;
  const folder = join(files.rewound, name);
  const staging = `${folder}.${process.pid}.tmp`;
  const kept = runFiles(staging);
  for (const one of [kept.checkpoints, kept.samples]) mkdirSync(one, { recursive: true });
  sweepStaging(files.rewound, staging);
  try {
    for (const one of listCheckpoints(dir))
      if (checkpointStep(one) >= step) linkOrCopy(one, join(kept.checkpoints, basename(one)));
    for (const one of readdirSync(files.samples))
      if ((stepOfName(one) ?? -1) > step)
        linkOrCopy(join(files.samples, one), join(kept.samples, one));
    const { end } = await rowsUpTo(dir, step);
    await writePiecesAtomic(kept.metrics, bytesOf(files.metrics, end));
    await writePiecesAtomic(kept.evaluations, evaluationsAfter(dir, step));
    for (const one of ["events", "curves", "data"] as const)
      if (existsSync(files[one])) copyFileSync(files[one], kept[one]);
    const note: RewoundNote = { step, time, record };
    writeFileAtomic(join(staging, "note.json"), `${JSON.stringify(note, null, 2)}\n`);
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    throw error;
  }
  return { name, dir: folder, step, from: record.step, time, bytes: bytesIn(folder) };
}

/** Deletes what a process that was killed left half written here. */
function sweepStaging(folder: string, own: string): void {
  for (const name of readdirSync(folder))
    if (isRewoundStaging(name) && join(folder, name) !== own)
      rmSync(join(folder, name), { recursive: true, force: true });
}

/** The bytes [from, to) of a file, read a piece at a time; none where there is no file. */
async function* bytesOf(file: string, from = 0, to = Infinity): AsyncGenerator<Uint8Array> {
  if (!existsSync(file) || to <= from) return;
  for await (const piece of createReadStream(file, { start: from, end: to - 1 }))
    yield piece as Uint8Array;
}

async function* evaluationsAfter(dir: string, step: number): AsyncGenerator<string> {
  for await (const one of readLines(runFiles(dir).evaluations, isEvaluation))
    if (one.step > step) yield `${JSON.stringify(one)}\n`;
}

/** A file of a run is replaced and never written again, so that two names can share it. */
function linkOrCopy(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

/** Puts a part back in its place. What a process that was killed here put back stays once. */
async function putBack(dir: string, { dir: from, name: kept, step }: RewoundPart): Promise<void> {
  const { record } = readNote(from)!;
  const files = runFiles(dir);
  const parts = runFiles(from);
  for (const folder of ["checkpoints", "samples"] as const)
    for (const one of readdirSync(parts[folder]))
      linkOrCopy(join(parts[folder], one), join(files[folder], one));
  const { end } = await rowsUpTo(dir, step);
  await writePiecesAtomic(files.metrics, joined(bytesOf(files.metrics, 0, end), parts.metrics));
  await filterLines(files.evaluations, isEvaluation, (evaluation) => evaluation.step <= step);
  const earlier = bytesOf(files.evaluations);
  await writePiecesAtomic(files.evaluations, joined(earlier, parts.evaluations));
  deleteEventFiles(dir);
  if (existsSync(parts.events)) writeFileAtomic(files.events, readFileSync(parts.events));
  for (const one of ["curves", "data"] as const)
    if (existsSync(parts[one])) copyFileSync(parts[one], files[one]);
  const time = new Date().toISOString();
  const restored: RunEvent = { type: "restored", kept, step: record.step, time };
  appendLines(files.events, [restored]);
  const { id, name } = readRecord(dir);
  const state = isLive(record.state) ? "interrupted" : record.state;
  writeRecord(dir, { ...record, id, name, state, updatedAt: time });
  rmSync(from, { recursive: true, force: true });
}

async function* joined(
  before: AsyncIterable<Uint8Array>,
  after: string,
): AsyncGenerator<Uint8Array> {
  yield* before;
  yield* bytesOf(after);
}
