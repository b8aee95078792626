import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isGoneFromHere, readHeartbeat } from "../../src/search/store/heartbeat";
import { claimantOf, newestEpochs } from "../../src/search/store/claims";
import { runGan } from "../support/command-line";
import { REPOSITORY } from "../support/paths";
import { assertSameRun } from "../support/kill-compare";

/* A study of 8 trials that is trained here and on a cluster, and is the same. */

const BASE = "ring-of-8-gaussians.gan.json";
const STUDY = {
  base: BASE,
  vary: {
    "optimizer.generator.learningRate": [1e-4, 2e-4, 4e-4, 8e-4],
    "training.discriminatorSteps": [1, 2],
  },
  set: {
    "training.steps": 600,
    "training.batchSize": 32,
    "evaluation.every": 300,
    "checkpoint.every": 100,
    "samples.every": 0,
  },
  measures: ["modesCovered", "highQuality"],
};

/** A new folder with the study in it, or with one that varies something else. */
export function studyFolder(vary: object = STUDY.vary): string {
  const folder = mkdtempSync(join(tmpdir(), "gan-cluster-"));
  copyFileSync(join(REPOSITORY, "examples", BASE), join(folder, BASE));
  writeFileSync(join(folder, "rates.study.json"), JSON.stringify({ ...STUDY, vary }));
  return folder;
}

/** Where the study is, in its folder: a name that a shell would take apart. */
export const STUDY_DIR = "it's a study";

let whole: Promise<string> | undefined;

/** The folder in which the study was trained here, undisturbed, once for all suites. */
export const trainedHere = (): Promise<string> => (whole ??= trainHere());

async function trainHere(): Promise<string> {
  const folder = studyFolder();
  const { code, stderr } = await runGan(
    ["search", "rates.study.json", "--study-dir", STUDY_DIR, "--jobs", "2"],
    folder,
  );
  assert.equal(code, 0, stderr);
  return folder;
}

after(async () => {
  const folder = await whole?.catch(() => undefined);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The live workers of a study and the processes that they are. */
export function liveWorkers(dir: string): { id: string; pid: number }[] {
  let names: string[];
  try {
    names = readdirSync(join(dir, "workers"));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const id = name.replace(/\.json$/, "");
    const heartbeat = readHeartbeat(dir, id);
    const lives = heartbeat && !heartbeat.ended && !isGoneFromHere(heartbeat);
    return lives ? [{ id, pid: heartbeat.pid }] : [];
  });
}

/** How many runs a worker has claimed. */
export const claimsOf = (dir: string, worker: string): number =>
  [...newestEpochs(dir)].filter(([run, epoch]) => claimantOf(dir, { run, epoch }) === worker)
    .length;

/** The journal of a worker, as it is. */
export function journalOf(dir: string, worker: string): string {
  try {
    return readFileSync(join(dir, "journal", `${worker}.jsonl`), "utf8");
  } catch {
    return "";
  }
}

/** Writes the report of a study, and asserts that it and all runs are those of the other one. */
export async function assertSameStudy(whole: string, folder: string): Promise<void> {
  const { code, stderr } = await runGan(["search", "--report", STUDY_DIR], folder);
  assert.equal(code, 0, stderr);
  const [expected, summary] = [whole, folder].map((one) => summaryIn(join(one, STUDY_DIR)));
  assert.deepEqual(summary, expected);
  const runs = readdirSync(join(whole, STUDY_DIR, "runs"));
  assert.equal(runs.length, 8);
  for (const run of runs)
    await assertSameRun(join(whole, STUDY_DIR, "runs", run), join(folder, STUDY_DIR, "runs", run));
}

/** The figures of a study, without how long it took. */
const summaryIn = (dir: string): unknown =>
  JSON.parse(readFileSync(join(dir, "summary.json"), "utf8"), (key, value: unknown) =>
    key === "trainingSeconds" || key === "stepsPerSecond" ? undefined : value,
  );
