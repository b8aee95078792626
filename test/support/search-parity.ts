import type { PastTrial } from "../../src/search/outcome/history";
import { importanceOf } from "../../src/search/outcome/importance";
import { sobolCoordinate } from "../../src/search/methods/sobol";
import { cumulative, logCumulative } from "../../src/search/methods/tpe/normal";
import { estimatorsOf } from "../../src/search/methods/tpe/tpe";
import { prunerOf } from "../../src/search/pruners";
import { pruneSchema } from "../../src/search/schema/prune";
import type { Point, Space } from "../../src/search/space/space";
import { largestDifference, searchFixture } from "./search-fixture";
import { entry, found, present } from "./values";

/*
 * Searches against Optuna and SciPy, on what test/fixtures/search-*.py recorded. The tests and
 * `npm run bench:search` both take the figures from here.
 */

interface Case {
  name: string;
  space: Space;
  history: PastTrial[];
}

interface Group {
  names: string[];
  candidates: Point[];
  logBelow: number[];
  logAbove: number[];
  best: number;
}

export const tpe = searchFixture<{
  madeWith: { optuna: string; scipy: string };
  gamma: number[];
  gammaOfSeveral: number[];
  weights: number[][];
  cases: (Case & { below: number[]; above: number[]; groups: Group[] })[];
}>("search-tpe");

/** Both densities of TPE at the candidates of a group, and which has the greatest quotient. */
export function densitiesOf(
  { space, history }: Case,
  { names, candidates }: Group,
): { logBelow: number[]; logAbove: number[]; best: number } {
  const group = names.map((name) => found(space, (parameter) => parameter.name === name));
  const { below, above } = estimatorsOf(group, history);
  const logBelow = candidates.map((point) => below.logDensity(point));
  const logAbove = candidates.map((point) => above.logDensity(point));
  const acquisition = logBelow.map((value, i) => value - (logAbove[i] ?? NaN));
  return { logBelow, logAbove, best: acquisition.indexOf(Math.max(...acquisition)) };
}

/** The largest difference of a logarithm of a density from Optuna's. */
export function densityDifference(one: Case, group: Group): number {
  const ours = densitiesOf(one, group);
  return Math.max(
    largestDifference(ours.logBelow, group.logBelow),
    largestDifference(ours.logAbove, group.logAbove),
  );
}

export const importance = searchFixture<{
  cases: (Case & { importance: Record<string, number> })[];
}>("search-importance");

/** The largest difference of a parameter's share from Optuna's. */
export function importanceDifference({
  space,
  history,
  importance: theirs,
}: (typeof importance.cases)[number]): number {
  const ours = importanceOf(space, history);
  const names = Object.keys(theirs);
  return largestDifference(
    names.map((name) => entry(ours, name)),
    names.map((name) => entry(theirs, name)),
  );
}

type Event = [trial: number, step: number, loss: number, pruned: 0 | 1, complete: 0 | 1];

export const pruners = searchFixture<{
  study: string;
  cases: { name: string; settings: object; events: Event[] }[];
}>("search-pruners");

/** What a pruner decides at each report of a recorded study, which goes on as it was recorded. */
export function decisionsOf({ settings, events }: (typeof pruners.cases)[number]): boolean[] {
  const prunes = present(prunerOf({ prune: pruneSchema.parse(settings) }, pruners.study));
  const trials = new Map<number, PastTrial>();
  return events.map(([number, step, loss, pruned, complete]) => {
    const before = trials.get(number)?.reports ?? [];
    const reports = [...before, { step, loss }];
    const trial: PastTrial = { number, point: {}, state: "running", reports };
    const decision = prunes(
      trial,
      [...trials.values()].filter((other) => other.number !== number),
    );
    if (pruned) trials.set(number, { ...trial, state: "pruned" });
    else trials.set(number, complete ? { ...trial, state: "complete", losses: [loss] } : trial);
    return decision;
  });
}

export const sobol = searchFixture<{
  few: number[][];
  many: { index: number; point: number[] }[];
}>("search-sobol");

/** The coordinates of the recorded points, in units of 2^-30. */
export function sobolPoints(): { few: number[][]; many: number[][] } {
  return {
    few: sobol.few.map((row, index) => row.map((_, d) => sobolCoordinate(index, d))),
    many: sobol.many.map(({ index, point }) => point.map((_, d) => sobolCoordinate(index, d))),
  };
}

export const normal = searchFixture<{
  cumulative: [x: number, value: number][];
  logCumulative: [x: number, value: number][];
  logMass: [a: number, b: number, value: number][];
  quantile: [share: number, a: number, b: number, value: number][];
}>("search-normal");

/** The largest relative difference of Phi and log Phi from SciPy's. */
export function normalDifference(): number {
  // Subnormal numbers have fewer digits.
  const proper = normal.cumulative.filter(([, value]) => value > 1e-300);
  return Math.max(
    ...proper.map(([x, value]) => relative(cumulative(x), value)),
    ...normal.logCumulative.map(([x, value]) => relative(logCumulative(x), value)),
  );
}

const relative = (ours: number, theirs: number): number =>
  ours === theirs ? 0 : Math.abs(ours - theirs) / Math.abs(theirs);
