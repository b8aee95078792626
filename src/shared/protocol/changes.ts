import type { NetworkName, RunEvent } from "../run/run";
import { isOptimizer, type OptimizerLike } from "./optimizer-settings";

/* Changes of a run in training: which stand, and what the experiment is with them. */

/** What a person changed in the middle of a run. */
export type ChangeEvent = Extract<RunEvent, { type: "changed" }>;

/** What is wrong with a change that a person wants to make, and with which of the settings. */
export interface ChangeProblem {
  path: string;
  message: string;
}

export const isChange = (event: RunEvent): event is ChangeEvent => event.type === "changed";

/** Whether a run goes on from an earlier step than before. */
export const goesBack = (event: RunEvent): boolean =>
  event.type === "rewound" || (event.type === "resumed" && event.fromCheckpoint);

/**
 * The changes that a run still has. One that was taken back to the checkpoint of step s has lost
 * those made after s. A change that counts from s + 1 was made at s and is in the checkpoint, but
 * for a planned one, which is made again.
 */
export function standingChanges(events: readonly RunEvent[]): ChangeEvent[] {
  let changes: ChangeEvent[] = [];
  for (const event of events) {
    if (goesBack(event))
      changes = changes.filter(({ step, planned }) => step <= event.step + (planned ? 0 : 1));
    if (isChange(event)) changes.push(event);
  }
  return changes;
}

/** The steps at which one network alone was trained, without those that a run was taken back over. */
export function standingStepsAlone(events: readonly RunEvent[]): number[] {
  let steps: number[] = [];
  for (const event of events) {
    if (goesBack(event)) steps = steps.filter((step) => step <= event.step);
    if (event.type === "stepped") steps.push(event.step);
  }
  return steps;
}

/** The experiment that a run trains now: its config with the changes that stand. */
export function currentExperiment<E extends object>(config: E, events: readonly RunEvent[]): E {
  const settings = standingChanges(events).flatMap(({ set }) => set);
  return settings.reduce((now, { path, to }) => withSetting(now, path, to), config);
}

/** The value at a path such as `objective.penalties.0.weight`; undefined where there is none. */
export function settingAt(value: unknown, path: string): unknown {
  let here = value;
  for (const key of path.split(".")) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

/**
 * A copy with a value at a path; undefined takes the setting away. What is not on the path is
 * shared.
 */
export const withSetting = <T extends object>(value: T, path: string, to: unknown): T =>
  replaced(value, path.split("."), to) as T;

function replaced(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const next = replaced((value as Record<string, unknown> | undefined)?.[key], rest, to);
  if (Array.isArray(value)) return value.with(Number(key), next);
  const settings = (value ?? {}) as Record<string, unknown>;
  if (next !== undefined) return { ...settings, [key]: next };
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== key));
}

/** The optimizers of an experiment, as far as they can be told. */
export function optimizersOf(experiment: object): Partial<Record<NetworkName, OptimizerLike>> {
  const generator = settingAt(experiment, "optimizer.generator");
  const discriminator = settingAt(experiment, "optimizer.discriminator");
  return {
    ...(isOptimizer(generator) ? { generator } : {}),
    ...(isOptimizer(discriminator) ? { discriminator } : {}),
  };
}

/** What an experiment does to the gradients of both networks; nothing, where it does not say. */
export function adjustmentOf(experiment: object): OptimizerLike {
  const adjustment = settingAt(experiment, "training.adjustment");
  return isOptimizer(adjustment) ? adjustment : { type: "none" };
}

/** The networks whose optimizer is among the settings at `paths`. */
export const networksOf = (paths: readonly string[]): NetworkName[] =>
  (["generator", "discriminator"] as const).filter((network) =>
    paths.some((path) => path === "optimizer" || isWithin(path, `optimizer.${network}`)),
  );

/** Whether a path is `root` or lies below it. */
export const isWithin = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}.`);
