import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { withChangeableSettings } from "../experiment/changeable";
import type { Setting } from "../experiment/settings";
import { GanError } from "../shared/errors";
import { goesBack } from "../shared/protocol/changes";
import type { PendingChange, RunEvent, RunParent, RunRecord } from "../shared/run/run";
import { writeFileAtomic } from "./atomic-files";
import {
  copyBesides,
  copyCheckpoint,
  copyEvaluations,
  copyPictures,
  copyRows,
  eventsUpTo,
  writeLines,
} from "./branch-parts";
import { branchSettings, isOfConfig } from "./branch-settings";
import type { Checkpoint } from "./checkpoints";
import { folderName, makeFreshFolder } from "./create";
import { runFiles } from "./files";
import { ownerOf } from "./lock";
import { assertOriginalConfig, sha256 } from "./original-config";
import { refuseForeignFiles } from "./own-files";
import { readRecord, writeRecord } from "./record";
import { makeFolder } from "./staging";
import { readEvents, readExperiment } from "./store";
import { runsDirBeside } from "./study-of";

/*
 * Makes a new run that goes on from a checkpoint of another: with its state, its settings and its
 * history up to there. The other run is only read, and may be trained meanwhile.
 */

export interface Branch {
  /** The folder of the run to branch from. */
  parent: string;
  /** Of one of its checkpoints. */
  step: number;
  /**
   * Where the branch gets its folder, `<time>-<name>`. Left out: beside its parent, or among the
   * runs of the workspace where that is of a study.
   */
  runsDir?: string;
  /** The branch's folder, where it is to be another. */
  dir?: string;
  name?: string;
  /** The step at which it is finished. Left out: that of its parent. */
  steps?: number;
  /** What it has otherwise than its parent. A value of null removes the setting. */
  set?: readonly Setting[];
  /** What becomes of the slots of an optimizer that is set, as in a run that trains. */
  slots?: "keep" | "reset";
  /** Whether the parent's pictures come along. Left out: they do. */
  pictures?: boolean;
}

/**
 * Makes a branch, which is at rest and trains on when it is resumed. What is changed of its
 * optimizers, loss and k waits in its record until then.
 *
 * @returns its folder
 * @throws GanError `bad-usage` where there is no such checkpoint, or for settings that a branch
 * cannot have; `bad-run` where the checkpoint or the parent is damaged; `busy` where the parent was
 * taken back meanwhile
 */
export async function branchRun(branch: Branch): Promise<string> {
  const parentDir = resolve(branch.parent);
  const parent = readRecord(parentDir);
  assertOriginalConfig(parentDir, parent);
  const name = branch.name ?? `${parent.name.replace(/-at-\d+$/, "")}-at-${branch.step}`;
  const id = folderName(name);
  if (branch.dir !== undefined && existsSync(branch.dir)) claimFolder(branch.dir);
  const dir = branch.dir ?? join(branch.runsDir ?? runsDirBeside(parentDir), id);
  const fill = (staging: string) => fillBranch(staging, { branch, parentDir, parent, id, name });
  try {
    return await makeFolder(dir, fill, branch.dir === undefined ? makeFreshFolder : claimFolder);
  } catch (error) {
    readRecord(parentDir);
    throw error;
  }
}

/** Makes the folder that a person named. @throws GanError where there is something in it */
function claimFolder(dir: string): string {
  mkdirSync(dir, { recursive: true });
  refuseForeignFiles(dir, readdirSync(dir));
  return dir;
}

interface Making {
  branch: Branch;
  parentDir: string;
  parent: RunRecord;
  id: string;
  name: string;
}

