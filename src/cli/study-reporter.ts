import { relative } from "node:path";
import { SingleBar } from "cli-progress";
import { type GridPlan, runDirOf, statusOf, type StudyEvent, textOf } from "../search";
import { formatDuration, formatSpeed } from "../shared/text/format";
import { bareStdout, visible } from "./terminal";

/* Tells a person, or another program, how a study goes on. */

/** Tells a person, or another program, how a study goes on. */
export interface Reporter {
  event(event: StudyEvent): void;
  say(text: string): void;
  close(): void;
}

/** One JSON object a line: what begins, goes on and ends. */
export function jsonReporter(dir: string): Reporter {
  const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    event(event) {
      const { run, ...rest } = event;
      print({ ...rest, run: run.id, labels: run.labels, runDir: runDirOf(dir, run) });
    },
    say: (message) => process.stderr.write(`${message}\n`),
    close: () => undefined,
  };
}

const QUIET_INTERVAL_MS = 10_000;

/**
 * A progress bar over all runs on a terminal, else a line every ten seconds and at each run's end.
 */
export class TerminalReporter implements Reporter {
  readonly #plan: GridPlan;
  readonly #tty = process.stdout.isTTY;
  readonly #bar = new SingleBar({
    format: "{bar} {percentage}% | {done} of {runs} runs | {left} left | {speed} steps/s | {now}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream: bareStdout,
    fps: 10,
  });
  /** By the runs' ids. */
  readonly #steps = new Map<string, number>();
  readonly #speeds = new Map<string, number>();
  readonly #finished = new Set<string>();
  readonly #said = new Set<string>();
  #drawn = false;
  #lastLine = 0;
  #began: { at: number; steps: number } | undefined;

  constructor(dir: string, plan: GridPlan) {
    this.#plan = plan;
    for (const run of plan.runs) {
      const { status } = statusOf(dir, run);
      if (status !== "finished" && status !== "diverged") continue;
      this.#finished.add(run.id);
      this.#steps.set(run.id, run.experiment.training.steps);
    }
    this.say(`${plan.name}: ${plan.runs.length} runs in ${relative(process.cwd(), dir) || "."}`);
  }

  event(event: StudyEvent): void {
    const { id } = event.run;
    switch (event.type) {
      case "runStarted":
        this.#steps.set(id, event.step);
        this.#speeds.set(id, 0);
        this.#began ??= { at: Date.now(), steps: this.#stepsDone() };
        break;
      case "runProgress":
        this.#steps.set(id, event.record.step);
        if (event.stepsPerSecond !== undefined) this.#speeds.set(id, event.stepsPerSecond);
        this.#show();
        break;
      case "notice":
        if (!this.#said.has(event.message)) this.say(event.message);
        this.#said.add(event.message);
        break;
      case "runEnded":
        this.#runEnded(event);
        break;
    }
  }

  say(text: string): void {
    if (this.#drawn && this.#tty) {
      this.#bar.stop();
      this.#drawn = false;
    }
    process.stdout.write(`${text}\n`);
  }

  close(): void {
    if (this.#drawn) this.#bar.stop();
  }

  #runEnded({ run, record, status }: Extract<StudyEvent, { type: "runEnded" }>): void {
    this.#speeds.delete(run.id);
    if (status !== "interrupted") this.#finished.add(run.id);
    // What diverged is done with: the bar ends at its end all the same.
    if (status === "diverged" || status === "failed")
      this.#steps.set(run.id, run.experiment.training.steps);
    const reason = record.error ? `: ${record.error.message}` : "";
    this.say(`${textOf(run.labels) || "run"}: ${status} at step ${record.step}${reason}`);
  }

  #stepsDone(): number {
    return [...this.#steps.values()].reduce((sum, step) => sum + step, 0);
  }

  #show(): void {
    const total = this.#plan.runs.reduce((sum, run) => sum + run.experiment.training.steps, 0);
    const now = this.#stepsDone();
    const values = this.#values(total, now);
    if (this.#tty) {
      if (!this.#drawn) this.#bar.start(total, now, values);
      else this.#bar.update(now, values);
      this.#drawn = true;
    } else if (Date.now() - this.#lastLine > QUIET_INTERVAL_MS) {
      this.#lastLine = Date.now();
      this.say(
        `${Math.floor((100 * now) / total)} %, ${values.done} of ${values.runs} runs, ` +
          `${values.left} left, ${values.speed} steps/s: ${values.now}`,
      );
    }
  }

  #values(total: number, now: number) {
    const seconds = this.#began ? (Date.now() - this.#began.at) / 1000 : 0;
    const made = this.#began ? now - this.#began.steps : 0;
    const left = made > 0 && seconds > 2 ? formatDuration(((total - now) * seconds) / made) : "-";
    const speed = [...this.#speeds.values()].reduce((sum, each) => sum + each, 0);
    const running = this.#plan.runs.filter(({ id }) => this.#speeds.has(id));
    return {
      done: this.#finished.size,
      runs: this.#plan.runs.length,
      left,
      speed: formatSpeed(speed),
      now: visible(running.map(({ labels }) => textOf(labels)).join("; ")),
    };
  }
}
