import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { formatProblem, parseExperiment } from "../experiment/parse";
import type { Experiment } from "../experiment/schema";
import { GanError } from "../shared/errors";

export interface Overrides { engine?: string; steps?: number; seed?: number; set?: string[] }

/** Reads a config with the command line's changes. Prints its problems; throws `bad-config` where one is an error. */
export function loadExperiment(file: string, overrides: Overrides = {}): { experiment: Experiment; name: string } {
  const { experiment } = report(file, changed(readConfig(file), overrides));
  if (!experiment) throw new GanError("bad-config", "");
  return { experiment, name: experiment.name ?? basename(file).replace(/\.gan\.json$|\.json$/, "") };
}

/** Checks a config's text and prints what is wrong with it to stderr. */
export function report(file: string, text: string): ReturnType<typeof parseExperiment> {
  const result = parseExperiment(text);
  for (const problem of result.problems) process.stderr.write(`${formatProblem(problem, file)}\n`);
  return result;
}

export function readConfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new GanError("bad-usage", `cannot read the config (${file}): ${error instanceof Error ? error.message : String(error)}`, "give the path of a *.gan.json file, or write one with `gan new`", { cause: error });
  }
}

/** The text with values set, so that a mistake in them is reported like any other. */
function changed(text: string, { engine, steps, seed, set = [] }: Overrides): string {
  const settings: [string, unknown][] = [
    ...(engine === undefined ? [] : [["engine", engine] as [string, unknown]]),
    ...(steps === undefined ? [] : [["training.steps", steps] as [string, unknown]]),
    ...(seed === undefined ? [] : [["training.seed", seed] as [string, unknown]]),
    ...set.map(parseSetting),
  ];
  return settings.reduce((current, [path, value]) => {
    const keys = path.split(".").map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    try {
      return applyEdits(current, modify(current, keys, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }));
    } catch (error) {
      throw new GanError("bad-usage", `--set ${path}: the config has no such place`, "name its keys with dots between, for example generator.layers.0.units", { cause: error });
    }
  }, text);
}

function parseSetting(setting: string): [string, unknown] {
  const at = setting.indexOf("=");
  if (at <= 0) throw new GanError("bad-usage", `--set ${setting}: a path and a value are expected`, "write --set training.batchSize=128");
  const value = setting.slice(at + 1);
  try {
    return [setting.slice(0, at), JSON.parse(value)];
  } catch {
    return [setting.slice(0, at), value];
  }
}
