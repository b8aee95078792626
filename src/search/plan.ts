import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../experiment/finding";
import {
  parseDocument,
  parseExperiment,
  placeFindings,
  type Path,
  type Problem,
} from "../experiment/parse";
import type { Experiment } from "../experiment/schema";
import { keysOf, type Setting, withSettings } from "../experiment/settings";
import { combinationsOf, type Combination, factorsOf, SEED, type StudySetting } from "./grid";
import { checkStudy, type Study, studySchema } from "./schema";

/* The runs of a study, from its file: each with its experiment, name and folder. */

/** One run of a study, as it is to be trained. */
export interface PlannedRun {
  /** Name of its folder below the study's `runs`. */
  id: string;
  /** For each factor, the label of its choice. */
  labels: Record<string, string>;
  experiment: Experiment;
}

/** All that is needed to train and report a study, with nothing left to look up: `study.json`. */
export interface Plan {
  format: 1;
  name: string;
  description?: string;
  /** The experiment's file, as the study names it. */
  base: string;
  set: Record<string, unknown>;
  factors: { name: string; labels: string[] }[];
  measures?: string[];
  runs: PlannedRun[];
}

/** A problem, and the file in which it is. */
export interface PlacedProblem {
  file: string;
  problem: Problem;
}

/** A text and what it is called. */
export interface Source {
  file: string;
  text: string;
}

/** Reads a study's text. Never throws: what is wrong comes back as problems. */
export function parseStudy(text: string): { study?: Study; problems: Problem[] } {
  const { value, problems } = parseDocument(text, {
    schema: studySchema,
    check: checkStudy,
    start: 'name an experiment as "base", and what to "vary"',
  });
  return value === undefined ? { problems } : { study: value, problems };
}

/**
 * Puts a study and its experiment together. Every combination's experiment is checked; what is
 * wrong is placed where the study sets it, else where the experiment says it. Throws `bad-usage`
 * where a path leads through something that has no parts.
 */
export function planStudy(
  study: Study,
  name: string,
  source: Source,
  base: Source,
  overrides: readonly Setting[] = [],
): { plan?: Plan; problems: PlacedProblem[] } {
  const set = {
    ...study.set,
    ...Object.fromEntries(overrides.map(({ path, value }) => [path, value])),
  };
  const varied = { ...study, set };
  const clashes = overrides.length > 0 ? checkStudy(varied) : [];
  if (clashes.length > 0)
    return {
      problems: placeFindings(clashes, source.text).map((problem) => ({
        file: source.file,
        problem,
      })),
    };
  const overridden = new Set(overrides.map(({ path }) => path));
  const { runs, problems } = planRuns(varied, source, base, overridden);
  if (problems.some(({ problem }) => problem.severity === "error")) return { problems };
  const factors = factorsOf(varied).map(({ name, choices }) => ({
    name,
    labels: choices.map(({ label }) => label),
  }));
  return {
    plan: {
      format: 1,
      name,
      ...(study.description ? { description: study.description } : {}),
      base: study.base,
      set,
      factors,
      ...(study.measures ? { measures: study.measures } : {}),
      runs,
    },
    problems,
  };
}

/** The runs of all combinations, and every problem once, in the order of its place. */
function planRuns(
  study: Study,
  source: Source,
  base: Source,
  overridden: ReadonlySet<string>,
): { runs: PlannedRun[]; problems: PlacedProblem[] } {
  const folder = dirname(resolve(base.file));
  const texts: Texts = {
    source,
    base,
    ofBase: parseExperiment(base.text, folder).problems,
    overridden,
  };
  const collected = new Map<string, PlacedProblem>();
  const runs: PlannedRun[] = [];
  for (const combination of combinationsOf(study)) {
    const text = withSettings(base.text, combination.settings);
    const { experiment, problems } = parseExperiment(text, folder);
    for (const problem of problems) {
      const one = placeOf(problem, combination, texts);
      collected.set(JSON.stringify([one.file, one.problem.offset, one.problem.message]), one);
    }
    if (experiment) runs.push({ id: combination.id, labels: combination.labels, experiment });
  }
  const problems = [...collected.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.problem.offset - b.problem.offset,
  );
  return { runs, problems };
}

/** Where a person will find the cause of what is wrong with one combination's experiment. */
function placeOf(
  problem: Problem,
  { labels, settings }: Combination,
  { source, base, ofBase, overridden }: Texts,
): PlacedProblem {
  const cause = settings.findLast(({ path }) => meets(keysOf(path), problem.path));
  if (cause && cause.place[0] === "set" && overridden.has(cause.path))
    return placed({ ...problem, message: `--set ${cause.path}: ${problem.message}` }, [], source);
  if (cause)
    return placed(
      problem,
      placeInStudy(cause, problem.path),
      source,
      problem.path.length < keysOf(cause.path).length,
    );
  if (
    ofBase.some(
      ({ message, path }) => message === problem.message && isDeepStrictEqual(path, problem.path),
    )
  )
    return placed(problem, problem.path, base);
  const which = Object.entries(labels)
    .filter(([factor]) => factor !== SEED)
    .map(([factor, label]) => `${factor} ${label}`)
    .join(", ");
  return placed(
    { ...problem, message: which ? `with ${which}: ${problem.message}` : problem.message },
    problem.path,
    base,
  );
}

/** What `placeOf` looks at beside the combination. */
interface Texts {
  source: Source;
  base: Source;
  ofBase: readonly Problem[];
  overridden: ReadonlySet<string>;
}

/** Whether one path leads to or through the other. */
const meets = (a: Path, b: Path): boolean => a.slice(0, b.length).every((key, i) => key === b[i]);

/**
 * The part of a setting's value that a path of the experiment means, or the name of the setting
 * where its own path is wrong.
 */
function placeInStudy({ path, place }: StudySetting, problem: Path): Path {
  const rest = problem.slice(keysOf(path).length);
  const ofList = typeof place.at(-1) === "number";
  return problem.length < keysOf(path).length && ofList ? place.slice(0, -1) : [...place, ...rest];
}

function placed(
  { severity, message, hint }: Problem,
  path: Path,
  { file, text }: Source,
  atKey = false,
): PlacedProblem {
  const finding: Finding = { severity, message, hint, path, atKey };
  return { file, problem: placeFindings([finding], text)[0]! };
}
