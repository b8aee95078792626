import { isCritic } from "../shared/losses";
import { power } from "../shared/power";
import { penaltyWeight } from "./hyper";
import type { Model } from "./model";
import { OBJECTIVES, type Objective } from "./losses";
import { valueAt } from "../experiment/schedules";

/*
 * The objective of an experiment: its losses, the values of its scheduled settings at a step, and
 * the discriminator that is optimal for it.
 */

type Configured = Pick<Model, "objective" | "generatorAverage"> &
  Partial<Pick<Model, "adjustment">>;

export const lossesOf = ({ objective }: Pick<Model, "objective">): Objective =>
  OBJECTIVES[objective.loss];

/** Whether G's loss depends on real samples. */
export const generatorNeedsData = ({ objective }: Pick<Model, "objective">): boolean =>
  lossesOf({ objective }).generatorSeesReal === true || objective.unrolling !== undefined;

/**
 * The scheduled settings of an objective at a step, counted from 0. They are inputs of the step, so
 * a change of their values needs no new program. Only configured settings appear, and a setting
 * that does not appear costs the step nothing.
 */
export function objectiveSettingsAt(
  { objective, generatorAverage, adjustment }: Configured,
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
    at("adjustmentWeight", adjustment && "weight" in adjustment ? adjustment.weight : undefined),
    // The share of the new weights and not the decay: 1 - 0.999 has only five digits in float32.
    generatorAverage && {
      averageShare: step < generatorAverage.start ? 1 : 1 - valueAt(generatorAverage.decay, step),
    },
  ) as Record<string, number>;
}

/**
 * Whether two objectives and adjustments differ only in scheduled values, so that one program
 * serves both.
 */
export function sameObjectiveProgram(a: Configured, b: Configured): boolean {
  const madeFor = (model: Configured) => {
    const { loss, packing, penalties, unrolling } = model.objective;
    return JSON.stringify([
      loss,
      packing,
      penalties.map(({ type }) => type),
      unrolling?.steps,
      { ...model.adjustment, weight: undefined },
      Object.keys(objectiveSettingsAt(model, 0)),
    ]);
  };
  return madeFor(a) === madeFor(b);
}

/**
 * The optimal discriminator as a function of the densities at a point, in the terms of
 * `Objective.value`: D* = p_data / (p_data + p_g), adjusted for smoothed and flipped labels. With
 * packing it is D* of a pack of copies of that point. It is undefined for losses whose optimum is
 * not a function of the two densities. Penalties and instance noise, which keep D from this
 * optimum, are not considered.
 */
export function optimalDiscriminator(
  model: Configured,
  step: number,
): ((pData: number, pGenerator: number) => number) | undefined {
  if (isCritic(model.objective)) return undefined;
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
    // (p_g / p_data)^m and not p_g^m / p_data^m, in which both powers underflow far from the data.
    const share = 1 / (1 + power(pGenerator / pData, m));
    return generated + share * (real - generated);
  };
}
