import type { PastTrial } from "./history";
import { type Objective, pastTrial, type RunOutcome } from "./outcomes";
import type { RunLog, StudyLog } from "../store/study-log";
import type { StudyTrial } from "../plan/trials";

/* What methods and pruners are told of the trials of a study, from its journals alone. */

export class PastTrials {
  /** Trials of which nothing more will come. */
  readonly #complete = new Map<number, PastTrial>();

  constructor(
    readonly objectives: readonly Objective[],
    readonly log: StudyLog,
  ) {}

  /** The trials that have begun. */
  all(trials: readonly StudyTrial[]): PastTrial[] {
    return trials.map((trial) => this.of(trial));
  }

  of(trial: StudyTrial): PastTrial {
    const known = this.#complete.get(trial.number);
    if (known) return known;
    const past = pastTrial(
      { ...trial, isPruned: this.log.prunedAt(trial.number) !== undefined },
      trial.runs.map(({ id }) => outcomeIn(this.log.runs.get(id))),
      this.objectives,
    );
    if (past.state === "complete") this.#complete.set(trial.number, past);
    return past;
  }
}

function outcomeIn(run: RunLog | undefined): RunOutcome {
  if (!run) return { state: "waiting", reports: new Map() };
  const closing = run.closings.get(Math.max(...run.closings.keys()));
  const isOver = closing?.type === "ended" && closing.state !== "interrupted";
  return { state: isOver ? closing.state : "running", reports: run.reports } as RunOutcome;
}
