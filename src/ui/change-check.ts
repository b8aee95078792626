import { readHistory } from "../run/store";
import type { Experiment } from "../experiment/schema";
import type { Setting } from "../experiment/settings";
import { type ChangeProblem, currentExperiment, isChange } from "../shared/protocol/changes";

/** A run's experiment as it is trained now, and what is wrong with changes of it. */
export interface ChangeCheck {
  now: Experiment;
  problems(set: readonly Setting[]): ChangeProblem[];
  /** What is wrong with the first of the settings that something is wrong with, if any. */
  validate(set: readonly Setting[]): string | undefined;
}

/** What a person chose to change. */
export interface ChosenChange {
  set: Setting[];
  slots?: "keep" | "reset";
  /** The change in a few words. */
  what: string;
}

/**
 * Reads what changes of a run have to fit. The trainer checks them in the same way.
 *
 * @param at the step of a checkpoint; left out: as the run is trained now
 */
export async function changeCheck(dir: string, at?: number): Promise<ChangeCheck> {
  // Late: activation need not wait for the schema.
  const { changeProblems } = await import("../experiment/changeable");
  const { experiment, events, summary } = await readHistory(dir);
  // A change at a checkpoint counts from the step after it.
  const held = events.filter(
    (event) => at === undefined || event.step <= at + (isChange(event) ? 1 : 0),
  );
  const now = currentExperiment(experiment, held);
  const problems = (set: readonly Setting[]) => changeProblems(now, set, summary.record.steps);
  return { now, problems, validate: (set) => problems(set)[0]?.message };
}

/**
 * The experiment of a new run that begins from scratch as a run is trained now, but for some
 * settings, and what is wrong with it.
 */
export async function freshStart(
  dir: string,
  set: readonly Setting[],
): Promise<{ experiment?: Experiment; problems: ChangeProblem[] }> {
  const { freshExperiment } = await import("../experiment/fresh");
  const { now } = await changeCheck(dir);
  return freshExperiment(now, set);
}
