import { relative } from "node:path";
import { SingleBar } from "cli-progress";
import { bareStdout, visible } from "./terminal";
import { formatDuration, formatNumber, formatSpeed } from "../shared/text/format";
import { describeMeasurements } from "../shared/evaluation/metrics";
import { COLUMN_NAMES } from "../shared/run/metrics";
import type { FromTrainer } from "../shared/protocol/messages";
import type { RunRecord } from "../shared/run/run";
import { describeDoubts, describeEvent } from "../shared/run/marks";

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

const QUIET_INTERVAL_MS = 10_000;

/** A progress bar on a terminal, else a line every ten seconds. */
export function terminalReporter(runDir: string): Reporter {
  const tty = process.stdout.isTTY;
  const bar = new SingleBar({
    format:
      "{bar} {percentage}% | step {value}/{total} | {speed} steps/s | {left} left | loss D " +
      "{lossD} G {lossG} | D(x) {dReal} D(G(z)) {dFake}{work}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream: bareStdout,
    fps: 10,
  });
  let drawn = false;
  let lastLine = 0;
  let fetching = -1;
  let measures = "";
  const latest: Record<string, string> = {
    speed: "-",
    left: "-",
    lossD: "-",
    lossG: "-",
    dReal: "-",
    dFake: "-",
    work: "",
  };
  const say = (text: string) => {
    if (drawn && tty) {
      bar.stop();
      drawn = false;
    }
    process.stdout.write(`${text}\n`);
  };
  const progress = (record: RunRecord) => {
    if (tty) {
      if (!drawn) bar.start(record.steps, record.step, latest);
      else bar.update(record.step, latest);
      drawn = true;
    } else if (Date.now() - lastLine > QUIET_INTERVAL_MS) {
      lastLine = Date.now();
      say(
        `step ${record.step}/${record.steps}, ${latest["speed"]} steps/s, ` +
          `${latest["left"]} left, loss D ${latest["lossD"]} G ${latest["lossG"]}, D(x) ` +
          `${latest["dReal"]}, D(G(z)) ${latest["dFake"]}${latest["work"]}`,
      );
    }
  };
  return {
    message(message) {
      switch (message.type) {
        case "progress": {
          const percent = Math.floor(message.fraction * 20) * 5;
          if (percent !== fetching) say(`${message.what}: ${percent} %`);
          fetching = percent;
          break;
        }
        case "notice":
          say(message.message);
          break;
        case "metrics":
          for (const name of ["lossD", "lossG", "dReal", "dFake"] as const)
            latest[name] = formatNumber(message.columns[name].at(-1) ?? NaN, 3);
          break;
        case "summary": {
          const { record, stepsPerSecond, secondsLeft, evaluating } = message.summary;
          latest["work"] = evaluating
            ? ` | evaluating: ${visible(evaluating.what)}, ` +
              `${Math.floor(100 * evaluating.fraction)} %`
            : "";
          if (stepsPerSecond !== undefined) latest["speed"] = formatSpeed(stepsPerSecond);
          if (secondsLeft !== undefined) latest["left"] = formatDuration(secondsLeft);
          if (record.state === "running" && record.step > 0) progress(record);
          break;
        }
        case "evaluation": {
          const { step, results } = message.evaluation;
          measures = describeMeasurements(Object.entries(results));
          if (!tty && measures) say(`Step ${step}: ${measures}`);
          break;
        }
        case "event":
          if (message.event.type === "started") say(`Training on ${message.event.engine}`);
          else if (message.event.type === "resumed" && message.event.fromCheckpoint)
            say(`Resumed after step ${message.event.step}`);
          else if (message.event.type === "resumed") say("Going on");
          else if (message.event.type === "paused") say(pausedText(runDir, message.event.step));
          else if (message.event.type === "changed")
            say(`Step ${message.event.step}: ${describeEvent(message.event)}`);
          else if (message.event.type === "evaluated") {
            for (const doubt of describeDoubts(message.event))
              say(`Step ${message.event.step}: warning: ${doubt}`);
          } else if (message.event.type === "warning")
            say(`Step ${message.event.step}: warning: ${message.event.message}`);
          break;
        default:
      }
    },
    end(record, places) {
      if (drawn) {
        bar.update(record.step, latest);
        bar.stop();
      }
      const here = (path: string) => relative(process.cwd(), path) || ".";
      process.stdout.write(
        [
          `${record.name}: ${record.state} at step ${record.step} of ${record.steps}, ` +
            `${formatDuration(record.trainingSeconds)} of training on ` +
            `${record.engine.name || "no engine"} ${record.engine.version}`,
          ...(measures ? [`  measures  ${measures}`] : []),
          `  run       ${here(places.run)}`,
          `  pictures  ${here(places.lastPicture ?? places.pictures)}`,
          ...(places.curves ? [`  curves    ${here(places.curves)}`] : []),
          ...waysOn(record, here(places.run), places.checkpoints),
          "",
        ].join("\n"),
      );
    },
  };
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
