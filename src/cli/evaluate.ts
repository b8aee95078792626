import { resolve } from "node:path";
import { readRecord } from "../run";
import { formatCount } from "../shared/format";
import { formatMeasured, measureTitle } from "../shared/measures";
import { describePassport } from "../shared/passport";
import type { Evaluation } from "../shared/run";
import { doJob } from "./job";

export interface EvaluateOptions { metrics?: string; at?: number; samples?: number; features?: string; engine?: string; json?: boolean }

/** Evaluates a run at a checkpoint, adds the evaluation to the run, and prints it. */
export async function evaluate(run: string, { metrics, json, ...options }: EvaluateOptions): Promise<void> {
  const runDir = resolve(run), { name } = readRecord(runDir);
  const { evaluation, engine } = await doJob<"evaluate">({ kind: "evaluate", runDir, ...options, ...(metrics === undefined ? {} : { metrics: metrics.split(",").map((one) => one.trim()) }) });
  process.stdout.write(json ? `${JSON.stringify(evaluation)}\n` : `${name} at step ${formatCount(evaluation.step)}, measured on ${engine}\n\n${tableOf(evaluation)}\n`);
}

/** The figures, and below them what they depend on: first what all do, then what some do. */
export function tableOf({ results }: Evaluation): string {
  const figures = Object.entries(results).map(([name, measurement]) => ({ title: measureTitle(name, measurement.settings), ...measurement }));
  const shared = Object.keys(figures[0]?.settings ?? {}).filter((key) => figures.every(({ settings }) => settings[key] === figures[0]!.settings[key]));
  const width = Math.max(...figures.map(({ title }) => title.length)), values = figures.map(formatMeasured), valueWidth = Math.max(...values.map((value) => value.length));
  const own = new Map<string, string[]>();
  for (const { title, settings } of figures) {
    // The features are in the title already.
    const parts = describePassport(settings, Object.keys(settings).filter((key) => !shared.includes(key) && key !== "features"));
    own.set(parts, [...(own.get(parts) ?? []), title.replace(/ \(.*/, "")]);
  }
  return [
    ...figures.map(({ title }, i) => `  ${title.padEnd(width)}  ${values[i]!.padStart(valueWidth)}`),
    ...figures.flatMap(({ title, warnings = [] }) => warnings.map((warning) => `  ! ${title}: ${warning}`)),
    "",
    ...(shared.length > 0 ? [`  All: ${describePassport(figures[0]!.settings, shared)}.`] : []),
    ...[...own].flatMap(([parts, titles]) => (parts ? [`  ${titles.join(", ")}: ${parts}.`] : [])),
  ].join("\n");
}
