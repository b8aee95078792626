import type { PastTrial } from "./history";
import { type Objective, pastTrial, type RunOutcome } from "./outcomes";
import type { RunLog, StudyLog } from "../store/study-log";
import type { StudyTrial } from "../plan/trials";

/* What methods and pruners are told of the trials of a study, from its journals alone. */

export class PastTrials {
  /** Trials as they were last worked out, and of what lines of the journals. */
  readonly #known = new Map<number, { revision: number; past: PastTrial }>();

  constructor(
    readonly objectives: readonly Objective[],
    readonly log: StudyLog,
  ) {}

  /** The trials that have begun. */
  all(trials: readonly StudyTrial[]): PastTrial[] {
    return trials.map((trial) => this.of(trial));
  }

  of(trial: StudyTrial): PastTrial {
    const revision = this.#revisionOf(trial);
    const known = this.#known.get(trial.number);
    if (known?.revision === revision) return known.past;
    const past = pastTrial(
      { ...trial, isPruned: this.log.prunedAt(trial.number) !== undefined },
      trial.runs.map(({ id }) => outcomeIn(this.log.runs.get(id))),
      this.objectives,
    );
    this.#known.set(trial.number, { revision, past });
    return past;
  }

  /** How many lines the journals have of a trial's runs: each of them may change what it is. */
  #revisionOf({ runs }: StudyTrial): number {
    return runs.reduce((sum, { id }) => sum + (this.log.runs.get(id)?.revision ?? 0), 0);
  }
}

export function outcomeIn(run: RunLog | undefined): RunOutcome {
  if (!run) return { state: "waiting", reports: new Map() };
  const closing = run.closings.get(Math.max(...run.closings.keys()));
  const isOver = closing?.type === "ended" && closing.state !== "interrupted";
  return { state: isOver ? closing.state : "running", reports: run.reports } as RunOutcome;
}
