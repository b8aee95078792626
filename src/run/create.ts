import { existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { withDrawing } from "../experiment/drawn-data";
import { withAbsolutePaths } from "../experiment/paths";
import type { Experiment } from "../experiment/schema";
import { GanError } from "../shared/errors";
import type { RunParent } from "../shared/run/run";
import { writeFileAtomic } from "./atomic-files";
import { runFiles } from "./files";
import { appendLines } from "./jsonl";
import { takeLock } from "./lock";
import { sha256 } from "./original-config";
import { filesIn, foreignFiles, refuseForeignFiles } from "./own-files";
import { writeRecord } from "./record";
import { settledSource } from "./weights-source";

/* Makes the folder of a new run, under a name that is free. */

export interface NewRun {
  /** Where runs are kept; the run gets a folder `<time>-<name>` in it. */
  runsDir: string;
  /** The run's folder, where it is to be another. */
  dir?: string;
  name: string;
  experiment: Experiment;
  configFile?: string;
  /** Whose config it has with changes, where it begins beside another run. */
  parent?: RunParent;
}

/**
 * A new run folder with its config and a record in state `starting`; returns its path.
 *
 * @throws GanError `bad-usage` where the folder that is asked for holds a run or other files,
 * `busy` where another process is making one in it; where the weights that it is to begin with are
 * not there
 */
export async function createRun(options: NewRun): Promise<string> {
  const id = folderName(options.name);
  const run = { ...options, experiment: await asRun(options) };
  const dir = options.dir ?? makeFreshFolder(join(options.runsDir, id));
  if (options.dir === undefined) writeNewRun(dir, id, run);
  else await createAt(dir, id, run);
  return dir;
}

/** Makes a run in a folder that a person named. */
async function createAt(dir: string, id: string, options: NewRun): Promise<void> {
  const { record } = runFiles(dir);
  const refuseRun = () => {
    if (existsSync(record))
      throw new GanError(
        "bad-usage",
        `there is a run already (${dir})`,
        "give another folder, or resume that run",
      );
  };
  refuseRun();
  mkdirSync(dir, { recursive: true });
  refuseForeignFiles(dir, foreignFiles(dir));
  const lock = await takeLock(dir);
  try {
    // Another process may have been faster.
    refuseRun();
    for (const file of filesIn(dir).own) if (file !== lock.file) rmSync(file, { force: true });
    writeNewRun(dir, id, options);
  } finally {
    lock.release();
  }
}

/**
 * The experiment as the run has it: paths are absolute, drawn data is in it, and the step of other
 * weights is settled.
 */
async function asRun({ experiment, configFile }: NewRun): Promise<Experiment> {
  const placed = configFile ? withAbsolutePaths(experiment, dirname(configFile)) : experiment;
  const absolute = { ...placed, data: await withDrawing(placed.data) };
  const { weightsFrom } = absolute;
  return weightsFrom ? { ...absolute, weightsFrom: settledSource(weightsFrom) } : absolute;
}

function writeNewRun(
  dir: string,
  id: string,
  { name, experiment, configFile, parent }: NewRun,
): void {
  const files = runFiles(dir);
  mkdirSync(files.samples, { recursive: true });
  mkdirSync(files.checkpoints, { recursive: true });
  const config = `${JSON.stringify(experiment, null, 2)}\n`;
  writeFileAtomic(files.config, config);
  const { steps, seed } = experiment.training;
  const now = new Date().toISOString();
  writeRecord(dir, {
    format: 1,
    id,
    name,
    state: "starting",
    step: 0,
    steps,
    trainingSeconds: 0,
    engine: { name: "", version: "" },
    seed,
    pid: process.pid,
    createdAt: now,
    updatedAt: now,
    versions: {},
    configSha256: sha256(config),
    ...(configFile ? { configFile } : {}),
    ...(parent ? { parent } : {}),
  });
  if (parent)
    appendLines(files.events, [{ type: "branched", parent, step: parent.step, time: now }]);
}

/**
 * Makes a folder, or where there is one of this name already, one of the same name with a number.
 * The folder is the caller's alone, however many processes ask at the same moment.
 */
export function makeFreshFolder(dir: string): string {
  mkdirSync(dirname(dir), { recursive: true });
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? dir : `${dir}-${n}`;
    try {
      mkdirSync(candidate);
      return candidate;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** File systems take names of 255 bytes. */
const MAX_NAME_BYTES = 120;

/**
 * `<time>-<name>` for a folder: letters and digits of any script, and nothing that a shell or a
 * file system would misread.
 */
export function folderName(name: string, date = new Date()): string {
  const words = name.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}_.-]+/gu, "-");
  let slug = "";
  for (const character of words)
    if (Buffer.byteLength(slug + character) <= MAX_NAME_BYTES) slug += character;
    else break;
  // Windows drops dots at the end of a name.
  return `${timeStamp(date)}-${slug.replace(/[.]+$/, "")}`;
}

/** `20261122-170501`, local time. */
function timeStamp(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}
