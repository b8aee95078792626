import { readEvaluations } from "../../run";
import type { Evaluation } from "../../shared/run/run";
import type { Figures } from "./outcomes";

/* The figures of a study's objectives in the evaluations of a run. */

/**
 * The figures of some measures over the steps of a run, of the evaluations that its config asks
 * for.
 */
export async function reportsIn(
  runDir: string,
  measures: readonly string[],
): Promise<Map<number, Figures>> {
  const reports = new Map<number, Figures>();
  for (const evaluation of await readEvaluations(runDir)) {
    const figures = figuresIn(evaluation, measures);
    if (figures) reports.set(evaluation.step, figures);
  }
  return reports;
}

/**
 * The figures of some measures in an evaluation; undefined where it has none of them, or somebody
 * asked for it: other runs have none at that step.
 */
export function figuresIn(
  { results, occasion }: Evaluation,
  measures: readonly string[],
): (number | null)[] | undefined {
  if (occasion !== undefined || !measures.some((measure) => measure in results)) return undefined;
  return measures.map((measure) => finite(results[measure]?.value));
}

/** JSON has no NaN: a figure that could not be worked out is null. */
const finite = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
