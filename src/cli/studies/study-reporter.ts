import { relative } from "node:path";
import {
  generationsOf,
  isPopulation,
  membersOf,
  type Plan,
  type PopulationPlan,
  runDirOf,
  statusOf,
  type StudyEvent,
  type StudyRun,
  textOf,
} from "../../search";
import { formatDuration, formatSpeed } from "../../shared/text/format";
import { progressBar, QUIET_INTERVAL_MS } from "../progress-bar";
import { bareStdout, visible } from "../terminal";

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
      if (!run) return print(rest);
      print({
        ...rest,
        run: run.id,
        trial: run.trial,
        labels: run.labels,
        runDir: runDirOf(dir, run),
      });
    },
    say: (message) => process.stderr.write(`${message}\n`),
    close: () => undefined,
  };
}

/**
 * A progress bar over all runs on a terminal, else a line every ten seconds and at each run's end.
 */
export class TerminalReporter implements Reporter {
  readonly #plan: Plan;
  readonly #tty = process.stdout.isTTY;
  readonly #bar = progressBar("{done} | {left} left | {speed} steps/s | {now}", bareStdout);
  /** By the runs' ids. */
  readonly #steps = new Map<string, number>();
  readonly #speeds = new Map<string, number>();
  readonly #finished = new Set<string>();
  /** How runs in training are called. */
  readonly #names = new Map<string, string>();
  readonly #said = new Set<string>();
  /** Of the first run, for those that are not chosen yet. */
  #planned: { steps: number } | undefined;
  #drawn = false;
  #lastLine = -QUIET_INTERVAL_MS;
  #began: { at: number; share: number } | undefined;

  constructor(dir: string, plan: Plan) {
    this.#plan = plan;
    for (const run of plan.format === 1 ? plan.runs : []) {
      const { status } = statusOf(dir, run);
      if (status !== "finished" && status !== "diverged") continue;
      this.#finished.add(run.id);
      this.#steps.set(run.id, run.experiment.training.steps);
    }
    const what = plan.format === 1 ? `${plan.runs.length} runs` : `search by ${plan.search.method}`;
    this.say(`${plan.name}: ${what} in ${relative(process.cwd(), dir) || "."}`);
  }

  event(event: StudyEvent): void {
    if (event.type === "notice") return this.#notice(event.message);
    const { id } = event.run;
    switch (event.type) {
      case "runStarted":
        this.#steps.set(id, event.step - beginOf(event.run));
        this.#speeds.set(id, 0);
        this.#names.set(id, nameOf(event.run));
        this.#planned ??= { steps: event.run.experiment().training.steps };
        this.#began ??= { at: performance.now(), share: this.#share(0) };
        break;
      case "runProgress":
        this.#steps.set(id, event.record.step - beginOf(event.run));
        if (event.stepsPerSecond !== undefined) this.#speeds.set(id, event.stepsPerSecond);
        this.#show();
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

  #notice(message: string): void {
    if (!this.#said.has(message)) this.say(message);
    this.#said.add(message);
  }

  #runEnded({ run, record, status }: Extract<StudyEvent, { type: "runEnded" }>): void {
    this.#speeds.delete(run.id);
    if (status !== "interrupted") this.#finished.add(run.id);
    // What diverged is done with: the bar ends at its end all the same.
    if (status === "diverged" || status === "failed" || status === "pruned")
      this.#steps.set(run.id, run.stage ? lengthOf(run) : run.experiment().training.steps);
    // What becomes of a generation is told when all of its members have ended it.
    if (run.stage && status === "finished") return;
    const reason = record.error ? `: ${record.error.message}` : "";
    this.say(`${nameOf(run)}: ${status} at step ${record.step}${reason}`);
  }

  #stepsDone(): number {
    return [...this.#steps.values()].reduce((sum, step) => sum + step, 0);
  }

  /** How many runs there will be, where that is known. */
  #runs(): number | undefined {
    const plan = this.#plan;
    if (plan.format === 1) return plan.runs.length;
    const { trials, seeds } = plan.search;
    if (isPopulation(plan))
      return this.#planned && stageCount(plan, this.#planned.steps) * (seeds?.length ?? 1);
    return trials === undefined ? undefined : trials * (seeds?.length ?? 1);
  }

  /** How much of the study is done, by whichever of its limits is nearest; in [0, 1]. */
  #share(seconds: number): number {
    const { search } = this.#plan;
    const done = this.#stepsDone();
    const runs = this.#runs();
    const total =
      this.#plan.format === 1
        ? this.#plan.runs.reduce((sum, run) => sum + run.experiment.training.steps, 0)
        : (runs ?? NaN) * (this.#stageSteps ?? this.#planned?.steps ?? NaN);
    const shares = [
      done / total,
      done / (search?.steps ?? NaN),
      seconds / 60 / (search?.minutes ?? NaN),
    ].filter((share) => !Number.isNaN(share));
    return Math.min(1, Math.max(0, ...shares));
  }

  /** Steps of a stage of a population, on average. */
  get #stageSteps(): number | undefined {
    if (!isPopulation(this.#plan) || !this.#planned) return undefined;
    return this.#planned.steps / generationsOf(this.#plan, this.#planned.steps);
  }

  #show(): void {
    const seconds = this.#began ? (performance.now() - this.#began.at) / 1000 : 0;
    const share = this.#share(seconds);
    const values = this.#values(share, seconds);
    if (this.#tty) {
      if (!this.#drawn) this.#bar.start(1, share, values);
      else this.#bar.update(share, values);
      this.#drawn = true;
    } else if (performance.now() - this.#lastLine > QUIET_INTERVAL_MS) {
      this.#lastLine = performance.now();
      this.say(
        `${Math.floor(100 * share)} %, ${values.done}, ` +
          `${values.left} left, ${values.speed} steps/s: ${values.now}`,
      );
    }
  }

  #values(share: number, seconds: number) {
    const made = this.#began ? share - this.#began.share : 0;
    const left = made > 0 && seconds > 2 ? formatDuration(((1 - share) * seconds) / made) : "-";
    const speed = [...this.#speeds.values()].reduce((sum, each) => sum + each, 0);
    const runs = this.#runs();
    const what = isPopulation(this.#plan) ? "stages" : "runs";
    const running = [...this.#speeds.keys()].map((id) => this.#names.get(id) ?? id);
    return {
      done:
        runs === undefined
          ? `${this.#finished.size} ${what}`
          : `${this.#finished.size} of ${runs} ${what}`,
      left,
      speed: formatSpeed(speed),
      now: visible(running.join("; ")),
    };
  }
}

/** How a person knows a run in training. */
const nameOf = (run: StudyRun): string =>
  run.stage
    ? `member ${run.trial}, generation ${run.stage.generation + 1}`
    : textOf(run.labels) || "run";

/** The step at which a run begins, which of a population's stages is not 0. */
const beginOf = ({ stage }: StudyRun): number => stage?.from ?? 0;
const lengthOf = ({ stage }: StudyRun): number => (stage ? stage.to - stage.from : 0);

const stageCount = (plan: PopulationPlan, steps: number): number =>
  membersOf(plan) * generationsOf(plan, steps);
