import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { formatProblem } from "../../experiment/parse";
import { withAbsolutePaths } from "../../experiment/paths";
import {
  executeStudy,
  openStudy,
  parseStudy,
  type Plan,
  planStudy,
  readPlan,
  runDirOf,
  stateOf,
  statusOf,
  studiesDirOf,
  type StudyEvent,
  studyFiles,
  type Summary,
  tableOf,
  textOf,
  writeReport,
} from "../../search";
import { requireTrustInFile, trustFile } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { GanError, toGanError } from "../../shared/errors";
import { formatDuration, formatSpeed } from "../../shared/text/format";
import { parseSetting, readConfig } from "../config";
import { bareStdout, visible } from "../terminal";

export interface SearchOptions {
  studyDir?: string;
  resume?: string;
  report?: string;
  jobs: number;
  engine?: string;
  set?: string[];
  trust?: boolean;
  json?: boolean;
}

/** Trains every combination of a study and reports; or goes on with one; or only reports. */
export async function search(file: string | undefined, options: SearchOptions): Promise<void> {
  const json = options.json === true;
  const given = [file, options.resume, options.report].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new GanError(
      "bad-usage",
      given.length === 0 ? "which study?" : "one of STUDY, --resume and --report is expected",
      "give a *.study.json file, or --resume or --report with a study's folder",
    );
  if (options.report !== undefined)
    return tell(resolve(options.report), await writeReport(resolve(options.report)), json);
  if (options.resume !== undefined) {
    const dir = resolve(options.resume);
    const plan = readPlan(dir);
    const { plan: planFile } = studyFiles(dir);
    if (options.trust) trustFile(planFile, cacheDirs());
    requireTrustInFile(planFile, cacheDirs());
    return train(dir, plan, options.jobs, json);
  }
  const plan = loadStudy(file!, options);
  const dir = await openStudy(plan, {
    studiesDir: studiesDirOf(process.cwd()),
    ...(options.studyDir ? { dir: resolve(options.studyDir) } : {}),
  });
  trustFile(studyFiles(dir).plan, cacheDirs());
  await train(dir, plan, options.jobs, json);
}

/** Reads a study with the command line's changes and checks every combination. Prints problems; throws `bad-config` where one is an error. */
export function loadStudy(
  file: string,
  { engine, set = [] }: Pick<SearchOptions, "engine" | "set">,
): Plan {
  const source = { file, text: readConfig(file, "study", "give the path of a *.study.json file") };
  const { study, problems } = parseStudy(source.text);
  for (const problem of problems) process.stderr.write(`${formatProblem(problem, file)}\n`);
  if (!study) throw new GanError("bad-config", "");
  const base = isAbsolute(study.base) ? study.base : join(dirname(file), study.base);
  const name = study.name ?? basename(file).replace(/\.study\.json$|\.json$/, "");
  const overrides = [
    ...(engine === undefined ? [] : [{ path: "engine", value: engine }]),
    ...set.map(parseSetting),
  ];
  const planned = planStudy(
    study,
    name,
    source,
    {
      file: base,
      text: readConfig(
        base,
        "experiment",
        'it is the study\'s "base", and a relative path starts at the folder of the study',
      ),
    },
    overrides,
  );
  for (const { file: where, problem } of planned.problems)
    process.stderr.write(`${formatProblem(problem, where)}\n`);
  if (!planned.plan) throw new GanError("bad-config", "");
  const { plan } = planned;
  return {
    ...plan,
    runs: plan.runs.map((run) => ({
      ...run,
      experiment: withAbsolutePaths(run.experiment, resolve(dirname(base))),
    })),
  };
}

async function train(dir: string, plan: Plan, jobs: number, json: boolean): Promise<void> {
  const reporter = json ? jsonReporter(dir) : terminalReporter(dir, plan);
  const execution = executeStudy({
    dir,
    plan,
    jobs,
    trainerFile: join(__dirname, "trainer.js"),
    cacheDirs: cacheDirs(),
    onEvent: (event) => reporter.event(event),
  });
  let interrupts = 0;
  const interrupt = () => {
    if (++interrupts > 1) return execution.kill();
    reporter.say(
      "Stopping; what is being trained is saved first. Ctrl-C once more ends it at once.",
    );
    execution.stop();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  const hindrance = await execution.done.then(
    () => undefined,
    (error: unknown) => toGanError(error),
  );
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);
  reporter.close();
  const summary = await writeReport(dir);
  if (!hindrance) return tell(dir, summary, json);
  throw new GanError(
    hindrance.code,
    hindrance.message,
    `${hindrance.hint}${hindrance.hint ? "; " : ""}then continue with: gan search --resume ${relative(process.cwd(), dir) || "."}`,
  );
}

