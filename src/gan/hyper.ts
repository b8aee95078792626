import type { Scalar } from "../tensor/tf";
import type { NetworkName } from "../shared/run/run";

/*
 * The settings that can change from step to step. They are inputs of a recorded step, and not
 * constants in it. Each is there only where it is configured.
 */

/** The settings of an optimizer; `settingsAt` gives their values. */
export interface Hyper {
  learningRate?: Scalar;
  /** The rate of the Adam beside an optimizer of matrices. */
  adamLearningRate?: Scalar;
  momentum?: Scalar;
  weightDecay?: Scalar;
  decoupledWeightDecay?: Scalar;
  l1?: Scalar;
  /** The standard deviation of gradient noise. */
  gradientNoise?: Scalar;
  /** The rate of lookahead in a step with a sync, 0 in others. */
  lookahead?: Scalar;
}

/** The name of the setting that is the weight of the i-th penalty. */
export type PenaltyWeight = `penalties/${number}/weight`;
export const penaltyWeight = (i: number): PenaltyWeight => `penalties/${i}/weight`;

/** The settings of the objective and of G's average; `objectiveSettingsAt` gives their values. */
export interface ObjectiveHyper {
  [weight: PenaltyWeight]: Scalar;
  "labelSmoothing/real"?: Scalar;
  "labelSmoothing/generated"?: Scalar;
  labelFlipping?: Scalar;
  /** The standard deviation of instance noise. */
  instanceNoise?: Scalar;
  weightClip?: Scalar;
  "unrolling/learningRate"?: Scalar;
  /** The weight of `training.adjustment`. */
  adjustmentWeight?: Scalar;
  /** The share of G's new weights in the moving average. */
  averageShare?: Scalar;
}

/** All settings of a step. */
export interface StepHyper extends Record<NetworkName, Hyper> {
  objective: ObjectiveHyper;
}

/** A setting that the step must have, since its config asks for it. */
export function setting<H extends Hyper | ObjectiveHyper>(hyper: H, name: keyof H): Scalar {
  const value = hyper[name] as Scalar | undefined;
  if (!value) throw new Error(`the step is not given the setting ${String(name)}`);
  return value;
}
