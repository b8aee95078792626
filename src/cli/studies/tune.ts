import { basename, join, relative, resolve } from "node:path";
import { requireTrustInFile, trustFile } from "../../run/trust";
import { type Plan, studiesDirOf, studyFiles } from "../../search";
import { resumeTuning, tune, type TuneOutcome } from "../../search/tune/tune";
import type { TuneContext, TunePhase } from "../../search/tune/work";
import { GanError } from "../../shared/errors";
import { cacheDirs } from "../../shared/files/cache";
import { readConfig } from "../config";
import { jsonReporter, type Reporter, TerminalReporter } from "./study-reporter";

/* `gan tune`: finds better settings for a config without being told what to vary. */

export interface TuneConfigOptions {
  minutes?: number;
  /** The folder of the search of a tuning that was stopped. */
  resume?: string;
  trust?: boolean;
  json?: boolean;
}

const DEFAULT_MINUTES = 10;

const PHASES: Record<TunePhase, string> = {
  speed: "How fast is this machine?",
  search: "Searching",
  check:
    "Comparing the best trial with the config as it is, with seeds that the search has not seen",
};

/** Tunes a config, or goes on with a tuning that was stopped. */
export async function tuneConfig(
  file: string | undefined,
  options: TuneConfigOptions,
): Promise<void> {
  const { minutes, resume, json = false } = options;
  if ((file === undefined) === (resume === undefined))
    throw new GanError(
      "bad-usage",
      file === undefined ? "which config?" : "one of CONFIG and --resume is expected",
      "give a *.gan.json file, or --resume with the folder of a tuning's search",
    );
  if (resume !== undefined && minutes !== undefined)
    throw new GanError("bad-usage", "a tuning goes on with the minutes that it has left");
  const outcome = await interruptibly(json, (context) => {
    if (resume !== undefined) return resumeTuning(trusted(resume, options), context);
    return tune({
      ...context,
      ...sourceOf(file ?? ""),
      minutes: minutes ?? DEFAULT_MINUTES,
      studiesDir: studiesDirOf(process.cwd()),
    });
  });
  tell(outcome, json);
}

function sourceOf(file: string) {
  const text = readConfig(file, "experiment", "give the path of a *.gan.json file");
  const name = basename(file).replace(/(\.gan)?\.json$/, "");
  return { config: { file: resolve(file), text }, name };
}

/** The folder of a search whose code, if it names some, a person has trusted. */
function trusted(folder: string, { trust }: TuneConfigOptions): string {
  const dir = resolve(folder);
  const { plan } = studyFiles(dir);
  if (trust) trustFile(plan, cacheDirs());
  requireTrustInFile(plan, cacheDirs());
  return dir;
}

/**
 * Does something that tells how it goes on. Ctrl-C stops it after a checkpoint of what is trained;
 * a second one at once.
 */
async function interruptibly<T>(
  json: boolean,
  work: (context: TuneContext) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  const killing = new AbortController();
  let reporter: Reporter | undefined;
  const interrupt = () => {
    if (stopping.signal.aborted) return killing.abort();
    reporter?.say(
      "Stopping; what is being trained is saved first. Ctrl-C once more ends it at once.",
    );
    stopping.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    return await work({
      trainerFile: join(__dirname, "trainer.js"),
      cacheDirs: cacheDirs(),
      signal: stopping.signal,
      killSignal: killing.signal,
      onPhase(phase, plan, dir) {
        reporter?.close();
        const line = json ? JSON.stringify({ type: "phase", phase, dir }) : PHASES[phase];
        process.stdout.write(`${line}\n`);
        reporter = reporterOf(phase, plan, dir, json);
      },
      onEvent: (event) => reporter?.event(event),
    });
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    reporter?.close();
  }
}

/** Of the run that shows how fast this machine is a person is told no more than that. */
function reporterOf(phase: TunePhase, plan: Plan, dir: string, json: boolean): Reporter {
  if (json) return jsonReporter(dir);
  if (phase !== "speed") return new TerminalReporter(dir, plan);
  return {
    event: () => undefined,
    say: (text) => process.stderr.write(`${text}\n`),
    close: () => undefined,
  };
}

/** What came of it, and where everything lies. */
function tell({ dir, comparison, file, said, gain }: TuneOutcome, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ type: "end", dir, comparison, file, said, gain })}\n`);
    return;
  }
  const here = (path: string) => relative(process.cwd(), path) || ".";
  process.stdout.write(
    [
      "",
      ...said,
      "",
      ...(file === undefined ? [] : [`  config      ${here(file)}`]),
      `  page        ${here(studyFiles(dir).page)}`,
      `  search      ${here(dir)}`,
      ...(comparison === undefined ? [] : [`  comparison  ${here(comparison)}`]),
      "",
    ].join("\n"),
  );
}
