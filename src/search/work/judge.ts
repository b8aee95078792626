import type { Evaluation } from "../../shared/run/run";
import type { Assignment, Desk } from "./desk";
import { runDirOf } from "../plan/folder";
import type { Pruner } from "../outcome/history";
import { figuresIn, reportsIn } from "../outcome/reports";
import { objectivesOf, type Plan } from "../plan/plan";
import { prunerOf } from "../pruners";

/* Writes down what the runs of a worker are evaluated at, and says which trials are given up. */

export class Judge {
  readonly #measures: readonly string[];
  readonly #pruner: Pruner | undefined;

  constructor(
    readonly dir: string,
    readonly desk: Desk,
    plan: Plan,
  ) {
    this.#measures = objectivesOf(plan).map(({ measure }) => measure);
    this.#pruner = plan.search && prunerOf(plan.search, plan.name);
  }

  /** Writes down what a worker before this one was evaluated at and could not write down. */
  async catchUp(assignment: Assignment): Promise<void> {
    if (this.#measures.length === 0) return;
    const { id, stage } = assignment.run;
    const known = this.desk.log.runs.get(id)?.reports;
    for (const [step, values] of await reportsIn(
      runDirOf(this.dir, assignment.run),
      this.#measures,
    ))
      if (!known?.has(step) && step > (stage?.from ?? -1))
        this.desk.record(assignment, { type: "report", step, values: [...values] });
  }

  /**
   * @returns whether the trial of a run that was just evaluated is to be given up. A run at its last
   *   step is complete: nothing is saved by giving it up.
   */
  isPruned(assignment: Assignment, evaluation: Evaluation): boolean {
    const { desk } = this;
    const { step } = evaluation;
    const values = figuresIn(evaluation, this.#measures);
    if (!values) return false;
    desk.record(assignment, { type: "report", step, values });
    if (!this.#pruner) return false;
    desk.refresh();
    const { trial: number } = assignment.run;
    const others = desk.trials.filter((trial) => trial.number !== number);
    const own = desk.trials.find((trial) => trial.number === number);
    if (!own) return false;
    const past = desk.past.of(own);
    const until = { ...past, reports: past.reports.filter((report) => report.step <= step) };
    return (
      this.#pruner(until, desk.past.all(others)) &&
      step < assignment.run.experiment().training.steps
    );
  }
}
