import { basename, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { studiesDirOf } from "../../search";
import { tune, type TuneOutcome, type TunePhase } from "../../search/tune/tune";
import { cacheDirs } from "../../shared/files/cache";
import { GanError } from "../../shared/errors";
import { readConfig } from "../config";
import { jsonReporter, type Reporter, TerminalReporter } from "../study-reporter";

/* `gan tune`: finds better settings for a config without being told what to vary. */

interface Options {
  minutes: number;
  json?: boolean;
}

const PHASES: Record<TunePhase, string> = {
  speed: "How fast is this machine?",
  search: "Searching",
  check:
    "Comparing the best trial with the config as it is, with seeds that the search has not seen",
};

async function run(file: string, { minutes, json = false }: Options): Promise<void> {
  const text = readConfig(file, "experiment", "give the path of a *.gan.json file");
  const controller = new AbortController();
  let reporter: Reporter | undefined;
  const interrupt = () => {
    reporter?.say("Stopping; what is being trained is saved first.");
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    const outcome = await tune({
      config: { file: resolve(file), text },
      name: basename(file).replace(/(\.gan)?\.json$/, ""),
      minutes,
      studiesDir: studiesDirOf(process.cwd()),
      trainerFile: join(__dirname, "trainer.js"),
      cacheDirs: cacheDirs(),
      signal: controller.signal,
      onPhase(phase, plan, dir) {
        reporter?.close();
        const line = json ? JSON.stringify({ type: "phase", phase, dir }) : PHASES[phase];
        process.stdout.write(`${line}\n`);
        reporter = json ? jsonReporter(dir) : new TerminalReporter(dir, plan);
      },
      onEvent: (event) => reporter?.event(event),
    });
    reporter?.close();
    tell(outcome, json);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    reporter?.close();
  }
}

function tell({ dir, file, said, gain }: TuneOutcome, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: "end", dir, file, said, gain })}\n`);
    return;
  }
  const here = (path: string) => relative(process.cwd(), path) || ".";
  process.stdout.write(
    [
      "",
      ...said,
      "",
      ...(file === undefined ? [] : [`  config    ${here(file)}`]),
      `  study     ${here(dir)}`,
      "",
    ].join("\n"),
  );
}

function minutesOf(text: string): number {
  const minutes = Number(text);
  if (minutes > 0 && Number.isFinite(minutes)) return minutes;
  throw new GanError("bad-usage", `"${text}" is no number of minutes`, "give one, such as 10");
}

export function declareTune(program: Command): void {
  program
    .command("tune <config>")
    .description("search better settings for a *.gan.json file, and write them beside it")
    .option("--minutes <n>", "how long, about", minutesOf, 10)
    .option("--json", "print one JSON object a line")
    .action(run);
}
