import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { GanError } from "../shared/errors";

/* Which runs are parts of a study. They lie in its folder, beside its plan. */

/** The folder of the study that a run is a part of. */
export function studyOfRun(dir: string): string | undefined {
  const study = dirname(dirname(dir));
  return existsSync(join(study, "study.json")) ? study : undefined;
}

/**
 * A run of a study is not deleted alone: the figures, the best trial and the report of the study
 * rest on it, and whoever goes on with the study would train it again.
 *
 * @throws GanError `bad-usage` where it is one
 */
export function assertOfNoStudy(dir: string): void {
  const study = studyOfRun(dir);
  if (study === undefined) return;
  throw new GanError(
    "bad-usage",
    `"${basename(dir)}" is a run of the study "${basename(study)}", whose figures, best trial and ` +
      "report rest on it",
    `archive the run, or delete the whole study (${study})`,
  );
}
