import { relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { checkpointSteps, nearestCheckpointStep, type RewoundPart, runsDirOf } from "../../run";
import { branchRun } from "../../run/branch";
import { rewindRun, undoRewind } from "../../run/rewind-run";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { GanError } from "../../shared/errors";
import { formatBytes, formatCount } from "../../shared/text/format";
import { parseSetting } from "../config";
import {
  anyCount,
  type AskedCheckpoint,
  checkpointStep,
  collect,
  exactStep,
  TRUST_HELP,
  wholeNumber,
} from "../options";
import { follow } from "./train";

/* `gan branch`: a new run from a checkpoint of another. */

interface BranchOptions {
  at: AskedCheckpoint;
  nearest?: boolean;
  set?: string[];
  slots: "keep" | "reset";
  steps?: number;
  name?: string;
  runDir?: string;
  /** `--no-train` makes it false. */
  train: boolean;
  trust?: boolean;
  json?: boolean;
}

async function branch(run: string, options: BranchOptions): Promise<void> {
  const parent = resolve(run);
  const step = branchStep(parent, options);
  const { name, steps, slots } = options;
  const dir = await branchRun({
    parent,
    step,
    runsDir: runsDirOf(process.cwd()),
    ...(options.runDir === undefined ? {} : { dir: resolve(options.runDir) }),
    ...(name === undefined ? {} : { name }),
    ...(steps === undefined ? {} : { steps }),
    set: (options.set ?? []).map(parseSetting),
    slots,
  });
  if (options.trust) trustRun(dir, cacheDirs());
  const where = relative(process.cwd(), dir) || dir;
  if (!options.json)
    process.stdout.write(`Branched from step ${formatCount(step)} of ${run}: ${where}\n`);
  if (options.train) await follow(dir, {}, options.json === true);
  else if (options.json) process.stdout.write(`${JSON.stringify({ run: dir, step })}\n`);
}

/** The checkpoint to branch from. Another step than was asked for is taken only with `--nearest`. */
function branchStep(parent: string, { at, nearest }: BranchOptions): number {
  const asked = exactStep(at) ?? checkpointSteps(parent)[0];
  if (asked === undefined)
    throw new GanError("bad-usage", `the run has no checkpoint (${parent})`, "train it first");
  if (!nearest) return asked;
  const step = nearestCheckpointStep(parent, asked);
  if (step !== asked)
    process.stderr.write(
      `There is no checkpoint of step ${formatCount(asked)}: ` +
        `the nearest before it, of step ${formatCount(step)}, is taken\n`,
    );
  return step;
}

async function rewind(
  run: string,
  { to, undo, json }: { to?: number; undo?: boolean; json?: boolean },
): Promise<void> {
  const dir = resolve(run);
  if ((undo === true) === (to !== undefined))
    throw new GanError("bad-usage", "give one of --to STEP and --undo", `as in: ${REWIND_EXAMPLE}`);
  if (to === undefined) {
    const { step, cut } = await undoRewind(dir);
    if (json) return print({ run: dir, step, ...(cut ? { kept: cut.dir } : {}) });
    process.stdout.write(`${run} is at step ${formatCount(step)} again\n`);
    if (cut) process.stdout.write(keptText(cut));
    return;
  }
  const part = await rewindRun(dir, to);
  if (json) return print({ run: dir, step: to, kept: part.dir });
  process.stdout.write(
    `${run} is back at step ${formatCount(to)}; gan resume ${run} goes on from there\n` +
      keptText(part),
  );
}

const keptText = ({ step, from, bytes, dir }: RewoundPart): string =>
  `Steps ${formatCount(step + 1)} to ${formatCount(from)} are kept (${formatBytes(bytes)}): ` +
  `${relative(process.cwd(), dir)}\n` +
  "gan rewind RUN --undo brings them back; gan clean RUN deletes them\n";

const print = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const REWIND_EXAMPLE = "gan rewind RUN --to 1000";

export function declareRewind(program: Command): void {
  program
    .command("rewind <run>")
    .description(
      "take a run itself back to a checkpoint; what came after it is kept in the run's folder",
    )
    .option("--to <step>", "step of the checkpoint", wholeNumber([0, Number.MAX_SAFE_INTEGER]))
    .option("--undo", "take the run forward again, to where it was before it was taken back")
    .option("--json", "print one JSON object a line")
    .action(rewind);
}

const EXAMPLES = `
Examples:
  gan branch RUN --at 1000
  gan branch RUN --at 1000 --set optimizer.generator.learningRate=1e-4 --slots reset
  gan branch RUN --at 1500 --nearest --set objective.loss=hinge --steps 4000 --name hinge`;

export function declareBranch(program: Command): void {
  program
    .command("branch <run>")
    .description(
      "train a new run from a checkpoint of another, with its state and history up to there; " +
        "the other run stays as it is, and may be in training",
    )
    .requiredOption("--at <step>", "step of the checkpoint, or latest", checkpointStep)
    .option("--nearest", "where that step has no checkpoint, take the nearest before it")
    .option(
      "--set <path=value>",
      "what the branch has otherwise: its optimizers, loss, k, samples, evaluation, checkpoint, " +
        "training.seed, engine",
      collect,
      [],
    )
    .addOption(
      new Option(
        "--slots <what>",
        "what becomes of the slots (moments, velocity) of an optimizer that is set: keep " +
          "those that the new one has too, or reset all",
      )
        .choices(["keep", "reset"])
        .default("keep"),
    )
    .option("--steps <n>", "train until this step (default: as its parent)", anyCount)
    .option("--name <name>", "name of the branch (default: its parent's with the step)")
    .option("--run-dir <dir>", "folder of the branch (default: .gan/runs/<time>-<name>)")
    .option("--no-train", "only make it; gan resume trains it")
    .option("--trust", TRUST_HELP)
    .option("--json", "print one JSON object a line")
    .addHelpText("after", EXAMPLES)
    .action(branch);
}
