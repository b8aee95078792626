import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../src/experiment/parse";
import type { Experiment } from "../../src/experiment/schema";
import { createRun } from "../../src/run";
import { cacheDirs } from "../../src/shared/files/cache";
import type { Command, FromTrainer } from "../../src/shared/protocol/messages";
import { startTrainer, type Trainer, type TrainerOptions } from "../../src/trainer-client/client";
import { scratchFolder } from "../speed/scratch";

/* Real trainers that `bench:waiting` measures, and the rows of its table. */

const ROOT = join(__dirname, "..", "..");

/** A trainer with the newest step that it has told. */
export interface Watched {
  trainer: Trainer;
  lastStep(): number;
  /** Resolves at the first row at or after a step. */
  reaches(step: number): Promise<void>;
  /** Resolves at the first message that fits. */
  hears(fits: (message: FromTrainer) => boolean): Promise<void>;
}

export interface Row {
  what: string;
  /** Milliseconds for waiting, a ratio for memory. */
  values: number[];
  unit: "ms" | "ratio";
  /** In starts for waiting, the ratio itself for memory. */
  target: number;
}

/** An experiment of this folder that goes on until it is ended. */
export function endless(
  name: "toy" | "ring" | "mnist",
  change: (experiment: Experiment) => void = () => undefined,
): Experiment {
  const text = readFileSync(join(ROOT, "bench", `${name}.gan.json`), "utf8");
  const { experiment } = parseExperiment(text);
  if (!experiment) throw new Error(`bench/${name}.gan.json cannot be read`);
  experiment.training.steps = 10_000_000;
  change(experiment);
  return experiment;
}

type StartOptions = Partial<Pick<TrainerOptions, "paused" | "cacheDirs">>;

/** A trainer of a new run. */
export async function start(experiment: Experiment, options?: StartOptions): Promise<Watched> {
  const runDir = await createRun({ runsDir: scratchFolder(), name: "waiting", experiment });
  return watchRun(runDir, options);
}

/** A trainer of a run. */
export function watchRun(runDir: string, options: StartOptions = {}): Watched {
  const waiting = new Set<(message: FromTrainer) => void>();
  let last = 0;
  const trainer = startTrainer({
    trainerFile: join(ROOT, "dist", "trainer.js"),
    runDir,
    cacheDirs: cacheDirs(),
    ...options,
    onMessage(message) {
      if (message.type === "metrics") last = message.columns.step.at(-1) ?? last;
      for (const look of waiting) look(message);
    },
  });
  const hears = (fits: (message: FromTrainer) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = (message: FromTrainer) => {
        if (!fits(message)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      void trainer.done.then(({ stderrTail }) => reject(new Error(`it ended: ${stderrTail}`)));
    });
  return {
    trainer,
    lastStep: () => last,
    hears,
    reaches: (step) => (last >= step ? Promise.resolve() : hears(() => last >= step)),
  };
}

export async function end({ trainer }: Watched): Promise<void> {
  trainer.kill();
  await trainer.done;
}

export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export const answered = (watched: Watched, command: Command): Promise<number> =>
  milliseconds(() => watched.trainer.command(command));
