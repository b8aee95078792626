import { existsSync, mkdirSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Experiment, experimentSchema } from "../experiment/schema";
import { withAbsolutePaths } from "../experiment/paths";
import { GanError } from "../shared/errors";
import type { Figure } from "../shared/figure";
import { type MetricColumns, type MetricRow, toColumns } from "../shared/metrics";
import type { Evaluation, RunEvent, RunSummary } from "../shared/run";
import { figurePath, runFiles, writeFileAtomic } from "./files";
import { readLines } from "./jsonl";
import { ownerOf } from "./lock";
import { readRecord, settledRecord, writeRecord } from "./record";

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

/** All that a run folder tells. */
export interface StoredRun {
  summary: RunSummary;
  experiment: Experiment;
  columns: MetricColumns;
  events: RunEvent[];
  evaluations: Evaluation[];
  sampleSteps: number[];
}

/** Reads a run, live or at rest. The long file is read a piece at a time, so that the caller's event loop keeps turning. */
export async function readRun(dir: string): Promise<StoredRun> {
  const files = runFiles(dir);
  const record = settledRecord(dir);
  return {
    summary: { dir, record },
    experiment: await readExperiment(dir),
    columns: toColumns(await collect(readLines<MetricRow>(files.metrics))),
    events: await collect(readLines<RunEvent>(files.events)),
    evaluations: await collect(readLines<Evaluation>(files.evaluations)),
    sampleSteps: await sampleSteps(dir),
  };
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** The experiment as it was run, with its defaults filled in. */
export async function readExperiment(dir: string): Promise<Experiment> {
  const { config } = runFiles(dir);
  try {
    const stored = JSON.parse(await readFile(config, "utf8")) as Experiment;
    // A run of an earlier version lacks what was added since; it was run with what is the default now.
    return experimentSchema.safeParse(stored).data ?? stored;
  } catch (error) {
    throw new GanError("bad-run", `the run has no readable config (${config})`, "", {
      cause: error,
    });
  }
}

/** Steps that have a picture, ascending. */
export async function sampleSteps(dir: string): Promise<number[]> {
  const { samples } = runFiles(dir);
  if (!existsSync(samples)) return [];
  return (await readdir(samples))
    .flatMap((name) => {
      const match = /^step-(\d+)\.png$/.exec(name);
      return match ? [Number(match[1])] : [];
    })
    .sort((a, b) => a - b);
}

/** What the picture at a step shows, as numbers; undefined where there is none. */
export async function readFigure(dir: string, step: number): Promise<Figure | undefined> {
  try {
    return JSON.parse(await readFile(figurePath(dir, step), "utf8")) as Figure;
  } catch {
    return undefined;
  }
}

/** Deletes a run for good. Throws `busy` while it is being trained. */
export async function deleteRun(dir: string): Promise<void> {
  const { name } = readRecord(dir);
  if (ownerOf(dir) !== undefined)
    throw new GanError("busy", `"${name}" is being trained (${dir})`, "stop it first");
  await rm(dir, { recursive: true, force: true });
}
