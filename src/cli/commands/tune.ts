import type { Command } from "commander";
import { GanError } from "../../shared/errors";
import { TRUST_HELP } from "../options";
import type { TuneConfigOptions } from "../studies/tune";

/* Declares `gan tune`. */

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (minutes > 0 && Number.isFinite(minutes)) return minutes;
  throw new GanError("bad-usage", `"${text}" is no number of minutes`, "give one, such as 10");
}

export function declareTune(program: Command): void {
  program
    .command("tune [config]")
    .description("search better settings for a *.gan.json file, and write them beside it")
    .option("--minutes <n>", "how long, about (default: 10)", minutesOf)
    .option("--resume <dir>", "go on with a tuning that was stopped: the folder of its search")
    .option("--json", "print one JSON object a line")
    .option("--trust", TRUST_HELP)
    .action(async (config: string | undefined, options: TuneConfigOptions) => {
      const { tuneConfig } = await import("../studies/tune");
      await tuneConfig(config, options);
    });
}
