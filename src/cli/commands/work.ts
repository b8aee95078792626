import { resolve } from "node:path";
import type { Command } from "commander";
import { requireTrustInFile, trustFile } from "../../run/trust";
import { readPlan, SILENCE_MS, studyFiles } from "../../search";
import { cacheDirs } from "../../shared/files/cache";
import { anyCount, TRUST_HELP } from "../options";
import { work } from "../study-work";

/* `gan work`: one more worker for a study. */

async function workIn(
  study: string,
  options: { jobs: number; threads?: number; silence: number; trust?: boolean; json?: boolean },
): Promise<void> {
  const { jobs, threads, silence, trust = false, json = false } = options;
  const dir = resolve(study);
  const plan = readPlan(dir);
  const { plan: planFile } = studyFiles(dir);
  if (trust) trustFile(planFile, cacheDirs());
  requireTrustInFile(planFile, cacheDirs());
  await work(dir, plan, {
    jobs,
    threads,
    silenceMs: silence * 1000,
    reopen: false,
    trust,
    json,
  });
}

export function declareWork(program: Command): void {
  program
    .command("work <study>")
    .description(
      "train runs of the study in this folder, beside other workers on this or other machines, " +
        "until none is left",
    )
    .option("--jobs <n>", "how many runs to train at the same time", anyCount, 1)
    .option("--threads <n>", "threads of each run (default: the study's cores, else all)", anyCount)
    .option(
      "--silence <seconds>",
      "after so long without a sign of life another worker is taken for dead",
      anyCount,
      SILENCE_MS / 1000,
    )
    .option("--json", "print one JSON object a line")
    .option("--trust", TRUST_HELP)
    .action(workIn);
}
