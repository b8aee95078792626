import { existsSync } from "node:fs";
import { isEvaluation, isEvent, picturePath, readLines, runFiles } from "../../run";

/**
 * What a run has of the step of its checkpoint: its picture, the evaluation that its config asks
 * for, and a word of the checkpoint.
 */
export async function madeAt(
  dir: string,
  step: number,
): Promise<{ picture: boolean; evaluation: boolean; checkpointEvent: boolean }> {
  const files = runFiles(dir);
  let evaluation = false;
  for await (const { step: at, occasion } of readLines(files.evaluations, isEvaluation))
    evaluation ||= at === step && occasion === undefined;
  let checkpointEvent = false;
  for await (const { type, step: at } of readLines(files.events, isEvent))
    checkpointEvent ||= at === step && type === "checkpoint";
  // The picture is the last that is written of a step's samples.
  return { picture: existsSync(picturePath(dir, step)), evaluation, checkpointEvent };
}
