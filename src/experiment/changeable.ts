import { isDeepStrictEqual } from "node:util";
import { GanError } from "../shared/errors";
import { type ChangeProblem, settingAt, withSetting } from "../shared/protocol/changes";
import type { ChangedSetting } from "../shared/run/run";
import type * as z from "../shared/zod";
import {
  type CHANGEABLE,
  CHANGEABLE_PATHS,
  type ChangeablePath,
  FIXED,
  isChangeable,
  whyFixed,
} from "./changeable-paths";
import { parseExperiment, type Problem } from "./parse";
import { type Experiment, experimentSchema } from "./schema";
import { type Setting, withSettings } from "./settings";

export {
  CHANGEABLE,
  canBeChanged,
  CHANGEABLE_PATHS,
  type ChangeablePath,
} from "./changeable-paths";

/*
 * What of an experiment can be changed while it is trained, and the experiment that a change makes.
 */

function refuseFixed(path: string): never {
  const { why, instead = `start a new run: gan train FILE --set ${path}=VALUE` } = whyFixed(path);
  throw new GanError(
    "bad-usage",
    `${path} is fixed once a run has begun`,
    [why, instead].filter(Boolean).join("; "),
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
  const { steps: ownSteps, changes } = now.training;
  const changed = {
    ...next,
    training: { ...training, steps: ownSteps, ...(changes ? { changes } : {}) },
  };
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

/**
 * The text of an experiment with settings changed, and what is wrong that was not before. What is
 * planned for later steps does not count: it is looked at when it comes.
 */
function tried(
  now: Experiment,
  set: readonly Setting[],
  steps: number,
): { after: string; problems: ChangeProblem[] } {
  for (const { path } of set) if (!isChangeable(path)) refuseFixed(path);
  const training = { ...now.training, steps, changes: undefined };
  const before = JSON.stringify({ ...now, training }, null, 2);
  const after = withSettings(
    before,
    set.map(({ path, value }) => ({ path, value: value ?? undefined })),
  );
  const known = new Set(errorsOf(before).map(({ message }) => message));
  return { after, problems: errorsOf(after).filter(({ message }) => !known.has(message)) };
}

const errorsOf = (text: string): ChangeProblem[] =>
  asChangeProblems(parseExperiment(text).problems);

/** The errors among what is wrong with a config, by the settings that they are about. */
export const asChangeProblems = (problems: readonly Problem[]): ChangeProblem[] =>
  problems
    .filter(({ severity }) => severity === "error")
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
