import { createRun, ownerOf, readRecord } from "../run";
import { type ErrorCode, GanError, toGanError } from "../shared/errors";
import { trustRun } from "../run/trust";
import type { RunRecord } from "../shared/run/run";
import { startTrainer, type Trainer } from "../trainer-client/client";
import { runDirOf, type RunStatus, statusOf, statusOfRecord } from "./folder";
import { textOf } from "./grid";
import type { GridPlan, PlannedRun } from "./plan";

/* Trains the runs of a study, some at the same time, and goes on where it was interrupted. */

export type StudyEvent =
  | { type: "runStarted"; run: PlannedRun; /** How far it has come already. */ step: number }
  | { type: "runProgress"; run: PlannedRun; record: RunRecord; stepsPerSecond?: number }
  /** What a person should know, or has to wait for before training can begin. */
  | { type: "notice"; run: PlannedRun; message: string }
  | { type: "runEnded"; run: PlannedRun; status: RunStatus; record: RunRecord };

export interface ExecuteOptions {
  dir: string;
  plan: GridPlan;
  /** How many runs are trained at the same time. */
  jobs: number;
  /** The bundled `trainer.js`. */
  trainerFile: string;
  cacheDirs: readonly string[];
  onEvent(event: StudyEvent): void;
}

/** A study that is being trained. */
export interface Execution {
  /**
   * Resolves when nothing is trained any more. Rejects with what keeps this machine from training
   * at all.
   */
  readonly done: Promise<void>;
  /** Stops the live runs, each after a checkpoint, and starts no other. */
  stop(): void;
  /** Ends the live runs at once. They go on from their last checkpoints. */
  kill(): void;
}

/** Failures that every other run of the study would meet as well. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set<ErrorCode>([
  "engine-missing",
  "engine-install",
  "download",
]);

/**
 * Trains what is left of a study, in the order of its plan: what has finished or diverged is passed
 * over, what was interrupted or failed goes on from its last checkpoint. A run that fails does not
 * keep the others from being trained.
 */
export function executeStudy(options: ExecuteOptions): Execution {
  const { dir, plan, jobs } = options;
  const queue = plan.runs.filter(
    (run) => !["finished", "diverged"].includes(statusOf(dir, run).status),
  );
  const live = new Set<Trainer>();
  let stopping = false;
  let hindrance: GanError | undefined;

  const stopAll = () => {
    stopping = true;
    for (const trainer of live) void trainer.command({ type: "stop" }).catch(() => trainer.kill());
  };
  const trainOne = async (run: PlannedRun) => {
    await prepare(run, options);
    if (stopping) return;
    const trainer = start(run, options);
    live.add(trainer);
    const { record, refusal } = await trainer.done;
    live.delete(trainer);
    const error = refusal ?? record.error;
    options.onEvent({
      type: "runEnded",
      run,
      status: refusal ? "failed" : statusOfRecord(record),
      record: error
        ? { ...record, error: { code: error.code, message: error.message, hint: error.hint } }
        : record,
    });
    if (error && OF_THE_MACHINE.has(error.code)) {
      hindrance ??= new GanError(error.code as ErrorCode, error.message, error.hint);
      stopAll();
    }
  };
  const work = async () => {
    for (let run = queue.shift(); run && !stopping; run = queue.shift()) await trainOne(run);
  };
  const done = Promise.all(Array.from({ length: Math.min(jobs, queue.length) }, work)).then(
    () => {
      if (hindrance) throw hindrance;
    },
    (error: unknown) => {
      stopAll();
      throw toGanError(error);
    },
  );
  return {
    done,
    stop: stopAll,
    kill: () => {
      stopping = true;
      for (const trainer of live) trainer.kill();
    },
  };
}

/** Makes a run's folder where there is none. Throws `busy` where another process trains it. */
async function prepare(run: PlannedRun, { dir, plan, cacheDirs }: ExecuteOptions): Promise<void> {
  const runDir = runDirOf(dir, run);
  if (statusOf(dir, run).status === "waiting") {
    await createRun({
      runsDir: dir,
      dir: runDir,
      name: `${plan.name}: ${textOf(run.labels) || "run"}`,
      experiment: run.experiment,
    });
    trustRun(runDir, cacheDirs);
    return;
  }
  const owner = ownerOf(runDir);
  if (owner !== undefined)
    throw new GanError(
      "busy",
      `process ${owner} is training this run already (${runDir})`,
      "wait for it, or stop it: gan send RUN stop",
    );
}

/** Starts a run's trainer, from where the run is. */
function start(run: PlannedRun, { dir, trainerFile, cacheDirs, onEvent }: ExecuteOptions): Trainer {
  const runDir = runDirOf(dir, run);
  onEvent({ type: "runStarted", run, step: readRecord(runDir).step });
  return startTrainer({
    trainerFile,
    runDir,
    cacheDirs,
    onMessage(message) {
      if (message.type === "summary") {
        const { record, stepsPerSecond } = message.summary;
        onEvent({
          type: "runProgress",
          run,
          record,
          ...(stepsPerSecond === undefined ? {} : { stepsPerSecond }),
        });
      }
      if (message.type === "notice") onEvent({ type: "notice", run, message: message.message });
      if (message.type === "progress")
        onEvent({
          type: "notice",
          run,
          message: `${message.what}: ${Math.floor(message.fraction * 10) * 10} %`,
        });
    },
  });
}
