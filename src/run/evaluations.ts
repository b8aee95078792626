import type { Evaluation, Measurements, RunEvent } from "../shared/run";
import { runFiles } from "./files";
import { appendLines } from "./jsonl";

/** Adds an evaluation to a run, and the event of it. Whole lines at the ends of files: also beside a trainer that works on the run. */
export function recordEvaluation(
  dir: string,
  step: number,
  results: Measurements,
): { evaluation: Evaluation; event: RunEvent } {
  const time = new Date().toISOString(),
    files = runFiles(dir);
  const evaluation: Evaluation = { step, time, results };
  const features = Object.values(results).flatMap(({ settings }) =>
    "features" in settings ? [settings.features] : [],
  )[0];
  const event: RunEvent = {
    type: "evaluated",
    results: Object.fromEntries(Object.entries(results).map(([name, { value }]) => [name, value])),
    ...(features === undefined ? {} : { features }),
    step,
    time,
  };
  appendLines(files.evaluations, [evaluation]);
  appendLines(files.events, [event]);
  return { evaluation, event };
}
