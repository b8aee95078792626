import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  checkpointAt,
  checkpointSteps,
  createRun,
  picturePath,
  runFiles,
  runsDirOf,
  sampleSteps,
  settledRecord,
} from "../../run";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { GanError } from "../../shared/errors";
import { isLive } from "../../shared/run/state";
import { startTrainer, type TrainerOptions } from "../../trainer-client/client";
import { changesOf } from "../changes";
import { loadExperiment, type Overrides } from "../config";
import { jsonReporter, type Reporter, terminalReporter } from "../reporter";

export async function train(
  config: string,
  options: Overrides & { runDir?: string; json?: boolean },
): Promise<void> {
  const { experiment, name } = await loadExperiment(config, options);
  const runDir = await createRun({
    runsDir: runsDirOf(process.cwd()),
    name,
    experiment,
    configFile: resolve(config),
    ...(options.runDir ? { dir: resolve(options.runDir) } : {}),
  });
  trustRun(runDir, cacheDirs());
  await follow(runDir, {}, options.json === true);
}

export async function resume(
  run: string,
  options: {
    steps?: number;
    from?: number;
    paused?: boolean;
    acceptChangedData?: boolean;
    set?: string[];
    trust?: boolean;
    json?: boolean;
  },
): Promise<void> {
  const runDir = resolve(run);
  if (options.trust) trustRun(runDir, cacheDirs());
  const record = settledRecord(runDir);
  if (isLive(record.state))
    throw new GanError(
      "busy",
      `"${record.name}" is being trained already (${runDir})`,
      "use `gan send` to steer it",
    );
  const steps = options.steps ?? record.steps;
  if (steps <= (options.from ?? record.step)) {
    throw new GanError(
      "bad-usage",
      `"${record.name}" has reached step ${options.from ?? record.step} of ${record.steps} already`,
      `give a later step, for example --steps ${record.step * 2 || 1000}`,
    );
  }
  const { from: fromStep, paused, acceptChangedData, set = [] } = options;
  if (fromStep !== undefined) checkpointAt(runDir, fromStep);
  const changes = await changesOf(runDir, set, { steps, fromStep });
  const start = { steps, fromStep, paused, acceptChangedData, changes };
  await follow(runDir, start, options.json === true);
}

type StartOptions = Pick<
  TrainerOptions,
  "steps" | "fromStep" | "paused" | "acceptChangedData" | "changes"
>;

/** How a run that diverged is taken up again with other settings. */
const MENDING = "gan resume RUN --set optimizer.generator.learningRate=0.0001";

/**
 * Trains a run in a child process and tells how it goes. Ctrl-C stops it in good order; a second
 * one kills it.
 */
async function follow(runDir: string, start: StartOptions, json: boolean): Promise<void> {
  const reporter: Reporter = json ? jsonReporter() : terminalReporter(runDir);
  const trainer = startTrainer({
    trainerFile: join(__dirname, "trainer.js"),
    runDir,
    cacheDirs: cacheDirs(),
    ...start,
    onMessage: (message) => reporter.message(message),
  });
  let interrupts = 0;
  const interrupt = () => {
    if (++interrupts > 1) return trainer.kill();
    void trainer.command({ type: "stop" }).catch(() => trainer.kill());
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const exit = await trainer.done;
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);
  if (exit.refusal) throw exit.refusal;
  const files = runFiles(runDir);
  const lastPicture = (await sampleSteps(runDir)).at(-1);
  reporter.end(exit.record, {
    run: runDir,
    pictures: files.samples,
    log: files.log,
    checkpoints: checkpointSteps(runDir),
    ...(existsSync(files.curves) ? { curves: files.curves } : {}),
    ...(lastPicture === undefined ? {} : { lastPicture: picturePath(runDir, lastPicture) }),
  });
  if (exit.record.error) {
    const { code, message, hint } = exit.record.error;
    throw new GanError(
      code as GanError["code"],
      `${message} (${files.log})`,
      code === "not-finite" ? `${hint}; change it on the way: ${MENDING}` : hint,
    );
  }
  if (exit.record.state === "interrupted") process.exitCode = 1;
}
