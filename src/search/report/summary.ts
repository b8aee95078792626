import { isDeepStrictEqual } from "node:util";
import { isOwnToARun } from "../../shared/evaluation/provenance";
import { SEED } from "../space/grid";
import type { GridPlan } from "../plan/plan";
import type { CurveName, RunResult } from "./results";
import { type Curve, type Spread, spreadOf } from "./series";
import type { RunStatus } from "../plan/folder";
import { withoutSeed } from "../plan/trials";

/* The figures of a study, summary.json: means and deviations over seeds. */

/** A study in figures: `summary.json`. */
export interface Summary {
  name: string;
  description?: string;
  base: string;
  set: Record<string, unknown>;
  /** Without the seed. */
  factors: { name: string; labels: string[] }[];
  seeds: string[];
  measures: MeasureInfo[];
  /** One for each combination of the factors without the seed. */
  rows: SummaryRow[];
  engines: string[];
}

export interface MeasureInfo {
  name: string;
  /** What its figures depend on, where all runs agree in it. */
  settings: Record<string, unknown>;
  /**
   * The names of settings in which the rows of the table differ: figures of different rows are then
   * not to be compared.
   */
  differing: string[];
}

export interface SummaryRow {
  /** For each factor but the seed, the label of its choice. */
  labels: Record<string, string>;
  runs: RunSummaryOfStudy[];
  /** How many of the runs are at the end, and how many of them diverged before it. */
  finished: number;
  diverged: number;
  /** Over the runs that have finished, by the measure's name. */
  measures: Record<string, Spread>;
  stepsPerSecond?: Spread;
}

export interface RunSummaryOfStudy {
  id: string;
  seed?: string;
  status: RunStatus;
  step: number;
  steps: number;
  trainingSeconds: number;
  /** The last value of each measure. */
  measures: Record<string, number>;
  /** Each measure over the steps. */
  history: Record<string, Curve>;
  curves: Record<CurveName, Curve>;
  error?: string;
}

/** Puts the results of a study's runs together, however far they have come. */
export function summarise(plan: GridPlan, results: readonly RunResult[]): Summary {
  const names = plan.measures ?? [
    ...new Set(
      results.flatMap(({ evaluations }) =>
        evaluations.flatMap(({ results: measured }) => Object.keys(measured)),
      ),
    ),
  ];
  const groups = new Map<string, RunResult[]>();
  for (const result of results) {
    const key = JSON.stringify(withoutSeed(result.labels));
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return {
    name: plan.name,
    ...(plan.description ? { description: plan.description } : {}),
    base: plan.base,
    set: plan.set,
    factors: plan.factors.filter(({ name }) => name !== SEED),
    seeds: plan.factors.find(({ name }) => name === SEED)?.labels ?? [],
    measures: names.map((name) => measureInfo(name, results)),
    rows: [...groups.values()].map((group) => rowOf(group, names)),
    engines: [...new Set(results.map(({ engine }) => engine).filter(Boolean))],
  };
}

function rowOf(group: readonly RunResult[], names: readonly string[]): SummaryRow {
  const runs = group.map((result) => runOf(result, names));
  const ended = runs.filter(({ status }) => status === "finished");
  const speed = spreadOf(
    ended
      .filter(({ trainingSeconds }) => trainingSeconds > 0)
      .map(({ step, trainingSeconds }) => step / trainingSeconds),
  );
  return {
    labels: withoutSeed(group[0]!.labels),
    runs,
    finished: ended.length,
    diverged: runs.filter(({ status }) => status === "diverged").length,
    measures: Object.fromEntries(
      names.flatMap((name) => {
        const spread = spreadOf(
          ended.flatMap(({ measures }) => (name in measures ? [measures[name]!] : [])),
        );
        return spread ? [[name, spread]] : [];
      }),
    ),
    ...(speed ? { stepsPerSecond: speed } : {}),
  };
}

function runOf(
  { id, labels, status, step, steps, trainingSeconds, evaluations, curves, error }: RunResult,
  names: readonly string[],
): RunSummaryOfStudy {
  const history = Object.fromEntries(
    names.map((name) => [
      name,
      evaluations.flatMap(({ step: at, results }): Curve => {
        const value = results[name]?.value;
        // JSON has no NaN: a value that could not be worked out is null in the file.
        return typeof value === "number" && Number.isFinite(value) ? [[at, value]] : [];
      }),
    ]),
  );
  return {
    id,
    ...(SEED in labels ? { seed: labels[SEED]! } : {}),
    status,
    step,
    steps,
    trainingSeconds,
    history,
    curves,
    measures: Object.fromEntries(
      Object.entries(history).flatMap(([name, curve]) =>
        curve.length > 0 ? [[name, curve.at(-1)![1]]] : [],
      ),
    ),
    ...(error ? { error: error.message } : {}),
  };
}

function measureInfo(name: string, results: readonly RunResult[]): MeasureInfo {
  const all = results.flatMap(({ evaluations }) => {
    const last = evaluations.findLast(({ results: measured }) => name in measured);
    return last ? [last.results[name]!.settings as Record<string, unknown>] : [];
  });
  const keys = [...new Set(all.flatMap(Object.keys))].filter((key) => !isOwnToARun(key));
  const agreed = keys.filter((key) =>
    all.every((settings) => isDeepStrictEqual(settings[key], all[0]![key])),
  );
  return {
    name,
    settings: Object.fromEntries(agreed.map((key) => [key, all[0]![key]])),
    differing: keys.filter((key) => !agreed.includes(key)),
  };
}
