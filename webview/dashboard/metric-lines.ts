import { formatNumber } from "../../src/shared/text/format";
import type { MetricName } from "../../src/shared/run/metrics";
import { lowerBound, type MetricSeries, nearestRow } from "../../src/shared/run/series";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { ChartLine, LineContext, LineReading, LineValues } from "./chart-lines";

/** The line of a metric that is recorded at each step. */
export function metricLine(
  metric: MetricName,
  label: string,
  colour: ChartLine["colour"],
  { smoothed = true, dashed = false } = {},
): ChartLine {
  const raw = ({ rows, settings }: LineContext): LineValues => ({
    x: rows.column(settings.axis),
    y: rows.column(metric),
    summary: (positive) => rows.summary(metric, positive),
    sample: (start, end, most) => rows.evenRows(start, end, most),
  });
  const smooth = (context: LineContext): LineValues | undefined => {
    const { rows, settings } = context;
    if (!smoothed || settings.smoothing === 0) return undefined;
    const column = context.smoothed.get(rows, metric, settings.smoothing);
    return {
      x: rows.column(settings.axis),
      y: column.values,
      summary: (positive) => column.summary(positive),
    };
  };
  const line: ChartLine = {
    key: metric,
    label,
    colour,
    dashed,
    raw,
    smooth,
    latest: (model) =>
      model.series.length === 0 ? undefined : formatNumber(model.series.latest(metric)),
    extent: (model) => extentOf(model, metric),
    at: (context, x, reach) => readingAt(context.rows, raw(context), smooth(context), x, reach),
    columns: ({ rows }) => [{ name: metric, values: rows.column(metric) }],
  };
  return { ...line, parent: line };
}

function extentOf(model: RunModel, metric: MetricName): ReturnType<ChartLine["extent"]> {
  const range = model.series.extent(metric);
  return (
    range && {
      text: rangeText(range.min, range.max),
      title: STRINGS.rangeTip(formatNumber(range.min), formatNumber(range.max)),
    }
  );
}

/** Digits of a range whose ends hardly differ. */
const MAX_DIGITS = 7;

/**
 * A range in as few digits, two at least, as tell its ends apart; nothing where they are the same.
 */
export function rangeText(min: number, max: number, digits = 2): string {
  const [low, high] = [formatNumber(min, digits), formatNumber(max, digits)];
  if (low !== high) return STRINGS.rangeOf(low, high);
  return digits < MAX_DIGITS ? rangeText(min, max, digits + 1) : "";
}

/**
 * The row that is nearest to `x`; where a pixel stands for several, the range of their unsmoothed
 * values too.
 */
function readingAt(
  rows: MetricSeries,
  raw: LineValues,
  smooth: LineValues | undefined,
  x: number,
  reach: number,
): LineReading | undefined {
  const row = nearestRow(raw.x, x);
  if (row < 0) return undefined;
  const shown = (smooth ?? raw).y[row]!;
  const others = rawText(raw, row, x, reach);
  const text = formatNumber(shown);
  return {
    step: rows.column("step")[row]!,
    time: rows.column("time")[row]!,
    x: raw.x[row]!,
    text,
    ...(others === text ? {} : { aside: STRINGS.rawValue(others) }),
  };
}

function rawText({ x, y, summary }: LineValues, row: number, at: number, reach: number): string {
  const start = lowerBound(x, at - reach);
  const end = lowerBound(x, at + reach);
  const found = end - start > 1 ? summary?.(false).stretch(start, end) : undefined;
  if (!found || found.low < 0 || y[found.low] === y[found.high]) return formatNumber(y[row]!);
  return STRINGS.rangeOf(formatNumber(y[found.low]!), formatNumber(y[found.high]!));
}
