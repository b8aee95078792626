import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { checkDataMemory } from "../data/data-size";
import { formatProblem, parseExperiment, placeFindings, type Problem } from "../experiment/parse";
import type { Experiment } from "../experiment/schema";
import { type Setting, withSettings } from "../experiment/settings";
import { GanError, toGanError } from "../shared/errors";
import { type NetworkName, NETWORKS } from "../shared/run/run";

/* Reads the config that a command names, and prints its problems. */

export interface Overrides {
  engine?: string;
  steps?: number;
  seed?: number;
  set?: string[];
  /** A run with or without `@STEP`, or a file. */
  weightsFrom?: string;
  /** Whose weights are taken over. */
  network?: NetworkName | "both";
}

/**
 * Reads a config with the command line's changes. Prints its problems; throws `bad-config` where
 * one is an error, or where the experiment and its data do not fit into memory.
 */
export async function loadExperiment(
  file: string,
  overrides: Overrides = {},
): Promise<{ experiment: Experiment; name: string }> {
  const text = changed(readConfig(file), overrides);
  const { experiment, problems } = parseExperiment(text, folderOf(file));
  const tooLarge = experiment ? await checkDataMemory(experiment, folderOf(file)) : [];
  report(file, [...problems, ...placeFindings(tooLarge, text)]);
  if (!experiment || tooLarge.length > 0) throw new GanError("bad-config", "");
  return {
    experiment,
    name: experiment.name ?? basename(file).replace(/\.gan\.json$|\.json$/, ""),
  };
}

/** Prints what is wrong with a config to stderr. */
export function report(file: string, problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${formatProblem(problem, file)}\n`);
}

/** Where a config's relative paths start. */
export const folderOf = (file: string): string => dirname(resolve(file));

export function readConfig(
  file: string,
  what = "config",
  hint = "give the path of a *.gan.json file, or write one with `gan new`",
): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new GanError(
      "bad-usage",
      `cannot read the ${what} (${file}): ${toGanError(error).message}`,
      hint,
      { cause: error },
    );
  }
}

/** The text with values set, so that a mistake in them is reported like any other. */
function changed(text: string, overrides: Overrides): string {
  const { engine, steps, seed, set = [] } = overrides;
  return withSettings(text, [
    ...(engine === undefined ? [] : [{ path: "engine", value: engine }]),
    ...(steps === undefined ? [] : [{ path: "training.steps", value: steps }]),
    ...(seed === undefined ? [] : [{ path: "training.seed", value: seed }]),
    ...weightsSettings(overrides),
    ...set.map(parseSetting),
  ]);
}

/** What a new run begins with, as settings of its config. */
function weightsSettings({ weightsFrom, network }: Overrides): Setting[] {
  const chosen = network === "both" ? NETWORKS : network && [network];
  if (weightsFrom === undefined)
    return chosen ? [{ path: "weightsFrom.networks", value: chosen }] : [];
  const value = { ...weightsSource(weightsFrom), ...(chosen ? { networks: chosen } : {}) };
  return [{ path: "weightsFrom", value }];
}

/** `RUN@STEP`, `RUN@latest`, `RUN`, or a file. */
function weightsSource(text: string): { run: string; step?: number } {
  const [, run, step] = /^(.+)@(\d+|latest)$/.exec(text) ?? [];
  if (run === undefined || existsSync(text)) return { run: resolve(text) };
  return { run: resolve(run), ...(step === "latest" ? {} : { step: Number(step) }) };
}

/** `--set PATH=VALUE`; a value that is no JSON is a word. */
export function parseSetting(setting: string): Setting {
  const at = setting.indexOf("=");
  if (at <= 0)
    throw new GanError(
      "bad-usage",
      `--set ${setting}: a path and a value are expected`,
      "write --set training.batchSize=128",
    );
  const path = setting.slice(0, at);
  const value = setting.slice(at + 1);
  try {
    return { path, value: JSON.parse(value) as unknown };
  } catch {
    return { path, value };
  }
}
