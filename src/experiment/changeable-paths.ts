import { isWithin } from "../shared/protocol/changes";
import { objectiveSchema, optimizerSchema } from "./schema";
import { trainingSchema } from "./schema/training";

/* Which settings of an experiment can be changed while it is trained, and why others are fixed. */

/**
 * What of an experiment can be changed while it is trained: everything at or below these paths. A
 * checkpoint keeps it.
 */
export const CHANGEABLE = {
  "optimizer.generator": optimizerSchema,
  "optimizer.discriminator": optimizerSchema,
  objective: objectiveSchema,
  "training.discriminatorSteps": trainingSchema.shape.discriminatorSteps.unwrap(),
  "training.generatorSteps": trainingSchema.shape.generatorSteps.unwrap(),
  "training.adjustment": trainingSchema.shape.adjustment.unwrap(),
} as const;
export type ChangeablePath = keyof typeof CHANGEABLE;
export const CHANGEABLE_PATHS = Object.keys(CHANGEABLE) as ChangeablePath[];

/**
 * Why settings are fixed once a run has begun, and what to do instead of changing them. The longest
 * path that fits counts.
 */
export const FIXED: Readonly<Record<string, { why: string; instead?: string }>> = {
  "objective.packing": { why: "D's input would have another size" },
  "training.steps": { why: "a run is trained for longer by resuming it", instead: "use --steps N" },
  "training.batchSize": { why: "an epoch's batches are counted in it" },
  "training.seed": { why: "all random numbers of the run follow from it" },
  "training.updates": { why: "the order of the data's batches follows from it" },
  "training.changes": {
    why: "they are what the run was begun with",
    instead: "change the settings",
  },
  "training.generatorAverage": { why: "the average is a part of the run's state" },
  data: { why: "the run's figures are about its data" },
  weightsFrom: { why: "the run began with those weights" },
  latent: { why: "G's input would have another size" },
  generator: { why: "the trained weights belong to its layers" },
  discriminator: { why: "the trained weights belong to its layers" },
  engine: { why: "the run's numbers are those of its engine" },
};

export const isChangeable = (path: string): boolean =>
  path === "optimizer" || CHANGEABLE_PATHS.some((root) => isWithin(path, root));

/** Whether a setting can be changed while a run trains. */
export const canBeChanged = (path: string): boolean => isChangeable(path) && !(path in FIXED);

/** Why a setting is fixed once a run has begun, and what to do instead. */
export function whyFixed(path: string): { why?: string; instead?: string } {
  const [, reason] =
    Object.entries(FIXED)
      .filter(([fixed]) => isWithin(path, fixed))
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
  return reason ?? {};
}
