import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { GanError } from "../shared/errors";
import { stepOfName } from "../shared/run/picture";
import { runFiles } from "./files";
import { rewoundParts } from "./rewound";

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

/** Steps that a run can be resumed from, latest first. */
export const checkpointSteps = (dir: string): number[] => listCheckpoints(dir).map(checkpointStep);

/** The checkpoint file of a step. @throws GanError where there is none */
export function checkpointAt(dir: string, step: number): string {
  const file = listCheckpoints(dir).find((candidate) => checkpointStep(candidate) === step);
  if (file !== undefined) return file;
  throw new GanError(
    "bad-usage",
    `the run has no checkpoint of step ${step} (${dir})`,
    [
      ...(isCutOff(dir, step) ? ["it was cut off: gan rewind RUN --undo brings it back"] : []),
      thereAre(checkpointSteps(dir)),
      '"checkpoint": { "keep": N } or { "keepEvery": N } keeps more',
    ].join("; "),
  );
}

/** The latest step at or before `step` that has a checkpoint. @throws GanError where none has */
export function nearestCheckpointStep(dir: string, step: number): number {
  const nearest = checkpointSteps(dir).find((candidate) => candidate <= step);
  return nearest ?? checkpointStep(checkpointAt(dir, step));
}

const MAX_NAMED = 8;

/** Which checkpoints a run has, in words: the latest of them where they are many. */
export function thereAre(steps: readonly number[]): string {
  if (steps.length === 0) return "it has none at all";
  const more = steps.length - MAX_NAMED;
  const named = steps.slice(0, MAX_NAMED).join(", ");
  return `it has those of steps ${named}${more > 0 ? ` and ${more} earlier ones` : ""}`;
}

const isCutOff = (dir: string, step: number): boolean =>
  rewoundParts(dir).some((part) => step > part.step && checkpointSteps(part.dir).includes(step));
