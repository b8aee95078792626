import { formatCount, formatDuration, formatNumber } from "../../shared/text/format";
import { isCount } from "../../shared/evaluation/evaluations";
import { figureTitle } from "../../shared/evaluation/figures";
import type { Spread } from "./series";
import type { MeasureInfo, Summary, SummaryRow } from "./summary";

/* The report of a study as a page, summary.md. */

/** The report of a study: `summary.md`. `picture`: the file name of the picture beside it. */
export function reportOf(summary: Summary, picture: string): string {
  const { name, description, base, set, factors, seeds, rows, engines } = summary;
  const runs = rows.flatMap((row) => row.runs);
  const varied = [
    ...factors.map((factor) => `${factor.name} (${factor.labels.join(", ")})`),
    ...(seeds.length > 0 ? [`seeds ${seeds.join(", ")}`] : []),
  ];
  const changes = Object.entries(set).map(
    ([path, value]) => `\`${path}\` = \`${JSON.stringify(value)}\``,
  );
  return [
    `# ${name}`,
    "",
    ...(description ? [description, ""] : []),
    `Experiment: \`${base}\`${changes.length > 0 ? `, with ${changes.join(", ")}` : ""}. ` +
      `Varied: ${varied.join("; ") || "nothing"}. ${stateOf(summary)}` +
      `${
        engines.length > 0
          ? ` Trained with ${engines.join(" and ")}: ` +
            `${formatDuration(runs.reduce((sum, run) => sum + run.trainingSeconds, 0))} of ` +
            "training in all."
          : ""
      }`,
    "",
    tableOf(summary),
    "",
    ...notesOf(summary),
    "",
    `![Curves of every run](${picture})`,
    "",
    ...failuresOf(summary),
    "## Runs",
    "",
    runsTable(summary),
    "",
  ].join("\n");
}

/** `12 of 15 runs have finished, 1 diverged.` */
export function stateOf({ rows }: Summary): string {
  const runs = rows.flatMap((row) => row.runs);
  const count = (...states: string[]) =>
    runs.filter(({ status }) => states.includes(status)).length;
  const finished = count("finished");
  const parts = [
    finished === runs.length
      ? `All ${runs.length} runs have finished`
      : `${finished} of ${runs.length} runs ${finished === 1 ? "has" : "have"} finished`,
    ...(
      [
        ["diverged", count("diverged")],
        ["failed", count("failed")],
        ["running", count("running")],
        ["still to be continued", count("waiting", "interrupted")],
      ] as const
    ).flatMap(([word, n]) => (n > 0 ? [`${n} ${word}`] : [])),
  ];
  return `${parts.join(", ")}.`;
}

/** The table of means, one row for each combination without the seed. */
export function tableOf(summary: Summary): string {
  const { factors, measures, rows, seeds } = summary;
  const several = seeds.length > 1;
  return markdownTable(
    [
      ...factors.map(({ name }) => name),
      ...measures.map(titleOfMeasure),
      ...(several ? ["runs"] : []),
      "diverged",
      "steps/s",
    ],
    rows.map((row) => [
      ...factors.map(({ name }) => row.labels[name] ?? ""),
      ...measures.map(({ name }) => (row.measures[name] ? formatSpread(row.measures[name]) : "-")),
      ...(several ? [`${row.finished} of ${row.runs.length}`] : []),
      row.diverged > 0 ? String(row.diverged) : "-",
      speedOf(row),
    ]),
    factors.length,
  );
}

const speedOf = ({ stepsPerSecond }: SummaryRow): string =>
  stepsPerSecond ? formatNumber(stepsPerSecond.mean, 3) : "-";

/** `modes covered (of 8)`. */
function titleOfMeasure({ name, settings }: MeasureInfo): string {
  const title = figureTitle(name, settings);
  const { of } = settings;
  return of === undefined || !isCount(name) ? title : `${title} (of ${String(of)})`;
}

/** What the figures of the table depend on. */
function notesOf({ measures, seeds, rows }: Summary): string[] {
  const averaged =
    seeds.length > 1
      ? [
          "Each figure is the mean ± the standard deviation (n - 1) over the seeds of the " +
            "runs that have finished, at their last evaluation.",
        ]
      : ["Each figure is that of the last evaluation of a run that has finished."];
  const speeds = rows.some(({ stepsPerSecond }) => stepsPerSecond)
    ? ["Steps a second count training alone, without pictures, evaluations and checkpoints."]
    : [];
  const settings = measures.flatMap(({ name, settings: agreed, differing }) => {
    const known = Object.entries(agreed)
      .filter(([key]) => key !== "of")
      .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`);
    const differs =
      differing.length > 0
        ? [`**not to be compared between rows that differ in ${differing.join(", ")}**`]
        : [];
    return known.length + differs.length > 0
      ? [`- ${figureTitle(name)}: ${[...known, ...differs].join(", ")}`]
      : [];
  });
  return [[...averaged, ...speeds].join(" "), ...(settings.length > 0 ? ["", ...settings] : [])];
}

function failuresOf({ rows }: Summary): string[] {
  const failed = rows.flatMap(({ runs }) =>
    runs.filter(
      ({ status, error }) => error !== undefined && (status === "failed" || status === "diverged"),
    ),
  );
  return failed.length === 0
    ? []
    : [
        "## Runs that did not reach the end",
        "",
        ...failed.map(({ id, step, error }) => `- \`${id}\`, step ${formatCount(step)}: ${error}`),
        "",
      ];
}

function runsTable({ rows, measures }: Summary): string {
  return markdownTable(
    ["run", "state", "step", ...measures.map(titleOfMeasure), "training"],
    rows.flatMap(({ runs }) =>
      runs.map((run) => [
        `\`${run.id}\``,
        run.status,
        run.status === "finished"
          ? formatCount(run.step)
          : `${formatCount(run.step)} of ${formatCount(run.steps)}`,
        ...measures.map(({ name }) =>
          name in run.measures ? formatNumber(run.measures[name]!, 4) : "-",
        ),
        formatDuration(run.trainingSeconds),
      ]),
    ),
    2,
  );
}

/** `7.33 ± 0.58`: the deviation to two digits, and the mean as far as the deviation is known. */
export function formatSpread({ mean, stddev }: Spread): string {
  if (!stddev) return `${formatNumber(mean, 4)}${stddev === 0 ? " ± 0" : ""}`;
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(stddev))));
  return `${mean.toFixed(decimals)} ± ${stddev.toFixed(decimals)}`;
}

/**
 * A table whose columns are of one width in the text as well; columns from `left` on stand to the
 * right.
 */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const body = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((title, i) =>
    Math.max(3, title.length, ...body.map((row) => (row[i] ?? "").length)),
  );
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const padded = (cells: readonly string[]): string =>
    line(
      widths.map((width, i) => {
        const cell = cells[i] ?? "";
        return i < left ? cell.padEnd(width) : cell.padStart(width);
      }),
    );
  const rule = widths.map((width, i) =>
    i < left ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [padded(head), line(rule), ...body.map(padded)].join("\n");
}
