import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { GanError } from "../shared/errors";

/* Runs that are trials of a study: the study counts them as they were trained. */

/** The folder of the study that a run belongs to; undefined where it belongs to none. */
export function studyOf(dir: string): string | undefined {
  const study = dirname(dirname(resolve(dir)));
  return existsSync(join(study, "study.json")) ? study : undefined;
}

/**
 * Where a run that comes from another gets its folder: beside it; of a study's, among the runs of
 * the workspace, lest it be counted as the study's own.
 */
export function runsDirBeside(dir: string): string {
  const study = studyOf(dir);
  if (study === undefined) return dirname(resolve(dir));
  let folder = dirname(study);
  while (basename(folder) !== ".gan" && dirname(folder) !== folder) folder = dirname(folder);
  return basename(folder) === ".gan" ? join(folder, "runs") : dirname(study);
}

/**
 * A run of a study is not deleted alone: the figures, the best trial and the report of the study
 * rest on it, and whoever goes on with the study would train it again.
 *
 * @throws GanError `bad-usage` where it is one
 */
export function assertOfNoStudy(dir: string): void {
  const study = studyOf(dir);
  if (study === undefined) return;
  throw new GanError(
    "bad-usage",
    `"${basename(dir)}" is a run of the study "${basename(study)}", whose figures, best trial and ` +
      "report rest on it",
    `archive the run, or delete the whole study (${study})`,
  );
}
