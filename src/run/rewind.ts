import { rmSync } from "node:fs";
import { GanError } from "../shared/errors";
import { checkpointAt, checkpointSteps, nearestCheckpointStep, thereAre } from "./checkpoint-files";
import { type Checkpoint, checkpointStep, listCheckpoints, readCheckpoint } from "./checkpoints";

/* The checkpoints that a run can be taken back to, and the way back. */

export { checkpointAt, checkpointSteps, nearestCheckpointStep };

/**
 * Reads the checkpoint of a step.
 *
 * @param file its file, or a copy of it
 * @throws GanError where there is none; where it is damaged, with the others that there are
 */
export async function readCheckpointAt(
  dir: string,
  step: number,
  file = checkpointAt(dir, step),
): Promise<Checkpoint> {
  try {
    return await readCheckpoint(file);
  } catch (error) {
    if (!(error instanceof GanError)) throw error;
    const others = checkpointSteps(dir).filter((one) => one !== step);
    const hint =
      others.length > 0 ? `take another: ${thereAre(others)}` : "the run has no other checkpoint";
    const message = error.message.replaceAll(file, checkpointAt(dir, step));
    throw new GanError(error.code, message, hint, { cause: error });
  }
}

/**
 * Makes the checkpoint of a step the latest of a run: what came after it is deleted, as its rows
 * and pictures are when the run goes on from there. The checkpoint is read first, so that a damaged
 * one costs nothing.
 *
 * @throws GanError where there is none at this step, or it cannot be read
 */
export async function rewindTo(dir: string, step: number): Promise<void> {
  await readCheckpointAt(dir, step);
  for (const file of listCheckpoints(dir))
    if (checkpointStep(file) > step) rmSync(file, { force: true });
}
