import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writePiecesAtomic } from "../atomic-files";
import { picturePath } from "../files";
import { requireFreeFolder } from "../free-folder";
import { readRun } from "../store";
import { eventFileName } from "./event-files";
import { eventRecords, type LoggedPicture } from "./events";
import { hyperparameters } from "./hyperparameters";

/* Writes a run, live or at rest, as a folder that TensorBoard reads. */

export interface TensorBoardExport {
  file: string;
  /** How many rows of metrics, evaluations and pictures it has. */
  rows: number;
  evaluations: number;
  pictures: number;
}

/**
 * Of a run of very many steps the rows are those that its charts are drawn from, with every
 * extreme.
 *
 * @throws GanError `bad-usage` where the folder has something in it already
 */
export async function exportTensorBoard(dir: string, out: string): Promise<TensorBoardExport> {
  requireFreeFolder(out);
  const { summary, experiment, columns, evaluations, sampleSteps } = await readRun(dir);
  const { state, createdAt, updatedAt } = summary.record;
  const begin = Date.parse(createdAt) / 1000;
  mkdirSync(out, { recursive: true });
  const name = eventFileName(begin);
  await writePiecesAtomic(
    join(out, name),
    eventRecords({
      state,
      createdAt: begin,
      updatedAt: Date.parse(updatedAt) / 1000,
      settings: hyperparameters(experiment),
      columns,
      evaluations,
      pictures: picturesOf(dir, sampleSteps),
    }),
  );
  const rows = columns.step.length;
  return { file: name, rows, evaluations: evaluations.length, pictures: sampleSteps.length };
}

function* picturesOf(dir: string, steps: readonly number[]): Generator<LoggedPicture> {
  for (const step of steps) yield { step, png: readFileSync(picturePath(dir, step)) };
}
