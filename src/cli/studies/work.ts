import { resolve } from "node:path";
import { requireTrustInFile, trustFile } from "../../run/trust";
import { readPlan, studyFiles } from "../../search";
import { cacheDirs } from "../../shared/files/cache";
import { work } from "./study-work";

/* `gan work`: one more worker for a study. */

export interface WorkInOptions {
  jobs: number;
  threads?: number;
  /** Seconds. */
  silence?: number;
  trust?: boolean;
  json?: boolean;
}

export async function workIn(study: string, options: WorkInOptions): Promise<void> {
  const { jobs, threads, silence, trust = false, json = false } = options;
  const dir = resolve(study);
  const plan = readPlan(dir);
  const { plan: planFile } = studyFiles(dir);
  if (trust) trustFile(planFile, cacheDirs());
  requireTrustInFile(planFile, cacheDirs());
  await work(dir, plan, {
    jobs,
    threads,
    ...(silence === undefined ? {} : { silenceMs: silence * 1000 }),
    reopen: false,
    trust,
    json,
  });
}
