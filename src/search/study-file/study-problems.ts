import { basename, dirname, isAbsolute, join } from "node:path";
import { placeFindings, type Problem } from "../../experiment/parse";
import { combinationsOf, countCombinations, isGrid } from "../space/grid";
import { parseStudy } from "./parse-study";
import { type PlacedProblem, planCombinations } from "../plan/plan-combinations";
import { probesOf } from "../space/probes";
import { replacedSchedules } from "./replaced-schedules";
import type { Study } from "../schema";
import { settledPoint, spaceOfVaried } from "../space/settings-of-point";

/* What an editor says of a study while it is written. */

/** So many experiments are made between two strokes of a key. */
const MAX_EXPERIMENTS = 24;

/** The experiment's file, as a study in a folder names it. */
export const baseFileOf = ({ base }: Pick<Study, "base">, file: string): string =>
  isAbsolute(base) ? base : join(dirname(file), base);

/**
 * All problems of a study at their places in its text; what is wrong with the experiment is said at
 * its name. Of large studies some experiments are looked at.
 *
 * @param readText the text of another file; undefined where there is none
 */
export function problemsOfStudy(
  text: string,
  file: string,
  readText: (file: string) => string | undefined,
): Problem[] {
  const { study, problems } = parseStudy(text);
  if (!study) return problems;
  const baseFile = baseFileOf(study, file);
  const base = readText(baseFile);
  if (base === undefined)
    return [
      ...problems,
      ...atBase(
        text,
        `there is no file ${baseFile}`,
        "a relative path starts at this file's folder",
      ),
    ];
  const sources = {
    source: { file, text },
    base: { file: baseFile, text: base },
    overridden: new Set<string>(),
  };
  const planned = planCombinations(study, someCombinations(study), sources).problems;
  return [
    ...problems,
    ...placeFindings(replacedSchedules(study, base), text),
    ...planned.flatMap((one) => (one.file === file ? [one.problem] : ofBase(one, text))),
  ].sort((a, b) => a.offset - b.offset);
}

function someCombinations(study: Study) {
  if (isGrid(study) && countCombinations(study) <= MAX_EXPERIMENTS) return combinationsOf(study);
  return probesOf(spaceOfVaried(study), MAX_EXPERIMENTS).map((point) => ({
    id: "",
    ...settledPoint(study, point),
  }));
}

const ofBase = ({ file, problem }: PlacedProblem, text: string): Problem[] =>
  problem.severity === "error"
    ? atBase(text, `${problem.message} (${basename(file)}, line ${problem.line})`, problem.hint)
    : [];

const atBase = (text: string, message: string, hint: string): Problem[] =>
  placeFindings([{ severity: "error", message, hint, path: ["base"] }], text);
