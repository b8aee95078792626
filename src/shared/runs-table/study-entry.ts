import { endedTrials, runningTrials, studyState, type StudyState } from "../study/progress";
import type { StudyView } from "../study/study-view";
import { formatCount, formatNumber } from "../text/format";

/* A study as the table of runs knows it. */

export interface StudyEntry {
  /** Its folder, by which it is told from all others. */
  dir: string;
  name: string;
  state: StudyState;
  /** How many trials have come to an end, are worked on, and will be at most, where that is known. */
  ended: number;
  running: number;
  planned?: number;
  /** For each objective the best trial's value, in words. */
  best?: string;
}

export function studyEntryOf(dir: string, view: StudyView): StudyEntry {
  const planned = view.limits.trials ?? view.trialsPlanned;
  const best = view.trials.find(({ number }) => number === view.best[0])?.objectives;
  return {
    dir,
    name: view.name,
    state: studyState(view),
    ended: endedTrials(view),
    running: runningTrials(view),
    ...(planned === undefined ? {} : { planned }),
    ...(best
      ? {
          best: view.objectives
            .map(({ title }, i) => `${title} ${formatNumber(best[i]?.value ?? NaN)}`)
            .join(", "),
        }
      : {}),
  };
}

/** `38/48 trials`. */
export const progressText = ({ ended, planned }: StudyEntry): string =>
  planned === undefined
    ? `${formatCount(ended)} trials`
    : `${formatCount(ended)}/${formatCount(planned)} trials`;
