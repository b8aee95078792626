import { basename, join, relative, resolve } from "node:path";
import { studiesDirOf } from "../../search";
import { tune, type TuneOutcome, type TunePhase } from "../../search/tune/tune";
import { cacheDirs } from "../../shared/files/cache";
import { readConfig } from "../config";
import { jsonReporter, type Reporter, TerminalReporter } from "./study-reporter";

/* `gan tune`: finds better settings for a config without being told what to vary. */

export interface TuneConfigOptions {
  minutes: number;
  json?: boolean;
}

const PHASES: Record<TunePhase, string> = {
  speed: "How fast is this machine?",
  search: "Searching",
  check:
    "Comparing the best trial with the config as it is, with seeds that the search has not seen",
};

export async function tuneConfig(
  file: string,
  { minutes, json = false }: TuneConfigOptions,
): Promise<void> {
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
