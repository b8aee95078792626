import { withChangeableSettings } from "../../experiment/changeable";
import type { Experiment } from "../../experiment/schema";
import { dataShape } from "../../experiment/shapes";
import { initialState, type Model, modelOf, type Modules } from "../../gan/model";
import { flattenState } from "../../gan/state";
import { type Checkpoint, stateMismatch } from "../../run/checkpoints";
import { tidy } from "../../tensor/tf";
import type { Values } from "../../tensor/values";

/* What a run trains at one of its checkpoints. */

/**
 * What a run trains at a checkpoint: its config with what was changed on the way there; without one
 * its config.
 */
export const experimentAt = (config: Experiment, checkpoint?: Checkpoint): Experiment =>
  checkpoint ? withChangeableSettings(config, checkpoint.settings) : config;

/** The model of a run at a checkpoint; without one that of its beginning. */
export function modelAt(config: Experiment, modules: Modules, checkpoint?: Checkpoint): Model {
  const model = modelOf(experimentAt(config, checkpoint), modules);
  return checkpoint ? { ...model, batchOffset: checkpoint.batchOffset } : model;
}

/**
 * Why a checkpoint's tensors are not those of the run's model at that time; undefined where they
 * are.
 */
export function checkpointMismatch(
  experiment: Experiment,
  modules: Modules,
  checkpoint: Checkpoint,
): string | undefined {
  // What an example is like on average changes no tensor's shape.
  const marginals = new Float32Array(dataShape(experiment.data).reduce((a, b) => a * b, 1));
  return tidy(() =>
    stateMismatch(
      checkpoint.tensors,
      flattenState(initialState(modelAt(experiment, modules, checkpoint), marginals)) as Record<
        string,
        Pick<Values, "shape" | "dtype">
      >,
    ),
  );
}
