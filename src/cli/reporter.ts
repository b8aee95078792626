import { relative } from "node:path";
import { progressBar, QUIET_INTERVAL_MS } from "./progress-bar";
import { bareStdout, visible } from "./terminal";
import { formatDuration, formatNumber, formatSpeed } from "../shared/text/format";
import { describeFigures } from "../shared/evaluation/figures";
import { COLUMN_NAMES } from "../shared/run/metrics";
import type { FromTrainer } from "../shared/protocol/messages";
import type { Evaluation, RunEvent, RunRecord, RunSummary } from "../shared/run/run";
import {
  describeEvidence,
  describeVerdict,
  followsText,
  remedyTitle,
} from "../shared/advisor/verdict-text";
import { describeDoubts, describeEvent } from "../shared/run/marks";
import { weightsLines } from "../shared/run/weights";

/* Tells a person, or another program, how a run goes on. */

/** Where a run keeps what a person will want to look at. */
export interface Places {
  run: string;
  pictures: string;
  log: string;
  curves?: string;
  /** Steps that the run can be resumed from, latest first. */
  checkpoints: number[];
  lastPicture?: string;
}

/** How a run is told of on stdout. */
export interface Reporter {
  message(message: FromTrainer): void;
  end(record: RunRecord, places: Places): void;
}

/**
 * One JSON object a line: every message of the trainer, metrics a row each, and at the end the
 * run's record.
 */
export function jsonReporter(): Reporter {
  const print = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  return {
    message(message) {
      if (message.type !== "metrics") return print(message);
      for (let i = 0; i < message.columns.step.length; i++) {
        print({
          type: "metrics",
          ...Object.fromEntries(COLUMN_NAMES.map((name) => [name, message.columns[name][i]])),
        });
      }
    },
    end: (record, places) => print({ type: "end", record, places }),
  };
}

/** A progress bar on a terminal, else a line every ten seconds. */
export function terminalReporter(runDir: string): Reporter {
  return new TerminalReporter(runDir);
}

/** What stands in place of a figure that is not known yet. */
const UNKNOWN = "-";

class TerminalReporter implements Reporter {
  readonly #runDir: string;
  readonly #bar = progressBar(
    "step {value}/{total} | {speed} steps/s | {left} left | loss D {lossD} G {lossG} | " +
      "D(x) {dReal} D(G(z)) {dFake}{work}",
    bareStdout,
  );
  /** Whether the bar is on the terminal now. */
  #drawn = false;
  #lastLine = 0;
  #fetchedPercent = -1;
  #figures = "";
  readonly #latest = {
    speed: UNKNOWN,
    left: UNKNOWN,
    lossD: UNKNOWN,
    lossG: UNKNOWN,
    dReal: UNKNOWN,
    dFake: UNKNOWN,
    work: "",
  };

  constructor(runDir: string) {
    this.#runDir = runDir;
  }

  message(message: FromTrainer): void {
    switch (message.type) {
      case "progress":
        return this.#fetching(message.what, Math.floor(message.fraction * 20) * 5);
      case "notice":
        return this.#say(message.message);
      case "metrics":
        for (const name of ["lossD", "lossG", "dReal", "dFake"] as const)
          this.#latest[name] = formatNumber(message.columns[name].at(-1) ?? NaN, 3);
        return;
      case "summary":
        return this.#summary(message.summary);
      case "evaluation":
        return this.#evaluation(message.evaluation);
      case "event":
        for (const line of eventLines(message.event, this.#runDir)) this.#say(line);
        return;
      default:
    }
  }

  end(record: RunRecord, places: Places): void {
    if (this.#drawn) {
      this.#bar.update(record.step, this.#latest);
      this.#bar.stop();
    }
    process.stdout.write(`${endLines(record, places, this.#figures).join("\n")}\n`);
  }

  #fetching(what: string, percent: number): void {
    if (percent !== this.#fetchedPercent) this.#say(`${what}: ${percent} %`);
    this.#fetchedPercent = percent;
  }

  #summary({ record, stepsPerSecond, secondsLeft, evaluating }: RunSummary): void {
    this.#latest.work = evaluating
      ? ` | evaluating: ${visible(evaluating.what)}, ${Math.floor(100 * evaluating.fraction)} %`
      : "";
    if (stepsPerSecond !== undefined) this.#latest.speed = formatSpeed(stepsPerSecond);
    if (secondsLeft !== undefined) this.#latest.left = formatDuration(secondsLeft);
    if (record.state === "running" && record.step > 0) this.#progress(record);
  }

  #evaluation({ step, results }: Evaluation): void {
    this.#figures = describeFigures(Object.entries(results));
    if (!process.stdout.isTTY && this.#figures) this.#say(`Step ${step}: ${this.#figures}`);
  }

  #progress(record: RunRecord): void {
    if (process.stdout.isTTY) {
      if (!this.#drawn) this.#bar.start(record.steps, record.step, this.#latest);
      else this.#bar.update(record.step, this.#latest);
      this.#drawn = true;
      return;
    }
    if (Date.now() - this.#lastLine <= QUIET_INTERVAL_MS) return;
    this.#lastLine = Date.now();
    const { speed, left, lossD, lossG, dReal, dFake, work } = this.#latest;
    const pace = speed === UNKNOWN ? "" : `${speed} steps/s, ${left} left, `;
    this.#say(
      `step ${record.step}/${record.steps}, ${pace}` +
        `loss D ${lossD} G ${lossG}, D(x) ${dReal}, D(G(z)) ${dFake}${work}`,
    );
  }

  #say(text: string): void {
    if (this.#drawn && process.stdout.isTTY) {
      this.#bar.stop();
      this.#drawn = false;
    }
    process.stdout.write(`${text}\n`);
  }
}

