import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { stepOfName } from "../shared/run/picture";
import { runFiles } from "./files";

/* The checkpoints that a run has, by the names of their files. */

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
