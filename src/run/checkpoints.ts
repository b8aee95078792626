import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "../shared/zod";
import {
  type ObjectiveConfig,
  objectiveSchema,
  type OptimizerConfig,
  optimizerSchema,
} from "../experiment/schema";
import { GanError } from "../shared/errors";
import { stepName, stepOfName } from "../shared/figure";
import type { NetworkName } from "../shared/run";
import type { Values } from "../shared/values";
import { runFiles, writeFileAtomic } from "./files";
import { decodeSafetensors, encodeSafetensors } from "./safetensors";

/** Everything a run needs to go on as if it had never stopped. Random numbers and data order follow from the step. */
export interface Checkpoint {
  step: number;
  trainingSeconds: number;
  /** As they are now, which may be others than the config's. */
  optimizers: Record<NetworkName, OptimizerConfig>;
  /** As it is now. Without it that of the run's config. */
  objective?: ObjectiveConfig;
  /** How batches of data are numbered now. A checkpoint without it is of a run whose k was never changed. */
  numbering?: { discriminatorSteps: number; batchOffset: number };
  tensors: Record<string, Values>;
}

const optimizersSchema = z.object({ generator: optimizerSchema, discriminator: optimizerSchema });
const numberingSchema = z.object({ discriminatorSteps: z.int().min(1), batchOffset: z.int() });

/** Writes `checkpoints/step-00001000.safetensors` and deletes all but the latest `keep`. Returns the file's name. */
export function writeCheckpoint(dir: string, checkpoint: Checkpoint, keep: number): string {
  const { checkpoints } = runFiles(dir);
  const file = join(checkpoints, `${stepName(checkpoint.step)}.safetensors`);
  writeFileAtomic(
    file,
    encodeSafetensors(checkpoint.tensors, {
      step: String(checkpoint.step),
      trainingSeconds: String(checkpoint.trainingSeconds),
      optimizers: JSON.stringify(checkpoint.optimizers),
      ...(checkpoint.objective ? { objective: JSON.stringify(checkpoint.objective) } : {}),
      ...(checkpoint.numbering ? { numbering: JSON.stringify(checkpoint.numbering) } : {}),
    }),
  );
  for (const old of listCheckpoints(dir).slice(keep)) rmSync(old, { force: true });
  return basename(file);
}

/** Checkpoint files, latest first. */
export function listCheckpoints(dir: string): string[] {
  const { checkpoints } = runFiles(dir);
  if (!existsSync(checkpoints)) return [];
  return readdirSync(checkpoints)
    .flatMap((name) => {
      const step = stepOfName(name, ".safetensors");
      return step === undefined ? [] : [{ name, step }];
    })
    .sort((a, b) => b.step - a.step)
    .map(({ name }) => join(checkpoints, name));
}

/** The step that a checkpoint's file is named after. */
export const checkpointStep = (file: string): number =>
  stepOfName(basename(file), ".safetensors") ?? NaN;

export function readCheckpoint(file: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(readFileSync(file), file);
  return {
    step: Number(metadata["step"]),
    trainingSeconds: Number(metadata["trainingSeconds"]),
    optimizers: optimizersSchema.parse(JSON.parse(metadata["optimizers"] ?? "null")),
    ...(metadata["objective"] === undefined
      ? {}
      : { objective: objectiveSchema.parse(JSON.parse(metadata["objective"])) }),
    ...(metadata["numbering"] === undefined
      ? {}
      : { numbering: numberingSchema.parse(JSON.parse(metadata["numbering"])) }),
    tensors,
  };
}

/** The latest checkpoint that can be read; undefined where there is none, `bad-run` where all are damaged. */
export function latestCheckpoint(dir: string): Checkpoint | undefined {
  let damage: unknown;
  for (const file of listCheckpoints(dir)) {
    try {
      return readCheckpoint(file);
    } catch (error) {
      damage = error;
    }
  }
  if (damage === undefined) return undefined;
  throw damage instanceof GanError
    ? damage
    : new GanError(
        "bad-run",
        `no checkpoint of this run can be read (${dir})`,
        "start the run anew",
        { cause: damage },
      );
}
