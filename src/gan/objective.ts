import { power } from "../shared/power";
import type { Model } from "./model";
import { OBJECTIVES, type Objective } from "./losses";
import { valueAt } from "../experiment/schedules";

/* What of an experiment's objective changes with the step, and what it says of the best D. */

type Configured = Pick<Model, "objective" | "generatorAverage">;

export const lossesOf = ({ objective }: Pick<Model, "objective">): Objective =>
  OBJECTIVES[objective.loss];

/** Whether G's loss is computed from real samples too. */
export const generatorNeedsData = ({ objective }: Pick<Model, "objective">): boolean =>
  lossesOf({ objective }).generatorSeesReal === true || objective.unrolling !== undefined;

/**
 * The numbers of an objective that schedules move, at a step (counted from 0): fed to the step, so that another weight needs no other
 * program. Only what is configured has a name here, and what has none costs the step nothing.
 */
export function objectiveSettingsAt(
  { objective, generatorAverage }: Configured,
  step: number,
): Record<string, number> {
  const { penalties, labelSmoothing, labelFlipping, instanceNoise, weightClip, unrolling } =
    objective;
  const at = (name: string, value: Parameters<typeof valueAt>[0] | undefined) =>
    value === undefined ? {} : { [name]: valueAt(value, step) };
  return Object.assign(
    {},
    ...penalties.map(({ weight }, i) => at(penaltyWeight(i), weight)),
    at("labelSmoothing/real", labelSmoothing?.real),
    at("labelSmoothing/generated", labelSmoothing?.generated),
    at("labelFlipping", labelFlipping),
    at("instanceNoise", instanceNoise),
    at("weightClip", weightClip),
    at("unrolling/learningRate", unrolling?.learningRate),
    // The share of the new weights, and not the decay: 1 - 0.999 keeps only five digits in float32.
    generatorAverage && {
      averageShare: step < generatorAverage.start ? 1 : 1 - valueAt(generatorAverage.decay, step),
    },
  ) as Record<string, number>;
}

/** Whether two objectives differ in nothing but numbers that are fed, so that a step made for one serves the other. */
export function sameObjectiveProgram(a: Configured, b: Configured): boolean {
  const madeFor = (model: Configured) => {
    const { loss, packing, penalties, unrolling } = model.objective;
    return JSON.stringify([
      loss,
      packing,
      penalties.map(({ type }) => type),
      unrolling?.steps,
      Object.keys(objectiveSettingsAt(model, 0)),
    ]);
  };
  return madeFor(a) === madeFor(b);
}

/** Under which name the weight of the i-th penalty is fed. */
export const penaltyWeight = (i: number): string => `penalties/${i}/weight`;

/**
 * What D outputs at a point where it can do no better, from the densities there, in the terms of `Objective.value`: D* = p_data /
 * (p_data + p_g), moved by smoothed and flipped labels; with packing, D of a pack of that point alone. Undefined for the losses whose
 * optimum is no function of the two densities at a point. Penalties and instance noise, which keep D from it, are left out.
 */
export function optimalDiscriminator(
  model: Configured,
  step: number,
): ((pData: number, pGenerator: number) => number) | undefined {
  if (!lossesOf(model).probability) return undefined;
  const settings = objectiveSettingsAt(model, step);
  const flipped = settings["labelFlipping"] ?? 0;
  const m = model.objective.packing;
  const smooth = {
    real: 1 - (settings["labelSmoothing/real"] ?? 0),
    generated: settings["labelSmoothing/generated"] ?? 0,
  };
  const real = smooth.real + flipped * (smooth.generated - smooth.real);
  const generated = smooth.generated + flipped * (smooth.real - smooth.generated);
  return (pData, pGenerator) => {
    // (p_g / p_data)^m, and not two powers that are both 0 far out.
    const share = 1 / (1 + power(pGenerator / pData, m));
    return generated + share * (real - generated);
  };
}
