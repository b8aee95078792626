import { bucketMinMax, drawnRange, quantileRange, type Point } from "../components/buckets";
import type { MetricName } from "../../src/shared/run/metrics";
import { type MetricSeries, visibleRows } from "../../src/shared/run/series";
import { SmoothedColumn } from "./smoothing";
import type { ValueScale } from "../components/value-scale";
import type { LineValues } from "./chart-lines";
import type { FixedRange } from "./view-settings";

/*
 * The points of a chart's lines for the part of the axis that is shown, and the range of its
 * values.
 */

/** The visible part of the x axis. */
export interface Range {
  min: number;
  max: number;
}

export interface LineData {
  raw: Point[];
  /** Empty where smoothing is off. */
  smooth: Point[];
  /** Of the raw values. */
  values: Range | undefined;
}

/** Share of the values on each side that clipping leaves out. */
const CLIPPED = 0.02;

/** As many values as make an estimate of a percentile good to a pixel. */
const QUANTILE_SAMPLE = 4000;

/** Smoothed columns of a run, each computed once for its rows. */
export class SmoothedColumns {
  #columns = new Map<MetricName, SmoothedColumn>();
  #weight = -1;
  #version = -1;
  #rows: MetricSeries | undefined;

  get(rows: MetricSeries, metric: MetricName, weight: number): SmoothedColumn {
    if (weight !== this.#weight || rows !== this.#rows || rows.version !== this.#version) {
      this.#columns.clear();
      this.#weight = weight;
      this.#rows = rows;
      this.#version = rows.version;
    }
    let column = this.#columns.get(metric);
    if (!column) this.#columns.set(metric, (column = new SmoothedColumn(weight)));
    const { coarse } = rows;
    column.extend(rows.column(metric), coarse && { ...coarse, means: coarse.means[metric] });
    return column;
  }
}

/** Points that draw a line, and its smoothed one, over the visible range in `pixels` pixels. */
export function lineData(
  raw: LineValues,
  smooth: LineValues | undefined,
  range: Range,
  pixels: number,
  positive: boolean,
): LineData {
  const pointsOf = ({ x, y, summary }: LineValues) =>
    bucketMinMax(x, y, {
      ...visibleRows(x, range.min, range.max),
      min: range.min,
      max: range.max,
      buckets: Math.max(1, Math.round(pixels)),
      positive,
      ...(summary ? { summary: summary(positive) } : {}),
    });
  const points = pointsOf(raw);
  return {
    raw: points,
    smooth: smooth ? pointsOf(smooth) : [],
    values: drawnRange(points),
  };
}

/** The values of one line without the most extreme. */
export function clippedRange(
  { x, y, sample }: LineValues,
  range: Range,
  positive: boolean,
): Range | undefined {
  const { start, end } = visibleRows(x, range.min, range.max);
  const all = () => Array.from({ length: end - start }, (_, i) => start + i);
  return quantileRange(y, sample?.(start, end, QUANTILE_SAMPLE) ?? all(), CLIPPED, positive);
}

/**
 * The part of a y axis, in places of its scale, that shows all of `ranges`; undefined where there
 * is nothing to show.
 */
export function valueAxis(
  ranges: readonly (Range | undefined)[],
  scale: ValueScale,
): Range | undefined {
  const found = ranges.filter((range) => range !== undefined);
  if (found.length === 0) return undefined;
  return padded(
    scale.place(Math.min(...found.map(({ min }) => min))),
    scale.place(Math.max(...found.map(({ max }) => max))),
    scale,
  );
}

/** Least room beside the values of a logarithmic axis: a factor of 1.2. */
const MIN_LOG_MARGIN = Math.log10(1.2);

function padded(min: number, max: number, { kind }: ValueScale): Range {
  const margin = Math.min((max - min) * 0.05, Number.MAX_VALUE / 100);
  if (kind === "log") {
    const room = Math.max(margin, MIN_LOG_MARGIN);
    return { min: min - room, max: max + room };
  }
  const room = margin || Math.abs(max) * 0.1 || 1;
  // A quantity that is never negative, such as a learning rate, gets no negative part of the axis.
  return { min: min >= 0 ? Math.max(0, min - room) : min - room, max: max + room };
}

/** An axis with the ends that a person has fixed, as far as the scale has them. */
export function withFixedEnds(
  axis: Range | undefined,
  fixed: FixedRange | undefined,
  scale: ValueScale,
): Range | undefined {
  const place = (value: number | undefined) => (value === undefined ? NaN : scale.place(value));
  const [low, high] = [place(fixed?.min), place(fixed?.max)];
  const min = Number.isNaN(low) ? (axis?.min ?? high - 1) : low;
  const max = Number.isNaN(high) ? (axis?.max ?? low + 1) : high;
  return max > min ? { min, max } : axis;
}
