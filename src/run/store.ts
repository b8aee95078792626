import { existsSync, mkdirSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Experiment, experimentSchema } from "../experiment/schema";
import { formatIssues } from "../experiment/explain";
import { withAbsolutePaths } from "../experiment/paths";
import { GanError } from "../shared/errors";
import type { RunRows } from "../shared/coarse";
import { type Figure, stepOfName } from "../shared/figure";
import type { Evaluation, RunEvent, RunSummary } from "../shared/run";
import { isLive } from "../shared/run-state";
import { isEvaluation, isEvent, isObject } from "./checks";
import { figurePath, runFiles, writeFileAtomic } from "./files";
import { type LineCheck, readLines } from "./jsonl";
import { ownerOf } from "./lock";
import { settledRecord, writeRecord } from "./record";
import { readRows, type StepRange } from "./rows";

/** A new run folder `<runsDir>/<time>-<name>` with its config and a record in state `starting`; returns its path. */
export async function createRun(options: {
  runsDir: string;
  dir?: string;
  name: string;
  experiment: Experiment;
  configFile?: string;
}): Promise<string> {
  const now = new Date();
  const slug = options.name.replace(/[^\w.-]+/g, "-");
  const dir = options.dir ?? freeFolder(join(options.runsDir, `${timeStamp(now)}-${slug}`));
  const files = runFiles(dir);
  if (existsSync(files.record))
    throw new GanError(
      "bad-usage",
      `there is a run already (${dir})`,
      "give another folder, or resume that run",
    );
  mkdirSync(files.samples, { recursive: true });
  mkdirSync(files.checkpoints, { recursive: true });
  const experiment = options.configFile
    ? withAbsolutePaths(options.experiment, dirname(options.configFile))
    : options.experiment;
  writeFileAtomic(files.config, `${JSON.stringify(experiment, null, 2)}\n`);
  writeRecord(dir, {
    format: 1,
    id: `${timeStamp(now)}-${slug}`,
    name: options.name,
    state: "starting",
    step: 0,
    steps: options.experiment.training.steps,
    trainingSeconds: 0,
    engine: { name: "", version: "" },
    seed: options.experiment.training.seed,
    pid: process.pid,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    versions: {},
    ...(options.configFile ? { configFile: options.configFile } : {}),
  });
  return dir;
}

/** The folder, or where there is one already, the same with a number. */
export function freeFolder(dir: string): string {
  let free = dir;
  for (let n = 2; existsSync(free); n++) free = `${dir}-${n}`;
  return free;
}

/** `20261122-170501`, local time. */
export function timeStamp(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** All runs, newest first. Folders that hold none are passed over; a run whose trainer is gone is set to interrupted. */
export async function listRuns(runsDir: string): Promise<RunSummary[]> {
  if (!existsSync(runsDir)) return [];
  const runs: RunSummary[] = [];
  for (const entry of await readdir(runsDir, { withFileTypes: true })) {
    const dir = join(runsDir, entry.name);
    if (!entry.isDirectory() || !existsSync(runFiles(dir).record)) continue;
    try {
      runs.push({ dir, record: settledRecord(dir) });
    } catch (error) {
      if (!(error instanceof GanError)) throw error;
    }
  }
  return runs.sort(
    (a, b) => b.record.createdAt.localeCompare(a.record.createdAt) || b.dir.localeCompare(a.dir),
  );
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

/** Reads a run, live or at rest. Files are read a piece at a time, so that the caller's event loop keeps turning. */
export const readRun = async (dir: string, range: StepRange = {}): Promise<StoredRun> => ({
  ...(await readHistory(dir)),
  ...(await readRows(dir, range)),
});

export async function readHistory(dir: string): Promise<RunHistory> {
  const files = runFiles(dir);
  const record = settledRecord(dir);
  return {
    summary: { dir, record },
    experiment: await readExperiment(dir),
    events: await readEvents(dir),
    evaluations: await readOnce(files.evaluations, isEvaluation),
    sampleSteps: await sampleSteps(dir),
  };
}

/** What happened to a run, in its order. A change of both networks is two events of one moment, which differ in the network alone. */
export const readEvents = (dir: string): Promise<RunEvent[]> =>
  readOnce(runFiles(dir).events, isEvent);

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
  // A run of an earlier version lacks what was added since; it was run with what is the default now.
  const { data, error } = experimentSchema.safeParse(stored);
  if (data) return data;
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
export async function readFigure(dir: string, step: number): Promise<Figure | undefined> {
  try {
    const figure: unknown = JSON.parse(await readFile(figurePath(dir, step), "utf8"));
    return isObject(figure) ? (figure as unknown as Figure) : undefined;
  } catch {
    return undefined;
  }
}

/** Deletes a run for good. Throws `busy` while it is being trained, or is about to be. */
export async function deleteRun(dir: string): Promise<void> {
  const { name, state } = settledRecord(dir);
  if (isLive(state) || ownerOf(dir) !== undefined)
    throw new GanError("busy", `"${name}" is being trained (${dir})`, "stop it first");
  await rm(dir, { recursive: true, force: true });
}
