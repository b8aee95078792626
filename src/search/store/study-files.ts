import { join } from "node:path";

/* What lies where in the folder of a study. */

/** Where things are in a study's folder. */
export function studyFiles(dir: string) {
  return {
    plan: join(dir, "study.json"),
    runs: join(dir, "runs"),
    report: join(dir, "summary.md"),
    summary: join(dir, "summary.json"),
    picture: join(dir, "summary.svg"),
    /** The page of the study, for any browser. */
    page: join(dir, "report.html"),
    /** Of a population: what its best member was trained with, as a config. */
    schedule: join(dir, "schedule.gan.json"),
    /** What workers say that were started elsewhere. */
    logs: join(dir, "logs"),
    /** Of the search of a tuning: how far that is. */
    tuning: join(dir, "tune.json"),
  };
}

/** `<folder>/.gan/studies`. */
export const studiesDirOf = (workspaceFolder: string): string =>
  join(workspaceFolder, ".gan", "studies");
