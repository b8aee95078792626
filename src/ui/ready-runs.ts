import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runFiles } from "../run/files";
import { makeFolder } from "../run/staging";
import { GanError } from "../shared/errors";
import { SHIPPED_LESSONS } from "./lessons";

/* Runs that are trained already, as folders `NAME.ganrun`: what to look at before one trains. */

export const READY_RUN_SUFFIX = ".ganrun";

/** `lessons/runs/` of the extension. */
const SHIPPED_RUNS = join(SHIPPED_LESSONS, "runs");

export interface ReadyRun {
  dir: string;
  name: string;
  /** What there is to see in it. */
  description: string;
  steps: number;
}

/** The runs that came with the extension. */
export async function readyRuns(): Promise<ReadyRun[]> {
  const names = (await readdir(SHIPPED_RUNS)).filter((name) => name.endsWith(READY_RUN_SUFFIX));
  return Promise.all(names.sort().map((name) => readReadyRun(join(SHIPPED_RUNS, name))));
}

async function readReadyRun(dir: string): Promise<ReadyRun> {
  const { record, config } = runFiles(dir);
  const { name, step } = JSON.parse(await readFile(record, "utf8")) as {
    name: string;
    step: number;
  };
  const { description = "" } = JSON.parse(await readFile(config, "utf8")) as {
    description?: string;
  };
  return { dir, name, description, steps: step };
}

/**
 * Copies a ready-trained run to where runs are kept: the original stays as it is, whatever is
 * trained or deleted. One that is there already is not copied again.
 *
 * @returns the folder of the copy
 * @throws GanError `bad-run` where there is no run in the folder
 */
export async function copyReadyRun(dir: string, runsDir: string): Promise<string> {
  const copy = join(runsDir, basename(dir, READY_RUN_SUFFIX));
  const record = await readFile(runFiles(dir).record).catch(() => undefined);
  if (!record)
    throw new GanError("bad-run", `${dir} is no run`, "a lesson's run is a folder with run.json");
  await mkdir(runsDir, { recursive: true });
  if ((await readdir(runsDir)).includes(basename(copy))) return copy;
  return makeFolder(
    copy,
    (staging) => cp(dir, staging, { recursive: true }),
    (free) => free,
  );
}
