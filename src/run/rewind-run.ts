import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { GanError } from "../shared/errors";
import type { RunEvent } from "../shared/run/run";
import { isLive } from "../shared/run/state";
import { formatCount } from "../shared/text/format";
import { type PreparedFiles, prepareFiles } from "./atomic-files";
import { checkpointAt } from "./checkpoint-files";
import {
  bytesOf,
  cutOff,
  evaluationsOf,
  hasLater,
  linkOrCopy,
  newPartName,
  withLine,
} from "./cut-off";
import { runFiles } from "./files";
import { takeLock } from "./lock";
import { readRecord, recordText, settledRecord } from "./record";
import {
  continuesRun,
  isRewoundStaging,
  readNote,
  type RewoundPart,
  rewoundParts,
} from "./rewound";
import { rowsUpTo } from "./rows-log";
import { readEvents } from "./store";
import { studyOf } from "./study-of";
import { deleteEventFiles } from "./tensorboard/event-files";

/* Takes a run back to one of its checkpoints, and forward again. */

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
 *
 * @param name of the part that is brought back; left out: the latest that continues the run
 * @throws GanError `bad-usage` where nothing is kept that continues the run as it is
 */
export const undoRewind = (
  dir: string,
  name?: string,
): Promise<{ step: number; cut?: RewoundPart }> =>
  atRest(dir, async () => {
    const events = await readEvents(dir);
    const parts = rewoundParts(dir);
    const fitting = parts.filter((one) => continuesRun(one, events));
    const part = fitting.find((one) => name === undefined || one.name === name);
    if (!part) throw nothingFits(dir, parts);
    restoreCheckpoint(dir, part);
    const cutName = hasLater(dir, part.step) ? newPartName(part.step) : undefined;
    const others = fitting.filter((one) => one !== part && one.step <= part.step);
    const files = await prepareReturn(dir, part, [
      ...(cutName === undefined ? [] : [cutName]),
      ...others.map((one) => one.name),
    ]);
    try {
      const cut = cutName === undefined ? undefined : await cutOff(dir, part.step, cutName);
      bringBack(dir, part, files);
      return { step: part.from, ...(cut ? { cut } : {}) };
    } finally {
      files.discard();
    }
  });

/** @param parts all that is kept of the run; the run has gone back before each since */
function nothingFits(dir: string, [latest]: readonly RewoundPart[]): GanError {
  if (!latest)
    return new GanError(
      "bad-usage",
      `nothing is kept that was cut off this run (${dir})`,
      "gan rewind RUN --to STEP takes a run back",
    );
  return new GanError(
    "bad-usage",
    `the run went back before step ${formatCount(latest.step)}, and what was cut off there no ` +
      `longer continues it (${latest.dir})`,
    "gan clean RUN deletes what was cut off",
  );
}

/** The run may have freed the checkpoint from which the part goes on. */
function restoreCheckpoint(dir: string, part: RewoundPart): void {
  const kept = checkpointAt(part.dir, part.step);
  const own = join(runFiles(dir).checkpoints, basename(kept));
  if (!existsSync(own)) linkOrCopy(kept, own);
}

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
    sweepStaging(runFiles(dir).rewound);
    return await work();
  } finally {
    lock.release();
  }
}

/** Deletes what a process that was killed left half written here. */
function sweepStaging(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : [])
    if (isRewoundStaging(name)) rmSync(join(folder, name), { recursive: true, force: true });
}

/**
 * Writes what the run's files are once a part is back, beside them.
 *
 * @param others names of what else continues the run then
 */
async function prepareReturn(
  dir: string,
  { dir: from, name: kept, step }: RewoundPart,
  others: string[],
): Promise<PreparedFiles> {
  const { record } = readNote(from)!;
  const files = runFiles(dir);
  const parts = runFiles(from);
  const { end } = await rowsUpTo(dir, step);
  const time = new Date().toISOString();
  const restored: RunEvent = {
    type: "restored",
    kept,
    others,
    step: record.step,
    time,
  };
  const { id, name } = readRecord(dir);
  const state = isLive(record.state) ? "interrupted" : record.state;
  return prepareFiles([
    { file: files.metrics, pieces: joined(bytesOf(files.metrics, 0, end), bytesOf(parts.metrics)) },
    {
      file: files.evaluations,
      pieces: joined(
        evaluationsOf(dir, (at) => at <= step),
        bytesOf(parts.evaluations),
      ),
    },
    ...(["curves", "data"] as const)
      .filter((one) => existsSync(parts[one]))
      .map((one) => ({ file: files[one], pieces: bytesOf(parts[one]) })),
    { file: files.events, pieces: withLine(parts.events, restored) },
    {
      file: files.record,
      pieces: [recordText({ ...record, id, name, state, updatedAt: time })],
    },
  ]);
}

/** Puts a part back in its place. */
function bringBack(dir: string, part: RewoundPart, files: PreparedFiles): void {
  const to = runFiles(dir);
  const from = runFiles(part.dir);
  for (const folder of ["samples", "checkpoints"] as const)
    for (const one of readdirSync(from[folder]))
      linkOrCopy(join(from[folder], one), join(to[folder], one));
  files.commit();
  deleteEventFiles(dir);
  rmSync(part.dir, { recursive: true, force: true });
}

async function* joined(
  ...all: AsyncIterable<string | Uint8Array>[]
): AsyncGenerator<string | Uint8Array> {
  for (const one of all) yield* one;
}
