import { standingChanges } from "./changes";
import type { RunEvent } from "../run/run";

/** The most updates of D for one of G (k of Algorithm 1). */
export const MAX_DISCRIMINATOR_STEPS = 100;

/** k as a person wrote it; undefined where it is no whole number from 1 to the most. */
export function readDiscriminatorSteps(text: string): number | undefined {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
  return value >= 1 && value <= MAX_DISCRIMINATOR_STEPS ? value : undefined;
}

/** The k that a run has now: its experiment's, or what it was last changed to. */
export function currentDiscriminatorSteps(
  experiment: object,
  events: readonly RunEvent[],
): number | undefined {
  const changed = standingChanges(events).findLast(
    (event) => event.type === "discriminatorStepsChanged",
  );
  if (changed) return changed.to;
  const { training } = experiment as { training?: { discriminatorSteps?: unknown } };
  return typeof training?.discriminatorSteps === "number" ? training.discriminatorSteps : undefined;
}
