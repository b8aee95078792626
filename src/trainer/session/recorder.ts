import { appendFileSync } from "node:fs";
import {
  appendLines,
  deleteSamplesAfter,
  pictureDataPath,
  filterLines,
  isEvaluation,
  nearestPath,
  picturePath,
  recordEvaluation,
  RowsLog,
  runFiles,
  type RunLock,
  setAsideCheckpointsAfter,
  tablePath,
  writeFileAtomic,
  writeRecord,
} from "../../run";
import type { Advice, Advisor } from "../../advisor/advisor";
import { type MetricRow, toColumns } from "../../shared/run/metrics";
import type { FromTrainer } from "../../shared/protocol/messages";
import type {
  EvaluationOccasion,
  Outcome,
  RunEvent,
  RunRecord,
  RunSummary,
} from "../../shared/run/run";
import type { EventLog } from "../../run/tensorboard/event-log";
import { keepLastGood } from "./last-good";
import { SpeedMeter } from "./speed";
import { nextState, type RunTransition } from "../../shared/run/state";
import type { SamplePicture } from "../pictures";

/* Writes what becomes of a run to its folder, and tells the host afterwards. */

type NewEvent = RunEvent extends infer E
  ? E extends RunEvent
    ? Omit<E, "step" | "time">
    : never
  : never;

/** Rows and summaries go out at most this often: ten times a second. */
const FLUSH_MS = 100;
/**
 * While a run is but training its record is written at most this often: it waits for the disk. Its
 * rows tell how far it came since.
 */
const RECORD_MS = 1000;

/**
 * Writes what happens in a run to its folder, and tells the host. Whatever the host is told is in
 * the folder already, so that both tell the same story whenever one of them ends.
 */
export class Recorder {
  /** Looks at what is recorded, once there is one. */
  advisor: Advisor | undefined;
  /** What TensorBoard reads, where that is wanted. */
  eventLog: EventLog | undefined;
  /** The evaluation in hand, as summaries tell of it. */
  #evaluating: RunSummary["evaluating"];
  #rows: MetricRow[] = [];
  #log: RowsLog | undefined;
  #flushed = performance.now();
  #recorded = performance.now();
  #speed = new SpeedMeter();
  /** Until when, and until which step, the speed is measured, once there are rows. */
  #measured: { step: number; at: number } | undefined;

  constructor(
    readonly dir: string,
    public record: RunRecord,
    readonly post: (message: FromTrainer) => void,
    readonly lock: Pick<RunLock, "assertOwn">,
  ) {}

