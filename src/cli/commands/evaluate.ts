import { resolve } from "node:path";
import type { Command } from "commander";
import { readRecord } from "../../run";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { formatCount } from "../../shared/text/format";
import { formatFigure, figureTitle } from "../../shared/evaluation/figures";
import { describeSharedProvenance } from "../../shared/evaluation/provenance";
import type { Evaluation } from "../../shared/run/run";
import { doJob } from "../job";
import { FEATURES, EVALUATION_NAMES } from "../../experiment/schema";
import {
  anyCount,
  type AskedCheckpoint,
  checkpointStep,
  ENGINE_HELP,
  exactStep,
  TRUST_HELP,
} from "../options";

/* `gan evaluate`: evaluates a run at a checkpoint. */

export interface EvaluateOptions {
  metrics?: string;
  at?: AskedCheckpoint;
  samples?: number;
  features?: string;
  engine?: string;
  trust?: boolean;
  acceptChangedData?: boolean;
  json?: boolean;
}

/** Evaluates a run at a checkpoint, adds the evaluation to the run, and prints it. */
async function evaluate(
  run: string,
  { metrics, json, trust, at, ...options }: EvaluateOptions,
): Promise<void> {
  const runDir = resolve(run);
  const { name } = readRecord(runDir);
  if (trust) trustRun(runDir, cacheDirs());
  const { evaluation, engine } = await doJob<"evaluate">({
    kind: "evaluate",
    runDir,
    ...options,
    at: exactStep(at),
    ...(metrics === undefined ? {} : { metrics: metrics.split(",").map((one) => one.trim()) }),
  });
  process.stdout.write(
    json
      ? `${JSON.stringify(evaluation)}\n`
      : `${name} at step ${formatCount(evaluation.step)}, measured on ` +
          `${engine}\n\n${tableOf(evaluation)}\n`,
  );
}

/** The figures, and below them what they depend on. */
export function tableOf({ results, failures = {} }: Evaluation): string {
  const figures = Object.entries(results).map(([name, figure]) => ({
    name,
    title: figureTitle(name, figure.settings),
    ...figure,
  }));
  const width = Math.max(...figures.map(({ title }) => title.length));
  const values = figures.map(formatFigure);
  const valueWidth = Math.max(...values.map((value) => value.length));
  const { all, own } = describeSharedProvenance(
    figures.map(({ name, settings }) => ({ title: figureTitle(name), settings })),
  );
  return [
    ...figures.map(
      ({ title }, i) => `  ${title.padEnd(width)}  ${values[i]!.padStart(valueWidth)}`,
    ),
    ...figures.flatMap(({ title, warnings = [] }) =>
      warnings.map((warning) => `  ! ${title}: ${warning}`),
    ),
    ...Object.entries(failures).map(([name, reason]) => `  ! ${name} failed: ${reason}`),
    "",
    ...(all ? [`  All: ${all}.`] : []),
    ...own.map(({ titles, text }) => `  ${titles.join(", ")}: ${text}.`),
  ].join("\n");
}

export function declareEvaluate(program: Command): void {
  program
    .command("evaluate <run>")
    .description(
      "measure how well a run's samples match the data, at a checkpoint; the figures are " +
        "added to the run",
    )
    .option(
      "--metrics <names>",
      `what to measure, with commas between; by default what fits: ${EVALUATION_NAMES.join(", ")}`,
    )
    .option("--at <step>", "step of the checkpoint, or latest (default)", checkpointStep)
    .option(
      "--samples <n>",
      "samples of the generator (default: 2,500 of 2-D data, else 10,000)",
      anyCount,
    )
    .option("--features <name>", `what looks at pictures: ${FEATURES.join(", ")}`)
    .option("--engine <engine>", ENGINE_HELP)
    .option(
      "--accept-changed-data",
      "measure against the files of its data as they are now, also where it was trained " +
        "with others",
    )
    .option("--json", "print the evaluation as JSON")
    .option("--trust", TRUST_HELP)
    .action(evaluate);
}
