import { formatSpread, type GridPlan, markdownTable, type Summary } from "../../src/search";
import { type Curve, spreadOf } from "../../src/search/report/series";
import { formatNumber } from "../../src/shared/text/format";

/* What studies of the same methods on several data sets say together. */

/** A study of methods on one data set, and which of its figures tell most. */
export interface MethodStudy {
  /** The data set, as a table's heading. */
  data: string;
  /** Name and title of the figure by which methods are ranked. */
  figure: string;
  title: string;
  /** Name of the count of modes or classes that are covered, and what is counted. */
  count: string;
  counted: string;
  plan: GridPlan;
  summary: Summary;
}

type Row = Summary["rows"][number];

/** The summary: for each method its figure on each data set, and how often it lost modes. */
export function figuresTable(studies: readonly MethodStudy[]): string {
  return markdownTable(
    ["method", ...studies.flatMap(({ data, title, counted }) => [`${data}: ${title}`, counted])],
    methodsOf(studies).map((method) => [
      method,
      ...studies.flatMap((study) => {
        const row = rowOf(study, method);
        return [figureOf(study, row), keptOf(study, row)];
      }),
    ]),
  );
}

/** The rate that each method was given on each data set. */
export function ratesTable(studies: readonly MethodStudy[]): string {
  return markdownTable(
    ["method", ...studies.map(({ data }) => data)],
    methodsOf(studies).map((method) => [
      method,
      ...studies.map(({ plan }) => {
        const run = plan.runs.find(({ labels }) => labels["method"] === method);
        const rate = run?.experiment.optimizer.generator.learningRate;
        return typeof rate === "number" ? String(rate) : "-";
      }),
    ]),
  );
}

/** By how much figures changed from the third to the last quarter of the steps. */
export function settlingTable(studies: readonly MethodStudy[]): string {
  return markdownTable(
    ["method", ...studies.map(({ data, title }) => `${data}: ${title}`)],
    methodsOf(studies).map((method) => [
      method,
      ...studies.map((study) => changeOf(study, rowOf(study, method))),
    ]),
  );
}

/** What a figure came to from the third to the last quarter of the steps. */
interface Settling {
  change: number;
  /** Whether the change is within the standard deviation over the seeds. */
  settled: boolean;
}

/** Undefined without two runs that have finished. */
function settlingOf({ figure }: MethodStudy, row: Row | undefined): Settling | undefined {
  const runs = row?.runs.filter(({ status }) => status === "finished") ?? [];
  const quarters = runs.flatMap(({ history, steps }) => {
    const curve = history[figure] ?? [];
    const before = meanIn(curve, steps * 0.5, steps * 0.75);
    const last = meanIn(curve, steps * 0.75, steps);
    return before === undefined || last === undefined ? [] : [{ before, last }];
  });
  const change = spreadOf(quarters.map(({ before, last }) => last - before));
  const last = spreadOf(quarters.map((quarter) => quarter.last));
  if (change === undefined || last?.stddev === undefined) return undefined;
  return { change: change.mean, settled: Math.abs(change.mean) <= last.stddev };
}

const methodsOf = (studies: readonly MethodStudy[]): string[] => [
  ...new Set(studies.flatMap(({ summary }) => summary.rows.map(({ labels }) => methodOf(labels)))),
];

const methodOf = (labels: Row["labels"]): string => labels["method"] ?? "";

const rowOf = ({ summary }: MethodStudy, method: string): Row | undefined =>
  summary.rows.find(({ labels }) => methodOf(labels) === method);

function figureOf({ figure }: MethodStudy, row: Row | undefined): string {
  const spread = row?.measures[figure];
  return spread ? formatSpread(spread) : "-";
}

/** `4 of 5`: how many of the finished runs end with all modes or classes. */
function keptOf({ summary, count }: MethodStudy, row: Row | undefined): string {
  if (!row || row.finished === 0) return "-";
  const of = summary.measures.find(({ name }) => name === count)?.settings["of"];
  const kept = row.runs.filter(
    ({ status, measures }) => status === "finished" && measures[count] === of,
  );
  return `${kept.length} of ${row.finished}`;
}

function changeOf(study: MethodStudy, row: Row | undefined): string {
  const settling = settlingOf(study, row);
  if (!settling) return "-";
  const { change, settled } = settling;
  const text = `${change < 0 ? "-" : "+"}${formatNumber(Math.abs(change), 2)}`;
  return settled ? text : `**${text}**`;
}

/** The mean of the points after `from` and up to `to`. */
function meanIn(curve: Curve, from: number, to: number): number | undefined {
  return spreadOf(curve.flatMap(([step, value]) => (step > from && step <= to ? [value] : [])))
    ?.mean;
}
