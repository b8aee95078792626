import { isDeepStrictEqual } from "node:util";
import { parseExperiment } from "../experiment/parse";
import type { Experiment } from "../experiment/schema";
import { withSettings } from "../experiment/settings";
import { readEvents, readExperiment } from "../run";
import { currentObjective, currentOptimizers } from "../shared/protocol/changes";
import { currentDiscriminatorSteps } from "../shared/protocol/discriminator-steps";
import { GanError } from "../shared/errors";
import type { Command } from "../shared/protocol/messages";
import { NETWORKS } from "../shared/run/run";
import { parseSetting } from "./config";

/** What a run can change once it has begun. */
const CHANGEABLE = /^(optimizer|objective)(\.|$)|^training\.discriminatorSteps$/;

/**
 * The commands that make of a run what `gan resume --set PATH=VALUE` asks for. They are checked as a config is, before anything is begun.
 *
 * @param fromStep the checkpoint from which the run is to go on
 * @throws GanError `bad-usage` for what a run cannot change, `bad-config` for values that cannot be
 */
export async function changesOf(
  runDir: string,
  set: readonly string[],
  fromStep = Infinity,
): Promise<Command[]> {
  if (set.length === 0) return [];
  const settings = set.map(parseSetting);
  const fixed = settings.find(({ path }) => !CHANGEABLE.test(path));
  if (fixed)
    throw new GanError(
      "bad-usage",
      `${fixed.path} is fixed once a run has begun`,
      fixed.path === "training.steps"
        ? "use --steps N"
        : `start a new run: gan train FILE --set ${fixed.path}=VALUE`,
    );
  const now = await currentExperiment(runDir, fromStep);
  const changed = withSettings(
    JSON.stringify(now, null, 2),
    settings.map(({ path, value }) => ({ path, value: value === null ? undefined : value })),
  );
  const { experiment: next, problems } = parseExperiment(changed, runDir);
  if (!next) {
    const errors = problems.filter(({ severity }) => severity === "error");
    throw new GanError(
      "bad-config",
      errors.map(({ message, hint }) => (hint ? `${message}; ${hint}` : message)).join("\n"),
      "nothing was changed",
    );
  }
  return commandsFor(now, next);
}

/** The experiment as the run trains it at a checkpoint: its config with the changes that stand there. */
async function currentExperiment(runDir: string, fromStep: number): Promise<Experiment> {
  const experiment = await readExperiment(runDir);
  // A change that counts from s + 1 was made at s and is in its checkpoint.
  const events = (await readEvents(runDir)).filter(({ step }) => step <= fromStep + 1);
  const { training, optimizer } = experiment;
  return {
    ...experiment,
    optimizer: { ...optimizer, ...currentOptimizers(experiment, events) } as typeof optimizer,
    objective: currentObjective(experiment, events) as Experiment["objective"],
    training: {
      ...training,
      discriminatorSteps:
        currentDiscriminatorSteps(experiment, events) ?? training.discriminatorSteps,
    },
  };
}

function commandsFor(now: Experiment, next: Experiment): Command[] {
  const commands: Command[] = [];
  for (const network of NETWORKS) {
    const optimizer = next.optimizer[network];
    if (!isDeepStrictEqual(optimizer, now.optimizer[network]))
      commands.push({ type: "setOptimizer", networks: [network], optimizer, slots: "keep" });
  }
  const before: Record<string, unknown> = now.objective;
  const after: Record<string, unknown> = next.objective;
  const set = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => ({ path: key, value: after[key] ?? null }));
  if (set.length > 0) commands.push({ type: "setObjective", set });
  const { discriminatorSteps } = next.training;
  if (discriminatorSteps !== now.training.discriminatorSteps)
    commands.push({ type: "setDiscriminatorSteps", value: discriminatorSteps });
  return commands;
}
