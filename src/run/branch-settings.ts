import { isDeepStrictEqual } from "node:util";
import { changedExperiment } from "../experiment/changeable";
import { canBeChanged } from "../experiment/changeable-paths";
import { formatIssues } from "../experiment/explain";
import { parseExperiment } from "../experiment/parse";
import { checkSchedules } from "../experiment/schedule-checks";
import { type Experiment, experimentSchema } from "../experiment/schema";
import { type Setting, withSettings } from "../experiment/settings";
import { GanError } from "../shared/errors";
import { isWithin } from "../shared/protocol/changes";

/* What a branch may have otherwise than its parent. */

/**
 * Settings that are no part of the state: a branch takes them from its config. The others that it
 * can have are changed as in a run that trains.
 */
const OF_CONFIG = [
  "name",
  "training.seed",
  "samples",
  "evaluation",
  "checkpoint",
  "log",
  "compile",
  "engine",
];

/** Whether a branch takes a setting from its config. */
export const isOfConfig = (path: string): boolean => OF_CONFIG.some((root) => isWithin(path, root));

/** Another experiment for a branch: its config, and what is changed in its checkpoint's state. */
export interface BranchSettings {
  config: Experiment;
  changes: Setting[];
}

interface BranchEnd {
  /** The step at which the parent is finished. */
  from: number;
  /** The step at which the branch is finished. */
  steps: number;
  slots?: "keep" | "reset" | undefined;
}

/**
 * Checks what a branch is to have otherwise than its parent.
 *
 * @param config the parent's; `now`: with the changes that its checkpoint holds
 * @throws GanError `bad-usage` for what a branch cannot have
 */
export function branchSettings(
  { config, now }: { config: Experiment; now: Experiment },
  set: readonly Setting[],
  { from, steps, slots = "keep" }: BranchEnd,
): BranchSettings {
  const changes = set.filter(({ path }) => !isOfConfig(path));
  for (const { path } of changes) refuseForeign(path);
  const next = changes.length > 0 ? changedExperiment(now, changes, steps) : now;
  const [late] = steps > from ? checkSchedules(next, { from, to: steps }) : [];
  if (late) throw new GanError("bad-usage", late.message, `${late.hint}; nothing was made`);
  return {
    config: configOf(
      config,
      set.filter(({ path }) => isOfConfig(path)),
    ),
    changes: slots === "keep" && isDeepStrictEqual(now, next) ? [] : changes,
  };
}

/** Where the state of one architecture is no state of the other. */
const OF_STATE = ["generator", "discriminator", "latent", "data", "weightsFrom"];

function refuseForeign(path: string): void {
  if (canBeChanged(path) || !OF_STATE.some((root) => isWithin(path, root))) return;
  throw new GanError(
    "bad-usage",
    `a branch cannot have another ${path}: it goes on with its parent's state`,
    "train a new run of the changed config: gan train CONFIG",
  );
}

function configOf(config: Experiment, set: readonly Setting[]): Experiment {
  if (set.length === 0) return config;
  const before = JSON.stringify(config, null, 2);
  const after = withSettings(
    before,
    set.map(({ path, value }) => ({ path, value: value ?? undefined })),
  );
  const known = new Set(errorsOf(before));
  const problems = errorsOf(after).filter((message) => !known.has(message));
  if (problems.length > 0) throw new GanError("bad-usage", problems.join("\n"), "nothing was made");
  const { data, error } = experimentSchema.safeParse(JSON.parse(after));
  if (data) return data;
  throw new GanError(
    "bad-usage",
    formatIssues(error, experimentSchema, JSON.parse(after)),
    "nothing was made",
  );
}

const errorsOf = (text: string): string[] =>
  parseExperiment(text)
    .problems.filter(({ severity }) => severity === "error")
    .map(({ message, hint }) => (hint ? `${message}; ${hint}` : message));
