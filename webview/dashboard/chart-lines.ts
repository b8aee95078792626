import type { ColumnSummary } from "../../src/shared/run/column-summary";
import type { MetricSeries } from "../../src/shared/run/series";
import type { RunModel } from "../components/run-model";
import type { SmoothedColumns } from "./chart-data";
import type { ViewSettings } from "./view-settings";

/* What a line of a chart is: its name, its look, its values and how they are read. */

/** What the values of a line come from. */
export interface LineContext {
  model: RunModel;
  /** What is drawn of the metrics: all rows of the run, or of the visible part from nearer. */
  rows: MetricSeries;
  smoothed: SmoothedColumns;
  settings: ViewSettings;
}

/** Values over an axis, all of one length. */
export interface LineValues {
  x: Float64Array;
  y: Float64Array;
  /** Finds the rows that draw `y`; not needed where they are few. */
  summary?(positive: boolean): ColumnSummary;
  /**
   * About `most` rows spread evenly over [start, end); where it is not there, all of them are few
   * enough.
   */
  sample?(start: number, end: number, most: number): number[];
}

/** A line of a chart: its name, what it looks like, and where its values are. */
export interface ChartLine {
  key: string;
  label: string;
  colour: "discriminator" | "generator";
  /** Drawn dashed, so that a line under it stays visible where both have the same values. */
  dashed?: boolean;
  /** Each value is drawn as a point too, as they are few. */
  points?: boolean;
  raw(context: LineContext): LineValues;
  /** The same smoothed; undefined where it is not. */
  smooth(context: LineContext): LineValues | undefined;
  /** For the legend: the latest value, and the range of all or what else is to be known. */
  latest(model: RunModel): string | undefined;
  extent(model: RunModel): { text: string; title: string } | undefined;
  /** What has to be known beside the latest value, such as its noise floor: a line of its own. */
  note?(model: RunModel): string | undefined;
  /** For the tooltip: what is drawn at `x`, and within `reach` of it. */
  at(context: LineContext, x: number, reach: number): LineReading | undefined;
  /** The same line of the run's parent, drawn faintly; its context is that of the parent. */
  parent?: ChartLine;
  /** For a table of all values: the column's name and its values in the rows of `raw`. */
  columns(context: LineContext): { name: string; values: ArrayLike<number> }[];
}

/** The latest value of a line with its note, in one line of text. */
export const latestText = (line: ChartLine, model: RunModel): string =>
  [line.latest(model) ?? "–", line.note?.(model)].filter(Boolean).join(", ");

/** A value under the pointer. */
export interface LineReading {
  step: number;
  time: number;
  /** Its place on the x axis. */
  x: number;
  text: string;
  /** What is to be said beside it, such as the unsmoothed value. */
  aside?: string;
}
