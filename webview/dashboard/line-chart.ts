import type { ChartDataset } from "chart.js";
import type { Point } from "../../src/shared/buckets";
import { withAlpha } from "../../src/shared/colour";
import { formatCount, formatDuration, formatNumber } from "../../src/shared/format";
import { logTicks } from "../../src/shared/log-ticks";
import { type MetricSeries, nearestRow, visibleRows } from "../../src/shared/series";
import type { SmoothedColumn } from "../../src/shared/smoothing";
import { Chart, fastOptions, scaleColours } from "../components/chart-setup";
import { el } from "../components/dom";
import { swatch } from "../components/legend";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import {
  clippedRange,
  lineData,
  valueAxis,
  type LineData,
  type Range,
  type SmoothedColumns,
} from "./chart-data";
import { ChartLegend } from "./chart-legend";
import { LABELS_HEIGHT, marksPlugin, type PlacedMark } from "./chart-marks";
import { ChartPointer, type PlotArea, type PointerHandlers } from "./chart-pointer";
import type { ChartSpec, SeriesSpec } from "./chart-specs";
import { ChartTooltip } from "./chart-tooltip";
import type { ViewSettings } from "./view-settings";

/** What all charts share. */
export interface ChartContext {
  model: RunModel;
  /** What is drawn: all rows of the run, or of the visible part from nearer. */
  rows: MetricSeries;
  smoothed: SmoothedColumns;
  theme: Theme;
  settings: ViewSettings;
  /** The visible part of the x axis. */
  range: Range;
  marks: readonly PlacedMark[];
  /** D gives any number, and no probability. */
  critic: boolean;
}

interface ChartHandlers extends PointerHandlers {
  onLog(log: boolean): void;
  onToggle(series: SeriesSpec): void;
}

type Line = LineData & { series: SeriesSpec };

/** Opacity of the unsmoothed line behind the smoothed one. */
const FAINT = 0.28;
/** How near to the cursor, in pixels, a mark is explained. */
const NEAR = 6;

/** One chart over the steps, or the time, of a run. */
export class LineChart {
  readonly element: HTMLElement;
  readonly #canvas = el("canvas", { attributes: { role: "img" } });
  readonly #plot: HTMLElement;
  readonly #legend: ChartLegend;
  readonly #tooltip: ChartTooltip;
  readonly #key: HTMLElement;
  readonly #empty = el("p", { class: "chart-empty hint", text: STRINGS.noMetrics });
  readonly #log = el("input", {
    attributes: { type: "checkbox" },
    on: { change: () => this.handlers.onLog(this.#log.checked) },
  });
  readonly #chart: Chart<"line", Point[]>;
  #context: ChartContext | undefined;

  constructor(
    readonly spec: ChartSpec,
    private readonly handlers: ChartHandlers,
  ) {
    const title = el("h3", { text: spec.title });
    this.#plot = el(
      "div",
      {
        class: "chart-plot",
        title: "",
        attributes: {
          tabindex: "0",
          role: "group",
          "aria-label": spec.title,
          "aria-description": STRINGS.zoomHelp,
        },
      },
      this.#canvas,
      this.#empty,
    );
    this.#legend = new ChartLegend(spec.series, (series) => handlers.onToggle(series));
    // Beside the title: in the plot it would cover the curves of a good run, which end on that line.
    this.#key = spec.fixed
      ? el(
          "span",
          { class: "chart-key" },
          swatch({ colour: "currentColor", shape: "dashed" }),
          spec.fixed.guide.label,
        )
      : el("label", { class: "check", title: STRINGS.logTip }, this.#log, STRINGS.log);
    this.element = el(
      "section",
      { class: "chart" },
      el("header", { class: "chart-header" }, title, this.#key),
      this.#legend.element,
      this.#plot,
    );
    this.#tooltip = new ChartTooltip(this.#plot);
    this.#chart = new Chart(this.#canvas, {
      type: "line",
      data: { datasets: [] },
      options: fastOptions(),
      plugins: [
        marksPlugin(() => ({
          marks: this.#context?.marks ?? [],
          guide: this.#fixed()?.guide.value,
          theme: this.#context!.theme,
        })),
      ],
    });
    new ChartPointer(this.#plot, () => this.#area(), handlers);
  }

