import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
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
import { NETWORKS } from "../../shared/run/run";
import { isLive } from "../../shared/run/state";
import { startTrainer, type TrainerOptions } from "../../trainer-client/client";
import { changesOf } from "../changes";
import { loadExperiment, type Overrides } from "../config";
import { jsonReporter, type Reporter, terminalReporter } from "../reporter";
import { JOB_RANGES } from "../../shared/protocol/jobs";
import {
  anyCount,
  type AskedCheckpoint,
  checkpointStep,
  collect,
  ENGINE_HELP,
  exactStep,
  TRUST_HELP,
  wholeNumber,
} from "../options";

/* `gan train` and `gan resume`: trains a run in this terminal. */

async function train(
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

async function resume(
  run: string,
  options: {
    steps?: number;
    from?: AskedCheckpoint;
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
  const fromStep = exactStep(options.from);
  if (steps <= (fromStep ?? record.step)) {
    throw new GanError(
      "bad-usage",
      `"${record.name}" has reached step ${fromStep ?? record.step} of ${record.steps} already`,
      `give a later step, for example --steps ${record.step * 2 || 1000}`,
    );
  }
  const { paused, acceptChangedData, set = [] } = options;
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
 * Trains a run in a child process and reports its progress. Ctrl-C stops it after a checkpoint; a
 * second one kills it.
 */
export async function follow(runDir: string, start: StartOptions, json: boolean): Promise<void> {
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

export function declareTrain(program: Command): void {
  program
    .command("train <config>")
    .description("train the experiment of a *.gan.json file")
    .option("--run-dir <dir>", "folder of the run (default: .gan/runs/<time>-<name>)")
    .option("--engine <engine>", ENGINE_HELP)
    .option("--steps <n>", "steps to train", anyCount)
    .option("--seed <n>", "seed of weights, noise and data order", wholeNumber(JOB_RANGES.seed))
    .option(
      "--set <path=value>",
      "set any value of the config, for example optimizer.generator.learningRate=0.001",
      collect,
      [],
    )
    .option(
      "--weights-from <run>",
      "begin with the weights of a run, RUN or RUN@STEP, or of a *.safetensors file: those of the " +
        "same name and shape",
    )
    .addOption(
      new Option(
        "--network <network>",
        "whose weights are taken over (default: all there are)",
      ).choices([...NETWORKS, "both"]),
    )
    .option("--json", "print one JSON object a line")
    .action(train);
}

export function declareResume(program: Command): void {
  program
    .command("resume <run>")
    .description("continue a run from a checkpoint")
    .option(
      "--accept-changed-data",
      "continue although its data files are not those that it was trained with; its units stay",
    )
    .option("--steps <n>", "train until this step", anyCount)
    .option(
      "--from <step>",
      "step of the checkpoint, or latest (default); what came after it is deleted",
      checkpointStep,
    )
    .option("--paused", "wait before the first step, for changes by `gan send`")
    .option(
      "--set <path=value>",
      "change an optimizer, the loss or k before it goes on, for example " +
        "optimizer.generator.learningRate=0.0001, objective.loss=hinge, " +
        "training.discriminatorSteps=2",
      collect,
      [],
    )
    .option("--json", "print one JSON object a line")
    .option("--trust", TRUST_HELP)
    .action(resume);
}
