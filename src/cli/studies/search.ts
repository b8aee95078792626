import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { formatProblem } from "../../experiment/parse";
import {
  openStudy,
  parseStudy,
  type Plan,
  planStudy,
  readPlan,
  stateOf,
  studiesDirOf,
  studyFiles,
  type Summary,
  tableOf,
  warmStarted,
  writeReport,
  writeSearchReport,
} from "../../search";
import { requireTrustInFile, trustFile } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { GanError } from "../../shared/errors";
import { parseSetting, readConfig } from "../config";
import { tellSearch } from "./search-outcome";
import { launchWorkers } from "./study-launch";
import { work } from "./study-work";

/* `gan search`: trains and reports studies. */

export interface SearchOptions {
  studyDir?: string;
  resume?: string;
  report?: string;
  on: string[];
  jobs?: number;
  submitOnly?: boolean;
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
  if (options.report !== undefined) return report(resolve(options.report), json);
  if (options.resume !== undefined) {
    const dir = resolve(options.resume);
    const plan = readPlan(dir);
    const { plan: planFile } = studyFiles(dir);
    if (options.trust) trustFile(planFile, cacheDirs());
    requireTrustInFile(planFile, cacheDirs());
    return train(dir, plan, options);
  }
  const plan = await withEarlierTrials(loadStudy(file!, options), dirname(file!));
  const dir = await openStudy(plan, {
    studiesDir: studiesDirOf(process.cwd()),
    ...(options.studyDir ? { dir: resolve(options.studyDir) } : {}),
  });
  trustFile(studyFiles(dir).plan, cacheDirs());
  // A study that is taken up again keeps what was settled when it was made.
  await train(dir, readPlan(dir), options);
}

/**
 * Reads a study with the command line's changes and checks every combination. Prints problems;
 * throws `bad-config` where one is an error.
 */
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
  return planned.plan;
}

/** A search with the trials of the earlier studies that it names; says which they are. */
async function withEarlierTrials(plan: Plan, folder: string): Promise<Plan> {
  if (plan.format === 1 || plan.search.warmStart.length === 0) return plan;
  const started = await warmStarted(plan, folder);
  for (const text of started.said) process.stderr.write(`${text}\n`);
  return started.plan;
}

/**
 * Works on a study in this process until nothing is left, and reports; or has others work on it.
 */
async function train(
  dir: string,
  plan: Plan,
  { on, jobs, submitOnly = false, trust = false, json = false }: SearchOptions,
): Promise<void> {
  if (on[0] !== "local") return launchWorkers(dir, plan, { on, jobs, submitOnly, json });
  await work(dir, plan, { jobs: jobs ?? 1, reopen: true, json, trust });
  await report(dir, json);
}

/** Writes a study's report, and tells the outcome. */
async function report(dir: string, json: boolean): Promise<void> {
  if (readPlan(dir).format === 1) tell(dir, await writeReport(dir), json);
  else tellSearch(dir, await writeSearchReport(dir), json);
}

/**
 * The outcome, and where it is. A run that failed for another reason than divergence makes the
 * command fail.
 */
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
        `  page      ${here(files.page)}`,
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
