import { statSync } from "node:fs";
import type { Experiment } from "../experiment/schema";
import { GanError } from "../shared/errors";
import { checkpointStep, listCheckpoints, thereAre } from "./checkpoint-files";
import { readRecord } from "./record";

/* Where a new run's first weights are to come from. */

export type WeightsFrom = NonNullable<Experiment["weightsFrom"]>;

/** Whether it is a run, and no file. @throws GanError `bad-usage` where there is neither */
export function isRunFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats) return stats.isDirectory();
  throw new GanError(
    "bad-usage",
    `there is no run or file to take weights from (${path})`,
    "give the folder of a run, or a *.safetensors file",
  );
}

/**
 * The source with the step of its checkpoint, so that the new run means the same weights however
 * far the other is trained meanwhile.
 *
 * @throws GanError where there is no such run, file or checkpoint
 */
export function settledSource(source: WeightsFrom): WeightsFrom {
  const { run, step } = source;
  if (!isRunFolder(run)) return source;
  const { name } = readRecord(run);
  const steps = listCheckpoints(run).map(checkpointStep);
  const [latest] = steps;
  if (latest === undefined)
    throw new GanError(
      "bad-usage",
      `"${name}" has no checkpoint to take weights from (${run})`,
      "train it first",
    );
  if (step === undefined) return { ...source, step: latest };
  if (steps.includes(step)) return source;
  throw new GanError(
    "bad-usage",
    `"${name}" has no checkpoint of step ${step} (${run})`,
    thereAre(steps),
  );
}