async function fillBranch(to: string, making: Making): Promise<void> {
  const { branch, parentDir, parent } = making;
  const { step } = branch;
  const steps = branch.steps ?? parent.steps;
  const eventsBefore = await readEvents(parentDir);
  const checkpoint = await copyCheckpoint(parentDir, to, step);
  if (steps <= step) throw endsTooSoon(step, steps);
  const config = await readExperiment(parentDir);
  const { set, slots } = withWaitingChanges(making);
  const settings = branchSettings(
    { config, now: withChangeableSettings(config, checkpoint.settings) },
    set,
    { from: parent.steps, steps, slots },
  );
  const lastStep = await copyRows(parentDir, to, step);
  await copyEvaluations(parentDir, to, step);
  if (branch.pictures === false) mkdirSync(runFiles(to).samples);
  else copyPictures(parentDir, to, step);
  copyBesides(parentDir, to, step);
  const events = await eventsUpTo(parentDir, config, checkpoint);
  await refuseTakenBack(parentDir, { step, lastStep, eventsBefore });
  const origin: RunParent = { id: parent.id, name: parent.name, path: parentDir, step };
  const time = new Date().toISOString();
  const branched: RunEvent = { type: "branched", parent: origin, step, time };
  writeLines(runFiles(to).events, [...events, branched]);
  // As it was written, where it is the same: a setting of a later version is not lost.
  const text =
    settings.config === config
      ? readFileSync(runFiles(parentDir).config, "utf8")
      : `${JSON.stringify(settings.config, null, 2)}\n`;
  writeFileAtomic(runFiles(to).config, text);
  writeRecord(to, {
    ...recordOf(making, checkpoint),
    steps,
    seed: settings.config.training.seed,
    createdAt: time,
    updatedAt: time,
    configSha256: sha256(text),
    parent: origin,
    ...(settings.changes.length > 0 ? { pending: { set: settings.changes, slots } } : {}),
  });
}

/**
 * What the branch has otherwise than its parent's checkpoint. A parent that is a branch and has not
 * trained yet has changes of its own that wait for its first step.
 *
 * @throws GanError `bad-usage` where the two disagree about slots
 */
function withWaitingChanges({ branch, parent, parentDir }: Making): PendingChange {
  const { set = [], slots = "keep" } = branch;
  const waiting = parent.pending;
  if (!waiting) return { set: [...set], slots };
  const changesState = set.some(({ path }) => !isOfConfig(path));
  if (changesState && slots !== waiting.slots)
    throw new GanError(
      "bad-usage",
      `the run has changes of its own that wait for its first step, with slots ${waiting.slots} ` +
        `(${parentDir})`,
      `give --slots ${waiting.slots}, or train that run first`,
    );
  return { set: [...waiting.set, ...set], slots: waiting.slots };
}

const endsTooSoon = (step: number, steps: number): GanError =>
  new GanError(
    "bad-usage",
    `the branch would begin at step ${step} and end at ${steps}`,
    `give a later step, for example --steps ${step * 2 || 1000}`,
  );

/** What a branch's record has of its parent's: not how that one ended. */
function recordOf({ parent, id, name }: Making, { step, trainingSeconds }: Checkpoint) {
  const { engine, versions, configFile } = parent;
  return {
    format: 1,
    id,
    name,
    state: "stopped",
    step,
    trainingSeconds,
    engine,
    pid: process.pid,
    versions,
    ...(configFile === undefined ? {} : { configFile }),
  } as const;
}

/**
 * Refuses where the parent was taken back to an earlier step while its parts were copied: they may
 * be of two pasts.
 *
 * @throws GanError `busy`
 */
async function refuseTakenBack(
  dir: string,
  copied: { step: number; lastStep: number; eventsBefore: readonly RunEvent[] },
): Promise<void> {
  const { step, lastStep, eventsBefore } = copied;
  const since = (await readEvents(dir)).slice(eventsBefore.length);
  const wentBack = since.some((event) => event.step < step && goesBack(event));
  // Its rows are gone before the event of it is written.
  const isGoingBack = Math.max(0, lastStep) < step && ownerOf(dir) !== undefined;
  if (!wentBack && !isGoingBack) return;
  throw new GanError(
    "busy",
    `the run was taken back to an earlier step while it was branched (${dir})`,
    "nothing was made; branch from a checkpoint that it has now",
  );
}