/** The outcome, and where it is. A run that failed for another reason than divergence makes the command fail. */
function tell(dir: string, summary: Summary, json: boolean): void {
  const files = studyFiles(dir);
  const runs = summary.rows.flatMap((row) => row.runs);
  if (json) {
    const rows = summary.rows.map(({ labels, finished, diverged, measures, stepsPerSecond }) => ({
      labels,
      finished,
      diverged,
      measures,
      stepsPerSecond,
    }));
    process.stdout.write(`${JSON.stringify({ type: "end", dir, rows, files })}\n`);
  } else {
    const here = (path: string) => relative(process.cwd(), path) || ".";
    const left = runs.some(
      ({ status }) => status === "waiting" || status === "interrupted" || status === "failed",
    );
    process.stdout.write(
      [
        "",
        `${summary.name}: ${stateOf(summary)}`,
        "",
        tableOf(summary),
        "",
        `  report    ${here(files.report)}`,
        `  picture   ${here(files.picture)}`,
        `  figures   ${here(files.summary)}`,
        `  runs      ${here(files.runs)}`,
        ...(left ? [`  continue  gan search --resume ${here(dir)}`] : []),
        "",
      ].join("\n"),
    );
  }
  const failed = runs.filter(({ status }) => status === "failed");
  if (failed.length > 0)
    throw new GanError(
      "bad-run",
      `${failed.length} of ${runs.length} runs failed: ${failed[0]!.id}: ${failed[0]!.error ?? ""}`,
      `the report has all of them (${files.report})`,
    );
}

interface Reporter {
  event(event: StudyEvent): void;
  say(text: string): void;
  close(): void;
}

/** One JSON object a line: what begins, goes on and ends. */
function jsonReporter(dir: string): Reporter {
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

/** A progress bar over all runs on a terminal, else a line every ten seconds and at each run's end. */
function terminalReporter(dir: string, plan: Plan): Reporter {
  const tty = process.stdout.isTTY;
  const total = plan.runs.reduce((sum, run) => sum + run.experiment.training.steps, 0);
  const bar = new SingleBar({
    format: "{bar} {percentage}% | {done} of {runs} runs | {left} left | {speed} steps/s | {now}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    stream: bareStdout,
    fps: 10,
  });
  const steps = new Map<string, number>();
  const speeds = new Map<string, number>();
  const said = new Set<string>();
  let drawn = false;
  let lastLine = 0;
  let began: { at: number; steps: number } | undefined;
  const say = (text: string) => {
    if (drawn && tty) {
      bar.stop();
      drawn = false;
    }
    process.stdout.write(`${text}\n`);
  };
  const finished = new Set<string>();
  for (const run of plan.runs) {
    const { status } = statusOf(dir, run);
    if (status !== "finished" && status !== "diverged") continue;
    finished.add(run.id);
    steps.set(run.id, run.experiment.training.steps);
  }
  const stepsDone = () => [...steps.values()].reduce((sum, step) => sum + step, 0);
  const show = () => {
    const now = stepsDone();
    const seconds = began ? (Date.now() - began.at) / 1000 : 0;
    const made = began ? now - began.steps : 0;
    const left = made > 0 && seconds > 2 ? formatDuration(((total - now) * seconds) / made) : "-";
    const speed = [...speeds.values()].reduce((sum, each) => sum + each, 0);
    const names = plan.runs.filter(({ id }) => speeds.has(id)).map(({ labels }) => textOf(labels));
    const values = {
      done: finished.size,
      runs: plan.runs.length,
      left,
      speed: formatSpeed(speed),
      now: visible(names.join("; ")),
    };
    if (tty) {
      if (!drawn) bar.start(total, now, values);
      else bar.update(now, values);
      drawn = true;
    } else if (Date.now() - lastLine > QUIET_INTERVAL_MS) {
      lastLine = Date.now();
      say(
        `${Math.floor((100 * now) / total)} %, ${values.done} of ${values.runs} runs, ${left} left, ${values.speed} steps/s: ${values.now}`,
      );
    }
  };
  say(`${plan.name}: ${plan.runs.length} runs in ${relative(process.cwd(), dir) || "."}`);
  return {
    event(event) {
      const { id } = event.run;
      switch (event.type) {
        case "runStarted":
          steps.set(id, event.step);
          speeds.set(id, 0);
          began ??= { at: Date.now(), steps: stepsDone() };
          break;
        case "runProgress":
          steps.set(id, event.record.step);
          if (event.stepsPerSecond !== undefined) speeds.set(id, event.stepsPerSecond);
          show();
          break;
        case "notice":
          if (!said.has(event.message)) say(event.message);
          said.add(event.message);
          break;
        case "runEnded":
          speeds.delete(id);
          if (event.status !== "interrupted") finished.add(id);
          // What diverged is done with: the bar ends at its end all the same.
          if (event.status === "diverged" || event.status === "failed")
            steps.set(id, event.run.experiment.training.steps);
          say(
            `${textOf(event.run.labels) || "run"}: ${event.status} at step ${event.record.step}${event.record.error ? `: ${event.record.error.message}` : ""}`,
          );
          break;
      }
    },
    say,
    close() {
      if (drawn) bar.stop();
    },
  };
}
