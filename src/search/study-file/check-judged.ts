import { misfitOf, scheduledEvaluations } from "../../experiment/evaluation";
import { errorAt, type Finding } from "../../experiment/finding";
import type { Experiment } from "../../experiment/schema";
import { EVALUATION_KINDS, EVALUATION_NAMES } from "../../shared/evaluation/evaluations";
import { listOf } from "./objective";
import type { SearchSettings, Study } from "../schema";

/* Whether an experiment of a study is evaluated as the search needs it. */

export function checkJudged({ search }: Study, experiment: Experiment): Finding[] {
  if (!search) return [];
  return [
    ...checkMeasures(search, experiment),
    ...checkEvery(search, experiment),
    ...checkGenerations(search, experiment),
  ];
}

function checkMeasures(search: SearchSettings, experiment: Experiment): Finding[] {
  const scheduled = scheduledEvaluations(experiment);
  return listOf(search.objective).flatMap(({ measure }, i): Finding[] => {
    const metric = EVALUATION_NAMES.find((name) => measure in EVALUATION_KINDS[name].figures);
    if (!metric || scheduled.includes(metric)) return [];
    const list = Array.isArray(search.objective) ? [i] : [];
    const path = ["search", "objective", ...list, "measure"];
    const misfit = misfitOf(metric, experiment);
    if (misfit) return [errorAt(path, `no run has it: ${misfit.message}`, "name another measure")];
    const metrics = JSON.stringify([...scheduled, metric]);
    return [
      errorAt(
        path,
        `the experiment is not evaluated by ${metric}`,
        `set "evaluation.metrics": ${metrics} in the base, or in "set" here`,
      ),
    ];
  });
}

function checkEvery({ prune }: SearchSettings, { evaluation, training }: Experiment): Finding[] {
  const { every } = evaluation;
  if (!prune || (every > 0 && every < training.steps)) return [];
  const message =
    every === 0
      ? "the experiment is evaluated at its end alone, where there is nothing left to stop"
      : `the first evaluation is at step ${every} of ${training.steps}, where nothing is left to stop`;
  const hint = `set "evaluation.every": ${Math.max(1, Math.round(training.steps / 20))} in "set"`;
  return [{ ...errorAt(["search", "prune"], message, hint), atKey: true }];
}

function checkGenerations(
  { method, population }: SearchSettings,
  experiment: Experiment,
): Finding[] {
  const { steps, changes } = experiment.training;
  if (method !== "population" || !population) return [];
  if (changes)
    return [
      errorAt(
        ["search", "method"],
        "the experiment plans changes of its own, and a population finds them",
        'remove "training.changes" from the base',
      ),
    ];
  if (population.every < steps) return [];
  return [
    errorAt(
      ["search", "population", "every"],
      `with ${steps} steps in all there is one generation, and nothing is ever exchanged`,
      `a tenth of them is usual: ${Math.max(1, Math.round(steps / 10))}`,
    ),
  ];
}
