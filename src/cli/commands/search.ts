import type { Command } from "commander";
import { anyCount, collect, ENGINE_HELP, TRUST_HELP } from "../options";
import type { SearchOptions } from "../studies/search";

/* Declares `gan search`. Its work is loaded when it is called: other commands start without it. */

export function declareSearch(program: Command): void {
  program
    .command("search [study]")
    .description("train every combination of a *.study.json file, and report")
    .option(
      "--study-dir <dir>",
      "folder of the study (default: .gan/studies/<time>-<name>); one that is there is " +
        "gone on with",
    )
    .option("--resume <dir>", "continue the study in this folder")
    .option("--report <dir>", "write and print the report of a study, however far it has come")
    .option("--on <where...>", "where to train: local, slurm, ray [URL], or ssh HOST...", ["local"])
    .option(
      "--jobs <n>",
      "how many runs to train at the same time: workers, each with one run (default: 1; of ssh " +
        "one a host)",
      anyCount,
    )
    .option("--submit-only", "print what would be sent to where it is to be trained")
    .option("--engine <engine>", ENGINE_HELP)
    .option(
      "--set <path=value>",
      "set any value of the experiment in all runs, for example training.steps=1000",
      collect,
      [],
    )
    .option("--json", "print one JSON object a line")
    .option("--trust", TRUST_HELP)
    .action(async (study: string | undefined, options: SearchOptions) => {
      const { search } = await import("../studies/search");
      await search(study, options);
    });
}
