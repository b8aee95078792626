import { bucketMinMax, finiteRange, quantileRange, type Point } from "../../src/shared/buckets";
import type { MetricName } from "../../src/shared/metrics";
import { visibleRows } from "../../src/shared/series";
import { SmoothedColumn } from "../../src/shared/smoothing";
import type { RunModel } from "../components/run-model";

/** The visible part of the x axis. */
export interface Range {
  min: number;
  max: number;
}

export interface LineData {
  raw: Point[];
  /** Empty where smoothing is off. */
  smooth: Point[];
}

/** Share of the values on each side that clipping leaves out. */
const CLIPPED = 0.02;

/** Smoothed columns of a run, each computed once for its rows. */
export class SmoothedColumns {
  #columns = new Map<MetricName, SmoothedColumn>();
  #weight = -1;
  #version = -1;

  get(model: RunModel, metric: MetricName, weight: number): Float64Array {
    if (weight !== this.#weight || model.seriesVersion !== this.#version) {
      this.#columns.clear();
      this.#weight = weight;
      this.#version = model.seriesVersion;
    }
    let column = this.#columns.get(metric);
    if (!column) this.#columns.set(metric, (column = new SmoothedColumn(weight)));
    return column.extend(model.series.column(metric));
  }
}

/** Points that draw `raw` and `smooth` over the visible range in `pixels` pixels. */
export function lineData(x: Float64Array, raw: Float64Array, smooth: Float64Array | undefined, range: Range, pixels: number, log: boolean): LineData {
  const options = { ...visibleRows(x, range.min, range.max), min: range.min, max: range.max, buckets: Math.max(1, Math.round(pixels)), positive: log };
  return { raw: bucketMinMax(x, raw, options), smooth: smooth ? bucketMinMax(x, smooth, options) : [] };
}

/** The y axis that shows all visible values, or with `clip` all but the most extreme; undefined while there are none. */
export function valueRange(x: Float64Array, columns: readonly Float64Array[], range: Range, clip: boolean, log: boolean): Range | undefined {
  const { start, end } = visibleRows(x, range.min, range.max);
  let min = Infinity, max = -Infinity;
  for (const column of columns) {
    const found = clip ? quantileRange(column, start, end, CLIPPED, log) : finiteRange(column, start, end, log);
    if (!found) continue;
    min = Math.min(min, found.min);
    max = Math.max(max, found.max);
  }
  return min <= max ? pad({ min, max }, log) : undefined;
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
