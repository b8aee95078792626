import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type SettingValue, settingsOf } from "../../shared/runs-table/settings-of";
import { writePiecesAtomic } from "../atomic-files";
import { picturePath } from "../files";
import { requireFreeFolder } from "../free-folder";
import { readRun } from "../store";
import { eventRecords, type LoggedPicture } from "./events";

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
  const name = `events.out.tfevents.${Math.floor(begin)}.gan`;
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

/** Single settings, and lists, such as a network's layers, in words. */
function hyperparameters(experiment: unknown): Record<string, SettingValue> {
  const { values, lists } = settingsOf(experiment);
  const own = Object.entries(values).filter(([path]) => !/\.\d+\./.test(path));
  const words = Object.entries(lists).map(([path, { text }]) => [path, text] as const);
  return Object.fromEntries([...own, ...words]);
}
