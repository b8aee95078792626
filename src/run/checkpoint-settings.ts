import { CHANGEABLE, type ChangeableSettings } from "../experiment/changeable";
import * as z from "../shared/zod";

/* The settings that a checkpoint keeps of an experiment, read back and checked. */

/**
 * Reads an entry of a checkpoint's metadata, which is JSON. @throws GanError `bad-run` where it is
 * not there or is not what it is to be
 */
export type ReadEntry = <T>(name: string, schema: z.ZodType<T>) => T;

interface TrainedSettings {
  settings: ChangeableSettings;
  batchOffset: number;
}

const settingsSchema = z.object(CHANGEABLE).partial();
const optimizersSchema = z.object({
  generator: CHANGEABLE["optimizer.generator"],
  discriminator: CHANGEABLE["optimizer.discriminator"],
});
const numberingSchema = z.object({ discriminatorSteps: z.int().min(1), batchOffset: z.int() });

/** The settings that a checkpoint was trained with, and where its data batches are counted from. */
export function settingsIn(metadata: Record<string, string>, read: ReadEntry): TrainedSettings {
  if (metadata["settings"] === undefined) return oldSettings(metadata, read);
  return { settings: read("settings", settingsSchema), batchOffset: read("batchOffset", z.int()) };
}

/**
 * Those of a checkpoint of an earlier version, which has an entry for each kind of setting. Those
 * that it lacks were never changed.
 */
function oldSettings(metadata: Record<string, string>, read: ReadEntry): TrainedSettings {
  const { generator, discriminator } = read("optimizers", optimizersSchema);
  const settings: ChangeableSettings = {
    "optimizer.generator": generator,
    "optimizer.discriminator": discriminator,
  };
  if (metadata["objective"] !== undefined)
    settings.objective = read("objective", CHANGEABLE.objective);
  if (metadata["numbering"] === undefined) return { settings, batchOffset: 0 };
  const { discriminatorSteps, batchOffset } = read("numbering", numberingSchema);
  settings["training.discriminatorSteps"] = discriminatorSteps;
  return { settings, batchOffset };
}