/** What a terminal says of an event, a line each. */
function eventLines(event: RunEvent, runDir: string): string[] {
  switch (event.type) {
    case "started":
      return [`Training on ${event.engine}`];
    case "resumed":
      return [event.fromCheckpoint ? `Resumed after step ${event.step}` : "Going on"];
    case "paused":
      return [pausedText(runDir, event.step)];
    case "changed":
    case "stepped":
      return [`Step ${event.step}: ${describeEvent(event)}`];
    case "evaluated":
      return describeDoubts(event).map((doubt) => `Step ${event.step}: warning: ${doubt}`);
    case "weightsTaken":
      return [describeEvent(event), ...weightsLines(event).map((line) => `  ${line}`)];
    case "warning":
      return [`Step ${event.step}: warning: ${event.message}`];
    case "diagnosed":
      return verdictLines(event, runDir);
    case "recovered":
      return [`Step ${event.step}: ${describeEvent(event)}`];
    default:
      return [];
  }
}

/** What a terminal says at a run's end: how it went, where its files are, what can be done now. */
function endLines(record: RunRecord, places: Places, figures: string): string[] {
  const here = (path: string) => relative(process.cwd(), path) || ".";
  return [
    `${record.name}: ${record.state} at step ${record.step} of ${record.steps}, ` +
      `${formatDuration(record.trainingSeconds)} of training on ` +
      `${record.engine.name || "no engine"} ${record.engine.version}`,
    ...(figures ? [`  figures   ${figures}`] : []),
    `  run       ${here(places.run)}`,
    `  pictures  ${here(places.lastPicture ?? places.pictures)}`,
    ...(places.curves ? [`  curves    ${here(places.curves)}`] : []),
    ...waysOn(record, here(places.run), places.checkpoints),
  ];
}

/** A verdict in a line, the figure that tells it, and where more is to be had. */
function verdictLines(
  { step, verdict }: Extract<RunEvent, { type: "diagnosed" }>,
  runDir: string,
): string[] {
  const [evidence] = verdict.evidence;
  return [
    `Step ${step}: ${describeVerdict(verdict)}${followsText(verdict)}`,
    ...(evidence ? [`  ${describeEvidence(evidence)}`] : []),
    // What is done about the cause is done about what follows from it.
    ...(verdict.remedy && !verdict.follows ? [`  remedy: ${remedyTitle(verdict.remedy)}`] : []),
    `  more: gan diagnose ${relative(process.cwd(), runDir) || "."}`,
  ];
}

function pausedText(runDir: string, step: number): string {
  const send = `gan send ${relative(process.cwd(), runDir) || "."}`;
  return [
    `Paused at step ${step}. In another terminal:`,
    `  change    ${send} learning-rate --learning-rate 1e-4, ${send} --help`,
    `  continue  ${send} resume`,
  ].join("\n");
}

/** What can be done with a run that has not finished, a line each. */
function waysOn(
  { state, error }: RunRecord,
  run: string,
  checkpoints: readonly number[],
): string[] {
  if (state === "finished") return [];
  if (error?.code !== "not-finite") return [`  continue  gan resume ${run}`];
  const earlier = checkpoints.slice(1);
  return [
    `  continue  gan resume ${run} --paused, to change its learning rates first`,
    ...(earlier.length > 0
      ? [`            gan resume ${run} --from STEP, one of ${earlier.join(", ")}`]
      : []),
  ];
}
