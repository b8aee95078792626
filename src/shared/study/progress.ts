import type { StudyView, TrialState } from "./study-view";

/* How far a study is. */

/** `interrupted`: nobody works on it, and something is left to do. */
export type StudyState = "running" | "interrupted" | "finished";

/** A worker that has been silent for so long is taken for dead, in seconds. */
export const SILENCE_SECONDS = 60;

const OVER: ReadonlySet<TrialState> = new Set(["finished", "pruned", "diverged", "failed"]);

/** How many trials have come to an end. */
export const endedTrials = ({ trials }: Pick<StudyView, "trials">): number =>
  trials.filter(({ state }) => OVER.has(state)).length;

export const runningTrials = ({ trials }: Pick<StudyView, "trials">): number =>
  trials.filter(({ state }) => state === "running").length;

/** Whether somebody trains for the study now. */
const isWorkedOn = ({ workers, trials }: StudyView): boolean =>
  trials.some(({ state }) => state === "running") &&
  (workers.length === 0 || workers.some(({ silentSeconds }) => silentSeconds < SILENCE_SECONDS));

export function studyState(view: StudyView): StudyState {
  if (isWorkedOn(view)) return "running";
  const allEnded = endedTrials(view) === view.trials.length;
  return allEnded && shareDone(view) >= 1 ? "finished" : "interrupted";
}

/**
 * How much of the study is done, in [0, 1]: of the limit that is reached first. 0 where no limit is
 * known.
 */
export function shareDone(view: StudyView): number {
  const { limits, spent, trialsPlanned } = view;
  const trials = limits.trials ?? trialsPlanned;
  const shares = [
    trials === undefined ? 0 : endedTrials(view) / Math.max(1, trials),
    limits.minutes === undefined ? 0 : spent.seconds / (60 * limits.minutes),
    limits.steps === undefined ? 0 : spent.steps / limits.steps,
  ];
  return Math.min(1, Math.max(...shares));
}