  render(context: ChartContext): void {
    this.#context = context;
    // In a hidden tab there is nothing to draw on; being shown is a change of size.
    if (this.#plot.clientWidth === 0) return;
    const { settings, theme, model } = context;
    const log = this.#isLog(settings);
    this.#log.checked = log;
    this.#key.hidden = this.spec.fixed !== undefined && !this.#fixed();
    this.#legend.render(model, settings.hidden, theme);
    this.#empty.hidden = model.series.length > 0;
    this.#canvas.hidden = !this.#empty.hidden;
    const lines = this.#lines(context, log);
    this.#chart.data.datasets = this.#datasets(context, lines);
    this.#chart.options.scales = this.#scales(context, log, lines);
    this.#chart.options.layout = { padding: { top: context.marks.length > 0 ? LABELS_HEIGHT : 4 } };
    this.#chart.update("none");
  }

  /** The chart's latest values in words, for screen readers. */
  describe(model: RunModel): void {
    this.#canvas.setAttribute(
      "aria-label",
      STRINGS.chartLabel(this.spec.title, this.#legend.describe(model)),
    );
  }

  /** The cursor of all charts stands at `x`; `own`: it was moved in this one, which tells the values. */
  showCursor(x: number | undefined, own: boolean, keyboard: boolean): void {
    const area = this.#area(),
      context = this.#context;
    if (x === undefined || !area || !context || context.rows.length === 0) {
      this.#tooltip.hide();
      return;
    }
    const { rows, settings, marks, theme } = context;
    const axis = rows.column(settings.axis);
    const row = nearestRow(axis, x);
    this.#tooltip.moveLine(area, axis[row]!);
    if (!own) return;
    const near = (NEAR * (area.x.max - area.x.min)) / (area.right - area.left);
    const values = this.#visible(settings).map((series) => ({
      series,
      shown: (this.#smooth(context, series)?.values ?? rows.column(series.metric))[row]!,
      raw: rows.column(series.metric)[row]!,
    }));
    this.#tooltip.showBox(
      row,
      rows,
      values,
      marks.filter((mark) => Math.abs(mark.x - x) <= near),
      theme,
      keyboard,
    );
  }

  #isLog(settings: ViewSettings): boolean {
    return !this.spec.fixed && settings.log[this.spec.id] === true;
  }

  #visible(settings: ViewSettings): SeriesSpec[] {
    return this.spec.series.filter((series) => !settings.hidden.includes(series.metric));
  }

  #fixed(): ChartSpec["fixed"] {
    return this.#context?.critic ? undefined : this.spec.fixed;
  }

  #smooth(
    { rows, smoothed, settings }: ChartContext,
    series: SeriesSpec,
  ): SmoothedColumn | undefined {
    return this.spec.smoothed && settings.smoothing > 0
      ? smoothed.get(rows, series.metric, settings.smoothing)
      : undefined;
  }

  #lines(context: ChartContext, log: boolean): Line[] {
    const { rows, settings, range } = context;
    const x = rows.column(settings.axis),
      pixels = this.#plot.clientWidth;
    return this.#visible(settings).map((series) => {
      const column = rows.column(series.metric);
      const smooth = this.#smooth(context, series);
      const line = lineData(
        x,
        { values: column, summary: rows.summary(series.metric, log) },
        smooth && { values: smooth.values, summary: smooth.summary(log) },
        range,
        pixels,
        log,
      );
      return {
        series,
        ...line,
        values: settings.clip
          ? clippedRange(rows, settings.axis, series.metric, range, log)
          : line.values,
      };
    });
  }

  #datasets({ theme }: ChartContext, lines: readonly Line[]): ChartDataset<"line", Point[]>[] {
    const faint: ChartDataset<"line", Point[]>[] = [],
      strong: ChartDataset<"line", Point[]>[] = [];
    for (const { series, raw, smooth } of lines) {
      const colour = theme[series.network],
        borderDash = series.dashed ? [6, 4] : [];
      if (smooth.length > 0)
        faint.push({ data: raw, borderColor: withAlpha(colour, FAINT), borderWidth: 1 });
      // One row makes no line.
      strong.push({
        data: smooth.length > 0 ? smooth : raw,
        borderColor: colour,
        borderDash,
        pointRadius: raw.length === 1 ? 2 : 0,
        pointBackgroundColor: colour,
      });
    }
    // The first dataset lies on top.
    return [...strong, ...faint];
  }

  #scales({ settings, theme, range }: ChartContext, log: boolean, lines: readonly Line[]) {
    const colours = scaleColours(theme),
      y =
        this.#fixed() ??
        valueAxis(
          lines.map((line) => line.values),
          log,
        );
    const title = settings.axis === "step" ? STRINGS.steps : STRINGS.trainingTime;
    return {
      x: {
        type: "linear" as const,
        min: range.min,
        max: range.max,
        ...colours,
        ticks: {
          ...colours.ticks,
          includeBounds: false,
          precision: settings.axis === "step" ? 0 : undefined,
          callback: (value: number | string) => formatX(settings.axis, Number(value)),
        },
        title: { ...colours.title, display: true, text: title, padding: 0 },
      },
      y: {
        type: log ? ("logarithmic" as const) : ("linear" as const),
        min: y?.min,
        max: y?.max,
        ...colours,
        afterBuildTicks: (axis: { ticks: { value: number }[]; min: number; max: number }) => {
          if (log) axis.ticks = logTicks(axis.min, axis.max).map((value) => ({ value }));
        },
        afterFit: (axis: { width: number }) => (axis.width = Math.max(axis.width, 46)),
        ticks: {
          ...colours.ticks,
          includeBounds: false,
          maxTicksLimit: 7,
          callback: (value: number | string) => formatNumber(Number(value), 3),
        },
      },
    };
  }

  #area(): PlotArea | undefined {
    const area = this.#chart.chartArea;
    if (!area || !this.#context) return undefined;
    const { rows, settings, range } = this.#context;
    const { start, end } = visibleRows(rows.column(settings.axis), range.min, range.max);
    return {
      left: area.left,
      right: area.right,
      top: area.top,
      bottom: area.bottom,
      x: range,
      spacing: (range.max - range.min) / Math.max(1, end - start),
    };
  }
}

function formatX(axis: ViewSettings["axis"], value: number): string {
  return axis === "time"
    ? formatDuration(value)
    : value >= 1e6
      ? formatNumber(value)
      : formatCount(value);
}
