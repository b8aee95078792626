import { readEvaluations } from "../run";
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
  for (const { step, results, occasion } of await readEvaluations(runDir)) {
    if (occasion !== undefined || !measures.some((measure) => measure in results)) continue;
    reports.set(
      step,
      measures.map((measure) => finite(results[measure]?.value)),
    );
  }
  return reports;
}

/** JSON has no NaN: a figure that could not be worked out is null. */
export const finite = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
