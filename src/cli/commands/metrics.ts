import { once } from "node:events";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { readEvaluations, readRecord } from "../../run";
import { GanError } from "../../shared/errors";
import { FIGURE_KINDS } from "../../shared/evaluation/evaluations";
import type { Evaluation } from "../../shared/run/run";
import { COLUMN_NAMES } from "../../shared/run/metrics";
import { anyStep } from "../options";
import { csvLine, csvRows, jsonRows, rowColumns } from "../row-pieces";

/* `gan metrics`: the metrics of each step, or the figures of each evaluation, for scripts. */

interface MetricsOptions {
  columns?: string;
  since?: number;
  json?: boolean;
  follow?: boolean;
  evaluations?: boolean;
}

async function metricsCommand(run: string, options: MetricsOptions): Promise<void> {
  const dir = resolve(run);
  readRecord(dir);
  const text = options.evaluations ? evaluationText(dir, options) : metricsText(dir, options);
  for await (const piece of text)
    if (!process.stdout.write(piece)) await once(process.stdout, "drain");
}

async function* metricsText(
  dir: string,
  { columns: asked, since, json, follow }: MetricsOptions,
): AsyncGenerator<string> {
  const names = namesOf(asked, COLUMN_NAMES);
  if (!json) yield `${names.join(",")}\n`;
  for await (const columns of rowColumns(dir, { since, follow }))
    yield json ? jsonRows(columns, names) : csvRows(columns, names);
}

/** `step`, `time`, and the figures that the run has, each as a number. */
async function* evaluationText(
  dir: string,
  { columns: asked, since = -1, json }: MetricsOptions,
): AsyncGenerator<string> {
  const evaluations = await readEvaluations(dir);
  const figures = new Set(evaluations.flatMap(({ results }) => Object.keys(results)));
  const known = ["step", "time", ...Object.keys(FIGURE_KINDS)];
  const names = asked === undefined ? ["step", "time", ...figures] : namesOf(asked, known);
  if (!json) yield `${names.join(",")}\n`;
  for (const evaluation of evaluations) {
    if (evaluation.step <= since) continue;
    const cells = names.map((name) => cellOf(evaluation, name));
    const row = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null]));
    yield json ? `${JSON.stringify(row)}\n` : csvLine(cells);
  }
}

const cellOf = ({ step, time, results }: Evaluation, name: string): number | string | undefined =>
  ({ step, time })[name] ?? results[name]?.value;

/** @throws GanError `bad-usage` for a name that is not known */
function namesOf<T extends string>(asked: string | undefined, known: readonly T[]): readonly T[] {
  if (asked === undefined) return known;
  return asked.split(",").map((name) => {
    const found = known.find((one) => one === name.trim());
    if (found !== undefined) return found;
    throw new GanError(
      "bad-usage",
      `there is no column "${name.trim()}"`,
      `the columns are ${known.join(", ")}`,
    );
  });
}

export function declareMetrics(program: Command): void {
  program
    .command("metrics <run>")
    .description(
      "print the metrics of each step, or the figures of each evaluation, for other programs: " +
        "as comma-separated values, or with --json as one object a line",
    )
    .option("--columns <names>", "these alone, in this order, commas between them")
    .option("--since <step>", "only later steps than this", anyStep)
    .option("--json", "print one JSON object a line")
    .addOption(
      new Option("--follow", "print what is added, until the run is at rest").conflicts(
        "evaluations",
      ),
    )
    .option("--evaluations", "the figures of each evaluation")
    .action(metricsCommand);
}
