import { formatCount } from "../../src/shared/text/format";
import { figureHelp } from "../components/help-texts";
import { bestOf, formatFigure } from "../../src/shared/evaluation/figures";
import { nearestRow } from "../../src/shared/run/series";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { ChartLine, LineContext, LineReading, LineValues } from "./chart-lines";
import type { ChartSpec } from "./chart-specs";
import { type EvaluationSeries, floorOf, seriesOf } from "./evaluation-series";

/** A small chart over steps for each figure of a run. */
export function evaluationCharts(model: RunModel): ChartSpec[] {
  const ofParent = seriesOf(model.parent?.evaluations ?? []);
  return seriesOf(model.evaluations).map((series) => ({
    id: `evaluation ${series.key}`,
    title: series.title,
    ...(series.apart ? { subtitle: series.apart } : {}),
    ...helpOn(series.name),
    small: true,
    lines: [
      evaluationLine(
        series,
        ofParent.find(({ key }) => key === series.key),
      ),
    ],
  }));
}

function evaluationLine(
  { key, name, figures, latest }: EvaluationSeries,
  ofParent?: EvaluationSeries,
): ChartLine {
  // An older checkpoint may have been evaluated after a newer one.
  const ordered = [...figures].sort((a, b) => a.step - b.step);
  const steps = Float64Array.from(ordered, ({ step }) => step);
  const values = Float64Array.from(ordered, ({ value }) => (value as number | null) ?? NaN);
  const best = bestOf(name, figures);
  const rowOf = (model: RunModel, step: number) => nearestRow(model.series.column("step"), step);
  const raw = ({ model, settings }: LineContext): LineValues => ({
    x: settings.axis === "step" ? steps : timesOf(model, steps),
    y: values,
  });
  const at = (context: LineContext, x: number): LineReading | undefined => {
    const axis = raw(context).x;
    const row = nearestRow(axis, x);
    const figure = ordered[row];
    if (!figure) return undefined;
    const time = context.model.series.column("time")[rowOf(context.model, figure.step)] ?? NaN;
    return { step: figure.step, time, x: axis[row]!, text: formatFigure(figure) };
  };
  return {
    key,
    label: STRINGS.latest,
    colour: "generator",
    points: true,
    raw,
    smooth: () => undefined,
    latest: () => formatFigure({ ...latest, noiseFloor: undefined }),
    note: () => floorOf(latest),
    extent: () =>
      best && {
        text: STRINGS.bestOf(formatFigure({ ...best, noiseFloor: undefined })),
        title: STRINGS.atStepOf(formatCount(best.step)),
      },
    at,
    ...(ofParent ? { parent: evaluationLine(ofParent) } : {}),
    columns: () => [
      { name, values },
      { name: "plusMinus", values: ordered.map(({ plusMinus }) => plusMinus ?? NaN) },
    ],
  };
}

/** When the steps were made, in seconds of training. */
function timesOf(model: RunModel, steps: Float64Array): Float64Array {
  const rows = model.series.column("step");
  const times = model.series.column("time");
  return steps.map((step) => times[nearestRow(rows, step)] ?? 0);
}

function helpOn(name: string): Pick<ChartSpec, "help"> {
  const help = figureHelp(name);
  return help === undefined ? {} : { help };
}
