import type { Command } from "commander";
import { anyCount, TRUST_HELP } from "../options";
import type { WorkInOptions } from "../studies/work";

/* Declares `gan work`. */

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
      "after so long without a sign of life another worker is taken for dead (default: 60)",
      anyCount,
    )
    .option("--json", "print one JSON object a line")
    .option("--trust", TRUST_HELP)
    .action(async (study: string, options: WorkInOptions) => {
      const { workIn } = await import("../studies/work");
      await workIn(study, options);
    });
}
