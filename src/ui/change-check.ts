import { readHistory } from "../run/store";
import type { Experiment } from "../experiment/schema";
import type { Setting } from "../experiment/settings";
import { type ChangeProblem, currentExperiment } from "../shared/protocol/changes";

/** A run's experiment as it is trained now, and what is wrong with changes of it. */
interface ChangeCheck {
  now: Experiment;
  problems(set: readonly Setting[]): ChangeProblem[];
  /** What is wrong with the first of the settings that something is wrong with, if any. */
  validate(set: readonly Setting[]): string | undefined;
}

/** Reads what changes of a run have to fit. The trainer checks them in the same way. */
export async function changeCheck(dir: string): Promise<ChangeCheck> {
  // Late: activation need not wait for the schema.
  const { changeProblems } = await import("../experiment/changeable");
  const { experiment, events, summary } = await readHistory(dir);
  const now = currentExperiment(experiment, events);
  const problems = (set: readonly Setting[]) => changeProblems(now, set, summary.record.steps);
  return { now, problems, validate: (set) => problems(set)[0]?.message };
}
