import { rmSync } from "node:fs";
import { GanError } from "../shared/errors";
import { checkpointStep, listCheckpoints, readCheckpoint } from "./checkpoints";

/* The checkpoints that a run can be taken back to, and the way back. */

/** Steps that a run can be resumed from, latest first. */
export const checkpointSteps = (dir: string): number[] => listCheckpoints(dir).map(checkpointStep);

/** The checkpoint file of a step. @throws GanError where there is none */
export function checkpointAt(dir: string, step: number): string {
  const file = listCheckpoints(dir).find((candidate) => checkpointStep(candidate) === step);
  if (file !== undefined) return file;
  const steps = checkpointSteps(dir);
  throw new GanError(
    "bad-usage",
    `the run has no checkpoint of step ${step} (${dir})`,
    steps.length > 0 ? `it has those of steps ${steps.join(", ")}` : "it has none at all",
  );
}

/** The latest step at or before `step` that has a checkpoint. @throws GanError where none has */
export function nearestCheckpointStep(dir: string, step: number): number {
  const nearest = checkpointSteps(dir).find((candidate) => candidate <= step);
  return nearest ?? checkpointStep(checkpointAt(dir, step));
}

/**
 * Makes the checkpoint of a step the latest of a run: what came after it is deleted, as its rows
 * and pictures are when the run goes on from there. The checkpoint is read first, so that a damaged
 * one costs nothing.
 *
 * @throws GanError where there is none at this step, or it cannot be read
 */
export async function rewindTo(dir: string, step: number): Promise<void> {
  await readCheckpoint(checkpointAt(dir, step));
  for (const file of listCheckpoints(dir))
    if (checkpointStep(file) > step) rmSync(file, { force: true });
}
