import type { Evaluation, EvaluationOccasion, Outcome, RunEvent } from "../shared/run/run";
import { runFiles } from "./files";
import { appendLines } from "./jsonl";

/**
 * Adds an evaluation to a run, and the event of it. Whole lines at the ends of files: also beside a
 * trainer that works on the run.
 */
export function recordEvaluation(
  dir: string,
  step: number,
  { results, failures }: Outcome,
  occasion?: EvaluationOccasion,
): { evaluation: Evaluation; event: RunEvent } {
  const time = new Date().toISOString();
  const files = runFiles(dir);
  const evaluation: Evaluation = {
    step,
    time,
    results,
    ...(failures ? { failures } : {}),
    ...(occasion ? { occasion } : {}),
  };
  const figures = Object.entries(results);
  const features = figures.flatMap(([, { settings }]) =>
    "features" in settings ? [settings.features] : [],
  )[0];
  const warnings = figures.flatMap(([name, { warnings: own = [] }]) =>
    own.length > 0 ? [[name, own] as const] : [],
  );
  const event: RunEvent = {
    type: "evaluated",
    results: Object.fromEntries(figures.map(([name, { value }]) => [name, value])),
    ...(features === undefined ? {} : { features }),
    ...(failures ? { failures } : {}),
    ...(warnings.length > 0 ? { warnings: Object.fromEntries(warnings) } : {}),
    step,
    time,
  };
  // The event first: an evaluation that is missing is made again on resume, an event is not.
  appendLines(files.events, [event]);
  appendLines(files.evaluations, [evaluation]);
  return { evaluation, event };
}
