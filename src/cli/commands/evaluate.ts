import { resolve } from "node:path";
import { readRecord } from "../../run";
import { trustRun } from "../../run/trust";
import { cacheDirs } from "../../shared/files/cache";
import { formatCount } from "../../shared/text/format";
import { formatMeasured, measureTitle } from "../../shared/evaluation/metrics";
import { describePassports } from "../../shared/evaluation/provenance";
import type { Evaluation } from "../../shared/run/run";
import { doJob } from "../job";

export interface EvaluateOptions {
  metrics?: string;
  at?: number;
  samples?: number;
  features?: string;
  engine?: string;
  trust?: boolean;
  acceptChangedData?: boolean;
  json?: boolean;
}

/** Evaluates a run at a checkpoint, adds the evaluation to the run, and prints it. */
export async function evaluate(
  run: string,
  { metrics, json, trust, ...options }: EvaluateOptions,
): Promise<void> {
  const runDir = resolve(run);
  const { name } = readRecord(runDir);
  if (trust) trustRun(runDir, cacheDirs());
  const { evaluation, engine } = await doJob<"evaluate">({
    kind: "evaluate",
    runDir,
    ...options,
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
  const figures = Object.entries(results).map(([name, measurement]) => ({
    name,
    title: measureTitle(name, measurement.settings),
    ...measurement,
  }));
  const width = Math.max(...figures.map(({ title }) => title.length));
  const values = figures.map(formatMeasured);
  const valueWidth = Math.max(...values.map((value) => value.length));
  const { all, own } = describePassports(
    figures.map(({ name, settings }) => ({ title: measureTitle(name), settings })),
  );
  return [
    ...figures.map(
      ({ title }, i) => `  ${title.padEnd(width)}  ${values[i]!.padStart(valueWidth)}`,
    ),
    ...figures.flatMap(({ title, warnings = [] }) =>
      warnings.map((warning) => `  ! ${title}: ${warning}`),
    ),
    ...Object.entries(failures).map(([metric, reason]) => `  ! ${metric} failed: ${reason}`),
    "",
    ...(all ? [`  All: ${all}.`] : []),
    ...own.map(({ titles, text }) => `  ${titles.join(", ")}: ${text}.`),
  ].join("\n");
}
