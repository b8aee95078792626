import { existsSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createRun, ownerOf, readRecord, runFiles } from "../../run";
import { trustRun } from "../../run/trust";
import { branchRun } from "../../run/branch";
import { GanError, toGanError } from "../../shared/errors";
import type { FromTrainer } from "../../shared/protocol/messages";
import type { RunRecord } from "../../shared/run/run";
import { startTrainer, type Trainer } from "../../trainer-client/client";
import type { Assignment } from "./desk";
import { runDirOf, type RunStatus } from "../plan/folder";
import { textOf } from "../space/grid";
import type { StudyRun } from "../plan/trials";

/* One run of a study in the hands of a worker: its folder, its trainer, and what is told of it. */

export type StudyEvent =
  | { type: "runStarted"; run: StudyRun; /** How far it has come already. */ step: number }
  | { type: "runProgress"; run: StudyRun; record: RunRecord; stepsPerSecond?: number }
  /** What a person should know, or has to wait for before training can begin. */
  | { type: "notice"; run?: StudyRun; message: string }
  | { type: "runEnded"; run: StudyRun; status: RunStatus | "pruned"; record: RunRecord };

/** What runs of a study are trained with. */
export interface Training {
  dir: string;
  /** The study's name. */
  name: string;
  /** The bundled `trainer.js`. */
  trainerFile: string;
  cacheDirs: readonly string[];
  /** Lets networks that are code run also where another machine has begun the run. */
  trust?: boolean;
  /** Threads of a run's trainer; by default as many as there are processors. */
  threads?: number;
}

const POLL_MS = 100;

/**
 * Makes a run's folder where there is none. The trainer of a worker that is gone gets some time to
 * write its last checkpoint.
 *
 * @throws GanError `busy` where somebody trains the run by hand
 */
export async function prepareRun(
  { run, claim, takenFrom }: Assignment,
  training: Training,
  patienceMs: number,
): Promise<void> {
  const runDir = runDirOf(training.dir, run);
  const isTakenOver = claim.epoch > 0;
  if (isTakenOver) await untilFree(runDir, patienceMs);
  // A lock of another machine is judged by the clocks of both, and who has the run is settled here.
  if (takenFrom !== undefined) rmSync(runFiles(runDir).lock, { force: true });
  if (!existsSync(runFiles(runDir).record)) {
    await makeRun(run, runDir, training);
    trustRun(runDir, training.cacheDirs);
    return;
  }
  if (training.trust) trustRun(runDir, training.cacheDirs);
  const owner = ownerOf(runDir);
  if (owner !== undefined)
    throw new GanError(
      "busy",
      `process ${owner} is training this run already (${runDir})`,
      "wait for it, or stop it: gan send RUN stop",
    );
}

/** Makes the folder of a run that begins, or that takes over another one's state. */
async function makeRun(run: StudyRun, dir: string, training: Training): Promise<void> {
  const { stage, trial } = run;
  const name = `${training.name}: ${stage ? `member ${trial}` : textOf(run.labels) || "run"}`;
  if (!stage || stage.generation === 0) {
    await createRun({ runsDir: training.dir, dir, name, experiment: run.experiment() });
    return;
  }
  const { takesOver, from, to } = stage;
  if (!takesOver)
    throw new GanError(
      "bad-run",
      `the run of member ${trial} is gone (${dir})`,
      "begin the study anew: its other members have gone on",
    );
  const parent = runDirOf(training.dir, { id: takesOver.folder });
  const set = takesOver.changes();
  try {
    await branchRun({ parent, step: from, dir, name, steps: to, set });
  } catch (thrown) {
    const { code, message, hint } = toGanError(thrown);
    // Its settings do not go with the state that it has taken over.
    if (code === "bad-usage") throw new GanError("bad-config", message, hint, { cause: thrown });
    throw thrown;
  }
}

async function untilFree(runDir: string, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  while (ownerOf(runDir) !== undefined && performance.now() < until) await sleep(POLL_MS);
}

/** Starts a run's trainer, from where the run is. */
export function startRun(
  run: StudyRun,
  training: Training,
  onEvent: (event: StudyEvent) => void,
  onMessage: (message: FromTrainer) => void,
): Trainer {
  const runDir = runDirOf(training.dir, run);
  onEvent({ type: "runStarted", run, step: readRecord(runDir).step });
  return startTrainer({
    trainerFile: training.trainerFile,
    runDir,
    cacheDirs: training.cacheDirs,
    ...(training.threads === undefined ? {} : { threads: training.threads }),
    ...(run.stage ? { steps: run.stage.to } : {}),
    onMessage(message) {
      onMessage(message);
      const event = eventOf(run, message);
      if (event) onEvent(event);
    },
  });
}

function eventOf(run: StudyRun, message: FromTrainer): StudyEvent | undefined {
  switch (message.type) {
    case "summary": {
      const { record, stepsPerSecond } = message.summary;
      const speed = stepsPerSecond === undefined ? {} : { stepsPerSecond };
      return { type: "runProgress", run, record, ...speed };
    }
    case "notice":
      return { type: "notice", run, message: message.message };
    case "progress": {
      const percent = Math.floor(message.fraction * 10) * 10;
      return { type: "notice", run, message: `${message.what}: ${percent} %` };
    }
    default:
      return undefined;
  }
}
