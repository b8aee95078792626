import {
  disturbance,
  median,
  peaksOf,
  ratiosOf,
  type Results,
  speedsOf,
  valuesOf,
} from "./results";
import type { Measurement } from "./measurement";
import { COMPARISONS, type Target, targetsOf } from "./targets";
import { EXAMPLE_STEPS, MNIST_GIGAFLOPS, SGEMM_SIZE, WORKLOADS, type Workload } from "./workloads";
import { at, first, present } from "../../test/support/values";

const NOT_MEASURED = "-";

/** The report as Markdown; the columns are padded, so that it reads as well on a terminal. */
export function report(results: Results): string {
  const { machine } = results;
  const { share, quiet } = disturbance(results);
  const sections = [
    "# Speed",
    kindOf(results),
    `Machine: ${machine.system}, ${machine.processor}, ${machine.cores} cores, ` +
      `${machine.memoryGB} GB; Node ${machine.node}. ` +
      `${quiet ? "It was quiet" : "IT WAS NOT QUIET, and these numbers prove nothing"}: ` +
      `others used ${Math.round(share * 100)} % of its processors.`,
    `Versions: ${versions(results)}.`,
    "## Training iterations a second",
    "Median over the rounds; in brackets the slowest and the fastest round.",
    perRow(results, (workload, row) => spread(speedsOf(results, workload, row))),
    "## Ratios",
    "Medians of the ratios within a round.",
    ratios(results, outcome(quiet)),
    "## Targets",
    targets(targetsOf(results), quiet),
    roofline(results),
    example(results),
    "## Time to the first step",
    "Seconds from the start of the process until the metrics of the first iteration are known.",
    perRow(results, (workload, row) => middle(results, workload, row, (m) => m.startSeconds, 1)),
    "## Compile time",
    "Seconds. Of this project's engines: recording and compiling the step, as the trainer " +
      "logs it. Of the peers: the first call.",
    perRow(results, (workload, row) => middle(results, workload, row, (m) => m.compileSeconds, 2)),
    "## Resident memory",
    "The most that the training process held, in megabytes.",
    perRow(results, (workload, row) => middle(results, workload, row, (m) => m.residentMB, 0)),
    ...remarks(results),
  ];
  return `${sections.join("\n\n")}\n`;
}

function kindOf({ kind, rounds, secondsPerRow }: Results): string {
  const what = {
    quick: "A quick run, good for a rough idea",
    full: "A full run",
    partial: "A partial run: some rows or workloads only",
  }[kind];
  return (
    `${what}: ${rounds} round${rounds === 1 ? "" : "s"} of ${secondsPerRow} seconds a row. ` +
    "`bench/README.md` says what is measured and how."
  );
}

/** What ran, by row. */
function versions({ entries, rows }: Results): string {
  const found = rows.flatMap(({ id, label }) => {
    const version = entries.find((entry) => entry.row === id && entry.measurement)?.measurement
      ?.version;
    return version ? [`${label}: ${version}`] : [];
  });
  return found.join("; ");
}

/**
 * A table with a line for each row that was measured, or failed, and a column for each workload.
 */
function perRow(results: Results, cell: (workload: Workload, row: string) => string): string {
  const lines = results.rows.map(({ id, label }) => [
    label,
    ...WORKLOADS.map((workload) => cell(workload, id)),
  ]);
  return table(
    ["", ...WORKLOADS],
    lines.filter((line) => line.slice(1).some((text) => text !== NOT_MEASURED)),
  );
}

/** A target's state in words; in brackets where it proves nothing. */
const outcome =
  (quiet: boolean) =>
  (met: boolean | undefined): string => {
    if (met === undefined) return "not measured";
    const word = met ? "met" : "MISSED";
    return quiet ? word : `(${word})`;
  };
type Outcome = ReturnType<typeof outcome>;

