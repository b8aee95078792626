import { dirname, resolve } from "node:path";
import type { Finding } from "../../experiment/finding";
import { placeFindings } from "../../experiment/parse";
import { withAbsolutePaths } from "../../experiment/paths";
import type { Setting } from "../../experiment/settings";
import { checkStudy } from "../study-file/check-study";
import { completedPoint } from "../study-file/first";
import { combinationsOf, factorsOf, isGrid } from "../space/grid";
import { baseTrialOf } from "./base-trial";
import type { GridPlan, Plan, SearchPlan } from "./plan";
import {
  type PlacedProblem,
  type Planned,
  planCombinations,
  type Source,
} from "./plan-combinations";
import { replacedSchedules } from "../study-file/replaced-schedules";
import { probesOf } from "../space/probes";
import type { SearchSettings, Study } from "../schema";
import { settledPoint, spaceOfVaried } from "../space/settings-of-point";
import type { Point } from "../space/space";
import { weightStepsOf } from "./weight-steps";

/* A study's plan, from its file and the experiment's. */

/**
 * Puts a study and its experiment together. The experiment of every combination is checked, of a
 * search those of the corners and the middle of its space; what is wrong is placed where the study
 * sets it, else where the experiment says it.
 *
 * @throws GanError `bad-usage` where weights are to come from a run without a checkpoint
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
  const varied: Study = { ...study, set };
  const inStudy = (findings: readonly Finding[]): PlacedProblem[] =>
    placeFindings(findings, source.text).map((problem) => ({ file: source.file, problem }));
  const clashes = overrides.length > 0 ? checkStudy(varied) : [];
  if (clashes.length > 0) return { problems: inStudy(clashes) };

  const grid = isGrid(varied);
  const combinations = grid
    ? combinationsOf(varied)
    : probesOf(spaceOfVaried(varied)).map((point) => ({ id: "", ...settledPoint(varied, point) }));
  const overridden = new Set(overrides.map(({ path }) => path));
  const { planned, problems } = planCombinations(varied, combinations, {
    source,
    base,
    overridden,
  });
  const first =
    grid || problems.some(isError) ? { points: [], findings: [] } : firstPoints(varied, base);
  const schedules = replacedSchedules(varied, base.text);
  const all = [...problems, ...inStudy([...schedules, ...first.findings])];
  if (all.some(isError)) return { problems: all };
  const plan = grid
    ? gridPlan(varied, name, planned, folderOf(base))
    : searchPlan(varied, name, base, first.points);
  const baseTrial = baseTrialOf(plan, base.text, folderOf(base));
  const weightSteps = weightStepsOf(
    planned.map(({ experiment }) => experiment),
    folderOf(base),
  );
  return {
    plan: {
      ...plan,
      ...(baseTrial === undefined ? {} : { baseTrial }),
      ...(Object.keys(weightSteps).length > 0 ? { weightSteps } : {}),
    },
    problems: all,
  };
}

const isError = ({ problem }: PlacedProblem): boolean => problem.severity === "error";

export const folderOf = ({ file }: Source): string => dirname(resolve(file));

/** What plans of both kinds have of a study. */
const commonOf = ({ description, base, set, measures, workers }: Study, name: string) => ({
  name,
  ...(description ? { description } : {}),
  base,
  set,
  ...(measures ? { measures } : {}),
  ...(workers ? { workers } : {}),
});

function gridPlan(
  study: Study,
  name: string,
  planned: readonly Planned[],
  folder: string,
): GridPlan {
  return {
    format: 1,
    ...commonOf(study, name),
    factors: factorsOf(study).map(({ name: factor, choices, when }) => ({
      name: factor,
      labels: choices.map(({ label }) => label),
      ...(when ? { when } : {}),
    })),
    runs: planned.map(({ combination: { id, labels }, experiment }) => ({
      id,
      labels,
      experiment: withAbsolutePaths(experiment, folder),
    })),
    ...(study.search ? { search: study.search } : {}),
  };
}

function searchPlan(study: Study, name: string, base: Source, first: Point[]): SearchPlan {
  return {
    format: 2,
    ...commonOf(study, name),
    text: base.text,
    folder: folderOf(base),
    vary: study.vary,
    search: study.search as SearchSettings,
    first,
    earlier: [],
  };
}

/** The points that are tried first, completed from the experiment. */
function firstPoints(study: Study, base: Source): { points: Point[]; findings: Finding[] } {
  const points: Point[] = [];
  const findings: Finding[] = [];
  const experiment = { text: base.text, folder: folderOf(base) };
  for (const [i, given] of (study.search?.first ?? []).entries()) {
    const completed = completedPoint(study, given, experiment);
    if ("point" in completed) points.push(completed.point);
    else
      findings.push({
        severity: "error",
        message: `"${completed.missing}" is missing here, and the base's own value is none of its values`,
        hint: "give one",
        path: ["search", "first", i],
      });
  }
  return { points, findings };
}
