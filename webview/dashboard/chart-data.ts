import { bucketMinMax, drawnRange, quantileRange, type Point } from "../../src/shared/buckets";
import type { ColumnSummary } from "../../src/shared/column-summary";
import type { MetricName } from "../../src/shared/metrics";
import { type MetricSeries, visibleRows } from "../../src/shared/series";
import { SmoothedColumn } from "../../src/shared/smoothing";

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

/** A column, and what finds the rows that draw it. */
export interface Drawn {
  values: Float64Array;
  summary: ColumnSummary;
}

/** Points that draw `raw` and `smooth` over the visible range in `pixels` pixels. */
export function lineData(
  x: Float64Array,
  raw: Drawn,
  smooth: Drawn | undefined,
  range: Range,
  pixels: number,
  log: boolean,
): LineData {
  const options = {
    ...visibleRows(x, range.min, range.max),
    min: range.min,
    max: range.max,
    buckets: Math.max(1, Math.round(pixels)),
    positive: log,
  };
  const pointsOf = ({ values, summary }: Drawn) => bucketMinMax(x, values, { ...options, summary });
  const points = pointsOf(raw);
  return {
    raw: points,
    smooth: smooth ? pointsOf(smooth) : [],
    values: drawnRange(points),
  };
}

/** The values of one line without the most extreme. */
export function clippedRange(
  rows: MetricSeries,
  axis: "step" | "time",
  metric: MetricName,
  range: Range,
  log: boolean,
): Range | undefined {
  const { start, end } = visibleRows(rows.column(axis), range.min, range.max);
  const sample = rows.evenRows(start, end, QUANTILE_SAMPLE);
  return quantileRange(rows.column(metric), sample, CLIPPED, log);
}

/** The y axis that shows all of `ranges`; undefined where there is nothing to show. */
export function valueAxis(ranges: readonly (Range | undefined)[], log: boolean): Range | undefined {
  const found = ranges.filter((range) => range !== undefined);
  if (found.length === 0) return undefined;
  return pad(
    {
      min: Math.min(...found.map((range) => range.min)),
      max: Math.max(...found.map((range) => range.max)),
    },
    log,
  );
}

function pad({ min, max }: Range, log: boolean): Range {
  if (log) {
    const factor = Math.max((max / min) ** 0.05, 1.2);
    return { min: min / factor, max: max * factor };
  }
  const margin = (max - min) * 0.05 || Math.abs(max) * 0.1 || 1;
  // A quantity that is never negative, such as a learning rate, gets no negative part of the axis.
  return { min: min >= 0 ? Math.max(0, min - margin) : min - margin, max: max + margin };
}