function ratios(results: Results, inWords: Outcome): string {
  return table(
    ["", ...WORKLOADS],
    COMPARISONS.map(({ label, row, others, goals }) => [
      label,
      ...WORKLOADS.map((workload) => {
        const value = median(ratiosOf(results, workload, row, others));
        const goal = goals[workload];
        if (value === undefined) return NOT_MEASURED;
        return goal === undefined
          ? round(value)
          : `${round(value)} (>= ${goal}: ${inWords(value >= goal)})`;
      }),
    ]),
  );
}

function targets(all: readonly Target[], quiet: boolean): string {
  const inWords = outcome(quiet);
  const measured = all.filter(({ met }) => met !== undefined);
  const met = measured.filter((target) => target.met);
  const value = (target: Target) => {
    if (target.value === undefined) return NOT_MEASURED;
    return target.value === Infinity ? "not in time" : `${round(target.value)} ${target.unit}`;
  };
  const summary =
    `${met.length} of ${measured.length} measured targets are met` +
    `${quiet ? "" : ", which proves nothing on a busy machine"}; ` +
    `${all.length - measured.length} were not measured.`;
  const rows = table(
    ["target", "goal", "here", ""],
    all.map((target) => [target.what, target.goal, value(target), inWords(target.met)]),
  );
  return `${summary}\n\n${rows}`;
}

function roofline(results: Results): string {
  const peak = median(peaksOf(results).filter((value) => value !== undefined));
  if (peak === undefined) return "The peak of matrix products was not measured.";
  return (
    `Roofline: a product of two ${SGEMM_SIZE} x ${SGEMM_SIZE} matrices runs at ` +
    `${round(peak)} GFLOP/s here; an iteration of mnist has ${MNIST_GIGAFLOPS} GFLOP of ` +
    `matrix products, so at most ${round(peak / MNIST_GIGAFLOPS)} iterations a second.`
  );
}

function example({ example: times }: Results): string {
  if (times.length === 0) return "The 1-D example was not measured.";
  const of = (pick: (entry: (typeof times)[number]) => number) => {
    const value = present(median(times.map(pick)));
    return value === Infinity
      ? `more than ${first(times).limit} s, when it was ended`
      : `${value.toFixed(2)} s`;
  };
  return (
    `1-D example, ${EXAMPLE_STEPS.toLocaleString("en")} iterations with a picture every 100: ` +
    `first step after ${of((t) => t.firstStep)}, last picture after ` +
    `${of((t) => t.done?.lastPicture ?? Infinity)}, command done after ` +
    `${of((t) => t.done?.end ?? Infinity)}.`
  );
}

function remarks(results: Results): string[] {
  const failures = new Map<string, string>();
  for (const { subject, row, error } of results.entries)
    if (error) failures.set(`${row} on ${subject}`, error);
  const lines = [
    ...results.remarks,
    ...[...failures].map(([what, error]) => `${what} failed: ${error}`),
  ];
  return lines.length === 0 ? [] : ["## Left out", lines.map((line) => `- ${line}`).join("\n")];
}

function spread(values: readonly number[]): string {
  const value = median(values);
  if (value === undefined) return NOT_MEASURED;
  return values.length === 1
    ? round(value)
    : `${round(value)} (${round(Math.min(...values))}..${round(Math.max(...values))})`;
}

const middle = (
  results: Results,
  workload: Workload,
  row: string,
  pick: (measurement: Measurement) => number | undefined,
  digits: number,
): string => median(valuesOf(results, workload, row, pick))?.toFixed(digits) ?? NOT_MEASURED;

/** Three digits that count. */
function round(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...lines.map((line) => at(line, column).length)),
  );
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const padded = (cells: readonly string[]) =>
    row(
      widths.map((width, column) => {
        const cell = at(cells, column);
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      }),
    );
  const rule = row(
    widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)),
  );
  return [padded(head), rule, ...lines.map(padded)].join("\n");
}
