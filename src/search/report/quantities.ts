import { quantilesOf, widened } from "../../shared/charts/axis";
import { isCount } from "../../shared/evaluation/evaluations";
import { figureTitle } from "../../shared/evaluation/figures";
import { formatSpread } from "./markdown";
import type { Curve } from "./series";
import type { MeasureInfo, RunSummaryOfStudy, Summary, SummaryRow } from "./summary";

/* What the picture of a study draws: which curves and figures, with titles, colours and axes. */

/** Measures drawn; a table has room for more than a picture. */
const MAX_MEASURES = 4;
const BLUE = "#005ab5";
const ORANGE = "#d55e00";

/** What a study's picture draws of each run over the steps: a row of panels. */
export interface Quantity {
  title: string;
  legend: { text: string; colour: string }[];
  lines: { colour: string; of(run: RunSummaryOfStudy): Curve }[];
  range: [number, number];
  /** A dashed line at this value. */
  rule?: number;
  /** Whether the mean of the seeds is drawn over them. */
  mean: boolean;
  /** Said above each panel; without it there is no room for it. */
  figure?(row: SummaryRow): string;
}

export function quantitiesOf(summary: Summary): Quantity[] {
  const runs = summary.rows.flatMap((row) => row.runs);
  const measures = summary.measures
    .filter(({ name }) => runs.some(({ history }) => (history[name]?.length ?? 0) > 0))
    .slice(0, MAX_MEASURES);
  const both = (
    title: string,
    names: ["lossD", "lossG"] | ["dReal", "dFake"],
    legend: [string, string],
    range: [number, number],
    rule?: number,
  ): Quantity => ({
    title,
    mean: false,
    range,
    ...(rule === undefined ? {} : { rule }),
    legend: [
      { text: legend[0], colour: BLUE },
      { text: legend[1], colour: ORANGE },
    ],
    lines: [
      { colour: BLUE, of: ({ curves }) => curves[names[0]] },
      { colour: ORANGE, of: ({ curves }) => curves[names[1]] },
    ],
  });
  const losses = runs.flatMap(({ curves }) =>
    [...curves.lossD, ...curves.lossG].map(([, value]) => value),
  );
  const ofLosses = quantilesOf(losses);
  return [
    ...measures.map((measure): Quantity => ({
      title: figureTitle(measure.name, measure.settings),
      legend: [],
      mean: true,
      range: rangeOfMeasure(measure, runs),
      lines: [{ colour: BLUE, of: ({ history }) => history[measure.name] ?? [] }],
      figure: (row) => {
        const spread = row.measures[measure.name];
        return [
          ...(spread ? [formatSpread(spread)] : []),
          ...(row.diverged > 0 ? [`${row.diverged} diverged`] : []),
        ].join(", ");
      },
    })),
    both("Output of D", ["dReal", "dFake"], ["mean D(x)", "mean D(G(z))"], [0, 1], 0.5),
    both(
      "Loss",
      ["lossD", "lossG"],
      ["of D", "of G"],
      widened([Math.min(0, ofLosses(0.02)), ofLosses(0.98)]),
    ),
  ];
}

function rangeOfMeasure(
  { name, settings }: MeasureInfo,
  runs: readonly RunSummaryOfStudy[],
): [number, number] {
  if (isCount(name) && typeof settings["of"] === "number") return widened([0, settings["of"]]);
  const values = runs.flatMap(({ history }) => (history[name] ?? []).map(([, value]) => value));
  const quantile = quantilesOf(values);
  const low = quantile(0.02);
  const high = quantile(0.98);
  if (low >= 0 && high <= 1) return widened([0, high > 0.4 ? 1 : high || 1]);
  return widened([low > 0 && low < high / 2 ? 0 : low, high]);
}
