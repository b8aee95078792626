import { dirname, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../../experiment/finding";
import { parseExperiment, placeFindings, type Path, type Problem } from "../../experiment/parse";
import type { Experiment } from "../../experiment/schema";
import { keysOf, withSettings } from "../../experiment/settings";
import { toGanError } from "../../shared/errors";
import { checkJudged } from "../study-file/check-judged";
import { type Combination, SEED } from "../space/grid";
import type { StudySetting } from "../space/parameters";
import type { Study } from "../schema";

/* Checks the experiment of each combination, and places what is wrong with it. */

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

/** The study and the experiment, and the settings that the command line replaces. */
export interface Sources {
  source: Source;
  base: Source;
  overridden: ReadonlySet<string>;
}

/** A combination and its experiment. */
export interface Planned {
  combination: Combination;
  experiment: Experiment;
}

/** The experiments of all combinations, and every problem once, in the order of its place. */
export function planCombinations(
  study: Study,
  combinations: readonly Combination[],
  sources: Sources,
): { planned: Planned[]; problems: PlacedProblem[] } {
  const { source, base } = sources;
  const folder = dirname(resolve(base.file));
  const texts: Texts = { ...sources, ofBase: parseExperiment(base.text, folder).problems };
  const collected = new Map<string, PlacedProblem>();
  const collect = (one: PlacedProblem) =>
    collected.set(JSON.stringify([one.file, one.problem.offset, one.problem.message]), one);
  const planned: Planned[] = [];
  for (const combination of combinations) {
    const unsettable = firstUnsettable(base.text, combination.settings);
    if (unsettable) {
      collect(placedAtCause(unsettable.problem, unsettable.setting, texts));
      continue;
    }
    const text = withSettings(base.text, combination.settings);
    const { experiment, problems } = parseExperiment(text, folder);
    for (const problem of problems) collect(placeOf(problem, combination, texts));
    if (!experiment) continue;
    for (const finding of checkJudged(study, experiment)) collect(placed(finding, source));
    planned.push({ combination, experiment });
  }
  const problems = [...collected.values()].sort(
    (a, b) => a.file.localeCompare(b.file) || a.problem.offset - b.problem.offset,
  );
  return { planned, problems };
}

/** The first setting whose path leads through something that has no parts, and what is said. */
function firstUnsettable(
  text: string,
  settings: readonly StudySetting[],
): { setting: StudySetting; problem: Problem } | undefined {
  try {
    withSettings(text, settings);
    return undefined;
  } catch {
    let now = text;
    for (const setting of settings) {
      try {
        now = withSettings(now, [setting]);
      } catch (error) {
        const { message, hint } = toGanError(error);
        const path = keysOf(setting.path);
        const place = { offset: 0, length: 1, line: 1, column: 1 };
        return { setting, problem: { severity: "error", message, hint, path, ...place } };
      }
    }
    return undefined;
  }
}

/** Where a person will find the cause of what is wrong with one combination's experiment. */
function placeOf(problem: Problem, { labels, settings }: Combination, texts: Texts): PlacedProblem {
  const { base, ofBase } = texts;
  const cause = settings.findLast(({ path }) => meets(keysOf(path), problem.path));
  if (cause) return placedAtCause(problem, cause, texts);
  const isOfBase = ofBase.some(
    ({ message, path }) => message === problem.message && isDeepStrictEqual(path, problem.path),
  );
  if (isOfBase) return placed(problem, base);
  const which = Object.entries(labels)
    .filter(([factor]) => factor !== SEED)
    .map(([factor, label]) => `${factor} ${label}`)
    .join(", ");
  const message = which ? `with ${which}: ${problem.message}` : problem.message;
  return placed({ ...problem, message }, base);
}

function placedAtCause(
  problem: Problem,
  cause: StudySetting,
  { source, overridden }: Texts,
): PlacedProblem {
  if (cause.place[0] === "set" && overridden.has(cause.path)) {
    const message = `--set ${cause.path}: ${problem.message}`;
    return placed({ ...problem, message, path: [] }, source);
  }
  const place = placeInStudy(cause, problem);
  const isAbove = problem.path.length < keysOf(cause.path).length;
  const isOfParameter = place[0] === "vary" && place.length === 2;
  return placed({ ...problem, path: place, atKey: isAbove || isOfParameter }, source);
}

/** What `placeOf` looks at beside the combination. */
interface Texts extends Sources {
  ofBase: readonly Problem[];
}

/** Whether one path leads to or through the other. */
const meets = (a: Path, b: Path): boolean => a.slice(0, b.length).every((key, i) => key === b[i]);

/**
 * The part of a setting's value that a path of the experiment means, or the name of the setting
 * where its own path is wrong.
 */
function placeInStudy({ path, place }: StudySetting, problem: Problem): Path {
  const depth = keysOf(path).length;
  const isAbove = problem.path.length < depth;
  const isOfPath = isAbove || (problem.path.length === depth && problem.removable === true);
  // An end of a range, or a value of a list: it is right wherever the path is.
  const isOfValue = typeof place.at(-1) === "number" || (place[0] === "vary" && place.length === 3);
  return isOfPath && isOfValue ? place.slice(0, -1) : [...place, ...problem.path.slice(depth)];
}

function placed(finding: Finding, { file, text }: Source): PlacedProblem {
  const { severity, message, hint, path, atKey = false } = finding;
  const [problem] = placeFindings([{ severity, message, hint, path, atKey }], text);
  const start = { offset: 0, length: 1, line: 1, column: 1 };
  return { file, problem: problem ?? { severity, message, hint, path, ...start } };
}
