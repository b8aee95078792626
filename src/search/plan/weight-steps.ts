import { withAbsolutePaths } from "../../experiment/paths";
import type { Experiment } from "../../experiment/schema";
import { isRunFolder, settledSource } from "../../run/weights-source";

/*
 * The steps of the runs whose weights a study's runs begin with. They are settled once, when the
 * study is planned, so that all its trials begin with the same weights, however far those runs are
 * trained meanwhile.
 */

/** Steps of checkpoints, by the folders of their runs. */
export type WeightSteps = Readonly<Record<string, number>>;

/**
 * The latest checkpoint's step of each run whose weights are taken without a step.
 *
 * @param folder at which relative paths start
 * @throws GanError `bad-usage` where there is no such run, or it has no checkpoint
 */
export function weightStepsOf(experiments: readonly Experiment[], folder: string): WeightSteps {
  const steps: Record<string, number> = {};
  for (const experiment of experiments) {
    const { weightsFrom } = withAbsolutePaths(experiment, folder);
    if (!weightsFrom || weightsFrom.step !== undefined) continue;
    const { run } = weightsFrom;
    if (Object.hasOwn(steps, run) || !isRunFolder(run)) continue;
    const { step } = settledSource(weightsFrom);
    if (step !== undefined) steps[run] = step;
  }
  return steps;
}

/** The experiment, whose paths are absolute, with the step that was settled for its weights. */
export function withWeightStep(experiment: Experiment, steps: WeightSteps = {}): Experiment {
  const { weightsFrom } = experiment;
  if (!weightsFrom || weightsFrom.step !== undefined) return experiment;
  const step = Object.hasOwn(steps, weightsFrom.run) ? steps[weightsFrom.run] : undefined;
  return step === undefined ? experiment : { ...experiment, weightsFrom: { ...weightsFrom, step } };
}