  /**
   * Forgets what was recorded after the step from which a run is resumed: it will be recorded
   * again. Before rows can be recorded.
   */
  async rewind(step: number): Promise<void> {
    this.lock.assertOwn();
    this.#log = await RowsLog.open(this.dir, step, (fraction) =>
      this.post({ type: "progress", what: "Reading metrics.jsonl for the first time", fraction }),
    );
    const { evaluations } = runFiles(this.dir);
    await filterLines(evaluations, isEvaluation, (evaluation) => evaluation.step <= step);
    deleteSamplesAfter(this.dir, step);
    setAsideCheckpointsAfter(this.dir, step);
  }

  rows(rows: readonly MetricRow[]): void {
    this.#rows.push(...rows);
    this.#sendInTime();
  }

  /** Rows and the state of things, now. */
  flush(): void {
    this.#send({ record: true });
  }

  /** Moves the run to its next state. */
  transition(transition: RunTransition, change: Partial<RunRecord> = {}): void {
    const state = nextState(this.record.state, transition);
    if (state === undefined)
      throw new Error(`a run that is ${this.record.state} cannot be ${transition}`);
    this.record = { ...this.record, ...change, state };
    this.#speed = new SpeedMeter();
    this.#measured = undefined;
    this.flush();
    if (state === "finished" || state === "failed") this.eventLog?.end(state);
  }

  /** Leaves the run as it was before this process began with it. */
  withdraw(before: RunRecord): void {
    this.record = before;
    this.flush();
  }

  /** What waited to be changed is in a checkpoint by now. */
  settlePending(): void {
    if (!this.record.pending) return;
    delete this.record.pending;
    this.flush();
  }

  event(event: NewEvent, step = this.record.step): void {
    // The advisor is to have the rows before a change first.
    if (event.type === "changed" && this.advisor) {
      this.flush();
      this.advisor.changed(event.set);
    }
    const whole = { ...event, step, time: new Date().toISOString() } as RunEvent;
    this.lock.assertOwn();
    appendLines(runFiles(this.dir).events, [whole]);
    this.post({ type: "event", event: whole });
  }

  sample({ picture, png, nearest, table }: SamplePicture): void {
    const { step } = picture;
    this.lock.assertOwn();
    writeFileAtomic(pictureDataPath(this.dir, step), JSON.stringify(picture));
    if (nearest) writeFileAtomic(nearestPath(this.dir, step), nearest);
    if (table) writeFileAtomic(tablePath(this.dir, step), table);
    writeFileAtomic(picturePath(this.dir, step), png);
    this.post({ type: "sample", step });
    this.#tell(this.advisor?.picture(picture));
    this.eventLog?.picture(step, png);
  }

  evaluation(step: number, outcome: Outcome, occasion?: EvaluationOccasion): void {
    this.lock.assertOwn();
    const { evaluation, event } = recordEvaluation(this.dir, step, outcome, occasion);
    this.post({ type: "evaluation", evaluation });
    this.eventLog?.evaluation(evaluation);
    this.post({ type: "event", event });
    this.#tell(this.advisor?.evaluation(evaluation));
  }

  /** A number was not finite any more. */
  diverged(): void {
    this.#tell(this.advisor?.diverged(this.record.step));
  }

  /** What the advisor says becomes an event of the step at which it could be said. */
  #tell(advice: readonly Advice[] = []): void {
    for (const { step, ...event } of advice) {
      this.event(event, step);
      if (event.type === "diagnosed") keepLastGood(this.dir, event.verdict);
    }
  }

  /** How far an evaluation is. */
  progress({ what, fraction }: NonNullable<RunSummary["evaluating"]>): void {
    this.#evaluating = { what, fraction };
    this.#sendInTime();
  }

  /** The evaluation has ended. A paused run says so too, though it makes no steps. */
  endProgress(): void {
    this.#evaluating = undefined;
    this.#summarize();
  }

  /** A line in `log.txt`. */
  log(message: string): void {
    appendFileSync(runFiles(this.dir).log, `${new Date().toISOString()} ${message}\n`);
  }

  #sendInTime(): void {
    const now = performance.now();
    if (now - this.#flushed >= FLUSH_MS) this.#send({ record: now - this.#recorded >= RECORD_MS });
  }

  #send({ record }: { record: boolean }): void {
    this.lock.assertOwn();
    const last = this.#rows.at(-1);
    if (last) {
      const columns = toColumns(this.#rows);
      this.#log!.append(this.#rows, columns);
      this.post({ type: "metrics", columns });
      this.eventLog?.rows(columns);
      this.#tell(this.advisor?.rows(columns));
      this.#rows = [];
      this.#measureSpeed(last.step);
      this.record = { ...this.record, step: last.step, trainingSeconds: last.time };
    }
    this.#flushed = performance.now();
    this.record = { ...this.record, updatedAt: new Date().toISOString() };
    if (record) {
      writeRecord(this.dir, this.record);
      this.eventLog?.flush();
      this.#recorded = performance.now();
    }
    this.#summarize();
  }

  /** The clock begins with the first rows: making the program is no part of a run's speed. */
  #measureSpeed(step: number): void {
    const since = (this.#measured ??= { step, at: performance.now() });
    const seconds = (performance.now() - since.at) / 1000;
    if (seconds < 1) return;
    this.#speed.add(step - since.step, seconds);
    this.#measured = { step, at: performance.now() };
  }

  #summarize(): void {
    const { stepsPerSecond } =
      this.record.state === "running" ? this.#speed : { stepsPerSecond: undefined };
    this.post({
      type: "summary",
      summary: {
        dir: this.dir,
        record: this.record,
        ...(this.#evaluating ? { evaluating: this.#evaluating } : {}),
        ...(stepsPerSecond
          ? { stepsPerSecond, secondsLeft: (this.record.steps - this.record.step) / stepsPerSecond }
          : {}),
      },
    });
  }
}
