import { isDeepStrictEqual } from "node:util";
import { GanError } from "../shared/errors";
import { type ChangeProblem, isWithin, settingAt, withSetting } from "../shared/protocol/changes";
import type { ChangedSetting } from "../shared/run/run";
import type * as z from "../shared/zod";
import { parseExperiment } from "./parse";
import { type Experiment, experimentSchema, objectiveSchema, optimizerSchema } from "./schema";
import { trainingSchema } from "./schema/training";
import { type Setting, withSettings } from "./settings";

/*
 * What of an experiment can be changed while it is trained, and the experiment that a change makes.
 */

/**
 * What of an experiment can be changed while it is trained: everything at or below these paths. A
 * checkpoint keeps it.
 */
export const CHANGEABLE = {
  "optimizer.generator": optimizerSchema,
  "optimizer.discriminator": optimizerSchema,
  objective: objectiveSchema,
  "training.discriminatorSteps": trainingSchema.shape.discriminatorSteps.unwrap(),
  "training.generatorSteps": trainingSchema.shape.generatorSteps.unwrap(),
} as const;
export type ChangeablePath = keyof typeof CHANGEABLE;
export const CHANGEABLE_PATHS = Object.keys(CHANGEABLE) as ChangeablePath[];

/**
 * Why settings are fixed once a run has begun, and what to do instead of changing them. The longest
 * path that fits counts.
 */
const FIXED: Readonly<Record<string, { why: string; instead?: string }>> = {
  "objective.packing": { why: "D's input would have another size" },
  "training.steps": { why: "a run is trained for longer by resuming it", instead: "use --steps N" },
  "training.batchSize": { why: "an epoch's batches are counted in it" },
  "training.seed": { why: "all random numbers of the run follow from it" },
  "training.updates": { why: "the order of the data's batches follows from it" },
  "training.generatorAverage": { why: "the average is a part of the run's state" },
  data: { why: "the run's figures are about its data" },
  latent: { why: "G's input would have another size" },
  generator: { why: "the trained weights belong to its layers" },
  discriminator: { why: "the trained weights belong to its layers" },
  engine: { why: "the run's numbers are those of its engine" },
};

const isChangeable = (path: string): boolean =>
  path === "optimizer" || CHANGEABLE_PATHS.some((root) => isWithin(path, root));

/** Whether a setting can be changed while a run trains. */
export const canBeChanged = (path: string): boolean => isChangeable(path) && !(path in FIXED);

function refuseFixed(path: string): never {
  const [, reason] =
    Object.entries(FIXED)
      .filter(([fixed]) => isWithin(path, fixed))
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
  throw new GanError(
    "bad-usage",
    `${path} is fixed once a run has begun`,
    [reason?.why, reason?.instead ?? `start a new run: gan train FILE --set ${path}=VALUE`]
      .filter(Boolean)
      .join("; "),
  );
}

/**
 * An experiment with settings changed by their paths; null takes one away. It is checked as a
 * config is, and refused for what was not wrong before.
 *
 * @param steps the step at which the run is finished, until which schedules must keep their bounds
 * @throws GanError `bad-usage`
 */
export function changedExperiment(
  now: Experiment,
  set: readonly Setting[],
  steps: number,
): Experiment {
  const { after, problems } = tried(now, set, steps);
  if (problems.length > 0) {
    const messages = problems.map(({ message }) => message).join("\n");
    throw new GanError("bad-usage", messages, "nothing was changed");
  }
  const { training, ...next } = experimentSchema.parse(JSON.parse(after));
  const changed = { ...next, training: { ...training, steps: now.training.steps } };
  for (const path of Object.keys(FIXED))
    if (isChangeable(path) && !isDeepStrictEqual(settingAt(now, path), settingAt(changed, path)))
      refuseFixed(path);
  return changed;
}

/**
 * What is wrong with a change; nothing where it can be made. Takes what `changedExperiment` takes.
 *
 * @throws GanError `bad-usage` for a setting that is fixed
 */
export const changeProblems = (
  now: Experiment,
  set: readonly Setting[],
  steps: number,
): ChangeProblem[] => tried(now, set, steps).problems;

/** The text of an experiment with settings changed, and what is wrong that was not before. */
function tried(
  now: Experiment,
  set: readonly Setting[],
  steps: number,
): { after: string; problems: ChangeProblem[] } {
  for (const { path } of set) if (!isChangeable(path)) refuseFixed(path);
  const before = JSON.stringify({ ...now, training: { ...now.training, steps } }, null, 2);
  const after = withSettings(
    before,
    set.map(({ path, value }) => ({ path, value: value ?? undefined })),
  );
  const known = new Set(errorsOf(before).map(({ message }) => message));
  return { after, problems: errorsOf(after).filter(({ message }) => !known.has(message)) };
}

const errorsOf = (text: string): ChangeProblem[] =>
  parseExperiment(text)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ path, message, hint }) => ({
      path: path.join("."),
      message: hint ? `${message}; ${hint}` : message,
    }));

/**
 * The settings at `paths` that two experiments differ in, as an event tells of them; where they
 * differ in none, all.
 */
export function changedSettings(
  now: Experiment,
  next: Experiment,
  paths: readonly string[],
): ChangedSetting[] {
  const places = new Set(paths.map((path) => wholePlace(now, next, path)));
  const settings = [...places].map((path) => ({
    path,
    from: settingAt(now, path),
    to: settingAt(next, path),
  }));
  const differing = settings.filter(({ from, to }) => !isDeepStrictEqual(from, to));
  return differing.length > 0 ? differing : settings;
}

/**
 * The place on the way to a path that has to be told as a whole: the first which is not of one kind
 * in both experiments.
 */
function wholePlace(now: Experiment, next: Experiment, path: string): string {
  const keys = path.split(".");
  const places = keys.map((_, i) => keys.slice(0, i + 1).join("."));
  const other = places.find(
    (place) => kindOf(settingAt(now, place)) !== kindOf(settingAt(next, place)),
  );
  return other ?? path;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value !== "object" || value === null) return "value";
  return `object ${String((value as { type?: unknown }).type)}`;
}

/** What a checkpoint keeps of an experiment: the value at each path that can be changed. */
export type ChangeableSettings = {
  [P in ChangeablePath]?: z.output<(typeof CHANGEABLE)[P]>;
};

export const changeableSettings = (experiment: Experiment): ChangeableSettings =>
  Object.fromEntries(CHANGEABLE_PATHS.map((path) => [path, settingAt(experiment, path)]));

/** A run's config with what a checkpoint keeps of the changes on the way there. */
export const withChangeableSettings = (
  config: Experiment,
  settings: ChangeableSettings,
): Experiment =>
  Object.entries(settings).reduce((now, [path, to]) => withSetting(now, path, to), config);
