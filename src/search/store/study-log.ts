import type { StudyClock } from "./clock";
import { storeFiles } from "./files";
import { type JournalLine, JournalReader, type RunEnd } from "./journal";

/*
 * What the journals of a study say of its runs and trials, kept up to date by what is new in them.
 */

/** How a run was given out of hand. */
export type Closing =
  | { type: "released" | "reopened" | "pruned"; step: number }
  | { type: "ended"; step: number; state: RunEnd; error?: string };

/** What is known of a run. */
export interface RunLog {
  trial: number;
  /** For each objective its figure, by the step; null where it is no finite number. */
  reports: Map<number, (number | null)[]>;
  /** By the epochs of its claims. */
  closings: Map<number, Closing>;
  /** The highest step that any line names. */
  step: number;
  /** Raised by every line. */
  revision: number;
}

/** What is known of a trial that its runs do not say. */
export interface TrialLog {
  /** The step at which it was given up. */
  prunedAt?: number;
}

export class StudyLog {
  readonly runs = new Map<string, RunLog>();
  readonly trials = new Map<number, TrialLog>();
  /** The sum of the highest steps of all runs. */
  steps = 0;
  /** The latest time that any line says; undefined where there is none. */
  seconds: number | undefined;
  readonly #journals: JournalReader;

  /** @param onFault is told of each damaged line of a journal */
  constructor(
    dir: string,
    readonly clock: StudyClock,
    onFault: (message: string) => void,
  ) {
    this.#journals = new JournalReader(storeFiles(dir).journal, onFault);
  }

  /** Takes in what was added to the journals, or to one of them. */
  refresh(only?: string): void {
    for (const line of this.#journals.read(only)) this.#take(line);
  }

  /** How a run's claim ended; undefined while it lasts. */
  closingOf(run: string, epoch: number): Closing | undefined {
    return this.runs.get(run)?.closings.get(epoch);
  }

  /** The step at which a trial was given up. */
  prunedAt(trial: number): number | undefined {
    return this.trials.get(trial)?.prunedAt;
  }

  #take(line: JournalLine): void {
    this.clock.advance(line.t);
    this.seconds = Math.max(this.seconds ?? 0, line.t);
    const run = this.#runOf(line);
    run.revision++;
    if (line.type === "reopened") {
      this.#close(run, line.epoch, { type: "reopened", step: run.step });
      return;
    }
    const further = Math.max(0, line.step - run.step);
    run.step += further;
    this.steps += further;
    if (line.type === "report") run.reports.set(line.step, line.values);
    if (line.type === "started" || line.type === "report") return;
    if (line.type === "pruned") {
      const before = this.prunedAt(line.trial) ?? Infinity;
      this.trials.set(line.trial, { prunedAt: Math.min(before, line.step) });
    }
    this.#close(run, line.epoch, line);
  }

  #runOf({ run, trial }: JournalLine): RunLog {
    const known = this.runs.get(run);
    if (known) return known;
    const log: RunLog = { trial, reports: new Map(), closings: new Map(), step: 0, revision: 0 };
    this.runs.set(run, log);
    return log;
  }

  /** The last word on an epoch is that it was reopened, in whatever order the lines are read. */
  #close({ closings }: RunLog, epoch: number, closing: Closing): void {
    if (closings.get(epoch)?.type !== "reopened") closings.set(epoch, closing);
  }
}
