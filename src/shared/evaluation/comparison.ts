import { bestOf } from "./figures";
import { comparisonKey, differingParts, type StoredProvenance } from "./provenance";
import type { Evaluation, Figure } from "../run/run";

/*
 * Runs side by side: in what their configs differ, and their figures as far as these can be
 * compared.
 */

/** What is compared of a run. */
export interface ComparedRun {
  /** How it is called in the table. */
  label: string;
  experiment: object;
  evaluations: readonly Evaluation[];
}

/** A figure, and the step that it is of. */
export type ComparedFigure = Pick<Figure, "value" | "plusMinus"> & { step: number };

/** Figures of one name that can be set side by side. */
export interface ComparableRow {
  /** What they all depend on; what is a run's own is that of the first. */
  provenance: StoredProvenance;
  /** For each run its last and its best figure; undefined for a run that has none such. */
  figures: ({ last: ComparedFigure; best?: ComparedFigure } | undefined)[];
}

export interface FigureComparison {
  name: string;
  /** One where all figures can be compared; else several, which must not be set side by side. */
  rows: ComparableRow[];
  /** In which parts of their provenance the rows differ. */
  differing: string[];
}

export interface Comparison {
  runs: string[];
  /**
   * Keys of the config in which the runs differ, with the value in each run; undefined where it has
   * none.
   */
  changed: { key: string; values: unknown[] }[];
  measures: FigureComparison[];
}

export function compareRuns(runs: readonly ComparedRun[]): Comparison {
  const names = [
    ...new Set(
      runs.flatMap(({ evaluations }) => evaluations.flatMap(({ results }) => Object.keys(results))),
    ),
  ];
  return {
    runs: runs.map(({ label }) => label),
    changed: changedKeys(runs.map(({ experiment }) => experiment)),
    measures: names.map((name) => compareFigure(name, runs)),
  };
}

function compareFigure(name: string, runs: readonly ComparedRun[]): FigureComparison {
  const figures = runs.map(({ evaluations }) =>
    evaluations.flatMap(({ step, results }) => {
      const { value, plusMinus, settings } = results[name] ?? {};
      // JSON has no NaN: a value that could not be worked out is null in the file.
      if (typeof value !== "number" || !settings) return [];
      return [
        {
          key: comparisonKey(settings),
          provenance: settings,
          figure: { step, value, ...(typeof plusMinus === "number" ? { plusMinus } : {}) },
        },
      ];
    }),
  );
  const keys = [...new Set(figures.flatMap((of) => of.map(({ key }) => key)))];
  const rows = keys.map((key): ComparableRow => ({
    provenance: figures.flat().find((one) => one.key === key)!.provenance,
    figures: figures.map((ofRun) => {
      const own = ofRun.filter((one) => one.key === key).map(({ figure }) => figure);
      const last = own.at(-1);
      const best = bestOf(name, own);
      return last && { last, ...(best ? { best } : {}) };
    }),
  }));
  return { name, rows, differing: differingParts(rows.map(({ provenance }) => provenance)) };
}

/**
 * The leaves of objects in which they differ, by their keys with dots between. A list of equal
 * length is gone through, others differ as a whole.
 */
export function changedKeys(
  values: readonly unknown[],
  path: readonly string[] = [],
): Comparison["changed"] {
  const [first] = values;
  const text = JSON.stringify(first);
  if (values.every((value) => JSON.stringify(value) === text)) return [];
  const alike =
    values.every(isObject) &&
    values.every(
      (value) =>
        Array.isArray(value) === Array.isArray(first) &&
        (!Array.isArray(value) || value.length === (first as unknown[]).length),
    );
  // Objects of different types have nothing in common that is worth a line of its own.
  const types = new Set(
    values.map((value) =>
      isObject(value) ? JSON.stringify([value["type"], value["source"]]) : undefined,
    ),
  );
  if (!alike || types.size > 1) return [{ key: path.join("."), values: [...values] }];
  const keys = [...new Set(values.flatMap((value) => Object.keys(value as object)))];
  return keys.flatMap((key) =>
    changedKeys(
      values.map((value) => (value as Record<string, unknown>)[key]),
      [...path, key],
    ),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
