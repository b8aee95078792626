import { existsSync, lstatSync, statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Experiment } from "../experiment/schema";
import { GanError, toGanError } from "../shared/errors";
import { currentEvent } from "../shared/protocol/old-changes";
import type { RunRows } from "../shared/run/coarse";
import { type Picture, stepOfName } from "../shared/run/picture";
import type { Evaluation, RunEvent, RunSummary } from "../shared/run/run";
import { isEvaluation, isEvent, isObject } from "./checks";
import { pictureDataPath, runFiles } from "./files";
import { type LineCheck, readLines } from "./jsonl";
import { readNotes } from "./notes";
import { assertFiles, settledRecord } from "./record";
import { isStaging } from "./staging";
import { readRows, type StepRange } from "./rows";
import { TimeSlice } from "./time-slice";
import type { OnProgress } from "./rows-file";

/* Reads runs back from their folders. */

/** A folder that holds a run which cannot be read, and why. */
export interface UnreadableRun {
  dir: string;
  reason: string;
}

/**
 * All runs, newest first. Folders that hold none are passed over; a run whose trainer is gone is
 * set to interrupted.
 */
export async function listRuns(runsDir: string): Promise<RunSummary[]> {
  return (await listFolder(runsDir)).runs;
}

/** All runs, newest first, and those that cannot be read. */
export async function listFolder(
  runsDir: string,
): Promise<{ runs: RunSummary[]; unreadable: UnreadableRun[] }> {
  if (!existsSync(runsDir)) return { runs: [], unreadable: [] };
  const runs: RunSummary[] = [];
  const unreadable: UnreadableRun[] = [];
  const slice = new TimeSlice();
  for (const name of await readdir(runsDir)) {
    if (isStaging(name)) continue;
    const dir = join(runsDir, name);
    await slice.pause();
    try {
      // A link to a run is one as well.
      if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() && holdsRecord(dir))
        runs.push({ dir, record: settledRecord(dir), ...notesOfRun(dir) });
    } catch (error) {
      unreadable.push({ dir, reason: toGanError(error).message });
    }
  }
  runs.sort(
    (a, b) => -compareTexts(a.record.createdAt, b.record.createdAt) || -compareTexts(a.dir, b.dir),
  );
  return { runs, unreadable };
}

/** By their characters: comparing thousands of texts as a language does takes long. */
const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

function notesOfRun(dir: string): Pick<RunSummary, "notes"> {
  const notes = readNotes(dir);
  return Object.keys(notes).length > 0 ? { notes } : {};
}

/** Whether a folder has a `run.json`. @throws what keeps this from being known */
function holdsRecord(dir: string): boolean {
  try {
    lstatSync(runFiles(dir).record);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** What a run folder tells beside the rows of its steps. */
export interface RunHistory {
  summary: RunSummary;
  experiment: Experiment;
  events: RunEvent[];
  evaluations: Evaluation[];
  sampleSteps: number[];
}

/** All that a run folder tells. A long run's rows are those of `readRows`. */
export type StoredRun = RunHistory & RunRows;

/**
 * Reads a run, live or at rest. Files are read a piece at a time, so that the caller's event loop
 * keeps turning.
 */
export const readRun = async (
  dir: string,
  range: StepRange = {},
  onIndexing?: OnProgress,
): Promise<StoredRun> => ({
  ...(await readHistory(dir)),
  ...(await readRows(dir, range, onIndexing)),
});

export async function readHistory(dir: string): Promise<RunHistory> {
  const record = settledRecord(dir);
  assertFiles(dir);
  return {
    summary: { dir, record },
    experiment: await readExperiment(dir),
    events: await readEvents(dir),
    evaluations: await readEvaluations(dir),
    sampleSteps: await sampleSteps(dir),
  };
}

/** The evaluations of a run, in their order. */
export const readEvaluations = (dir: string): Promise<Evaluation[]> =>
  readOnce(runFiles(dir).evaluations, isEvaluation);

/**
 * What happened to a run, in its order. Changes that an earlier version wrote are read as this one
 * writes them.
 */
export const readEvents = async (dir: string): Promise<RunEvent[]> =>
  (await readOnce(runFiles(dir).events, isEvent)).map(currentEvent);

/** The values of a file without those that repeat one before. */
async function readOnce<T>(file: string, fits: LineCheck<T>): Promise<T[]> {
  const values = new Map<string, T>();
  for await (const value of readLines(file, fits)) values.set(JSON.stringify(value), value);
  return [...values.values()];
}

/** The experiment as it was run, with its defaults filled in. */
export async function readExperiment(dir: string): Promise<Experiment> {
  const { config } = runFiles(dir);
  const bad = (why: string, cause?: unknown) =>
    new GanError(
      "bad-run",
      `the run has no readable config: ${why} (${config})`,
      "put the file back from a copy, or start a new run",
      { cause },
    );
  let stored: unknown;
  try {
    stored = JSON.parse(await readFile(config, "utf8"));
  } catch (error) {
    throw bad((error as Error).message, error);
  }
  // A run of an earlier version lacks what was added since; it was run with what is the default
  // now.
  // Late: what only lists runs, as VS Code's activation does, need not wait for the schema.
  const { experimentSchema } = await import("../experiment/schema");
  const { data, error } = experimentSchema.safeParse(stored);
  if (data) return data;
  const { formatIssues } = await import("../experiment/explain");
  throw bad(formatIssues(error, experimentSchema, stored));
}

/** Steps that have a picture, ascending. */
export async function sampleSteps(dir: string): Promise<number[]> {
  const { samples } = runFiles(dir);
  if (!existsSync(samples)) return [];
  return (await readdir(samples))
    .flatMap((name) => stepOfName(name, ".png") ?? [])
    .sort((a, b) => a - b);
}

/** What the picture at a step shows, as numbers; undefined where there is none. */
export async function readPicture(dir: string, step: number): Promise<Picture | undefined> {
  try {
    const picture: unknown = JSON.parse(await readFile(pictureDataPath(dir, step), "utf8"));
    return isObject(picture) ? (picture as unknown as Picture) : undefined;
  } catch {
    return undefined;
  }
}
