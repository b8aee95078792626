import { existsSync, readFileSync } from "node:fs";
import { writeFileAtomic } from "../../run";
import { GanError } from "../../shared/errors";
import * as z from "../../shared/zod";
import { studyFiles } from "../store/study-files";

/* What tuning keeps in the folder of its search, so that it can be gone on with. */

const recordSchema = z.object({
  format: z.literal(1),
  /** What its studies are called after. */
  name: z.string(),
  budget: z.object({ steps: z.int().min(1), every: z.int().min(1), minutes: z.number() }),
  /** The folder of the comparison, where it has begun. */
  comparison: z.string().optional(),
  /** Whether it has come to its end. */
  done: z.boolean(),
  /** The config that was written. */
  file: z.string().optional(),
});
export type TuneRecord = z.infer<typeof recordSchema>;

/** Whether a study's folder is the search of a tuning. */
export const isTuning = (dir: string): boolean => existsSync(studyFiles(dir).tuning);

/** Whether a study's folder is the search of a tuning that has not come to its end. */
export const isLeft = (dir: string): boolean => isTuning(dir) && !readTuning(dir).done;

/** @throws GanError `bad-usage` where the folder is no search of a tuning */
export function readTuning(dir: string): TuneRecord {
  const file = studyFiles(dir).tuning;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new GanError(
      "bad-usage",
      `no tuning in this folder (${file})`,
      "give the folder of the search that gan tune has made, such as .gan/studies/<time>-tune-ring",
      { cause },
    );
  }
}

export const writeTuning = (dir: string, record: TuneRecord): void =>
  writeFileAtomic(studyFiles(dir).tuning, `${JSON.stringify(record)}\n`);
