import type { ChartDataset } from "chart.js";
import type { Point } from "../components/buckets";
import { withAlpha } from "../components/colour";
import { visibleRows } from "../../src/shared/run/series";
import { spreadOf, type ValueScale, valueScale } from "../components/value-scale";
import { Chart, fastOptions } from "../components/chart-setup";
import { el, setText } from "../components/dom";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import { timeScale, valueScaleOptions } from "./chart-axes";
import {
  clippedRange,
  lineData,
  valueAxis,
  withFixedEnds,
  type LineData,
  type Range,
} from "./chart-data";
import { ChartHeader, type ChartTools } from "./chart-header";
import { ChartLegend } from "./chart-legend";
import type { ChartLine, LineContext } from "./chart-lines";
import { LABELS_HEIGHT, marksPlugin, type PlacedMark } from "./chart-marks";
import { ChartPointer, type PlotArea, type PointerHandlers } from "./chart-pointer";
import type { ChartSpec } from "./chart-specs";
import { ChartTooltip, type TooltipRow } from "./chart-tooltip";
import type { ViewSettings } from "./view-settings";

/** What all charts share. */
export interface ChartContext extends LineContext {
  theme: Theme;
  /** The visible part of the x axis. */
  range: Range;
  marks: readonly PlacedMark[];
  /** D gives any number, and no probability. */
  critic: boolean;
}

interface ChartHandlers extends PointerHandlers, ChartTools {
  onToggle(line: ChartLine): void;
}

interface DrawnChart {
  spec: ChartSpec;
  chart: Chart<"line", Point[]>;
  context: ChartContext | undefined;
}

type DrawnLine = LineData & { line: ChartLine };

/** Opacity of the unsmoothed line behind the smoothed one. */
const FAINT = 0.28;
/** How near to the cursor, in pixels, a mark is explained. */
const MARK_REACH_PX = 6;

/** One chart over the steps, or the time, of a run. */
export class LineChart {
  readonly element: HTMLElement;
  readonly #canvas = el("canvas", { attributes: { role: "img" } });
  readonly #plot: HTMLElement;
  readonly #header: ChartHeader;
  readonly #legend: ChartLegend;
  readonly #tooltip: ChartTooltip;
  readonly #pointer: ChartPointer;
  readonly #empty = el("p", { class: "chart-empty hint", text: STRINGS.noMetrics });
  readonly #chart: Chart<"line", Point[]>;
  #context: ChartContext | undefined;
  #scale: ValueScale = valueScale("linear");

  constructor(
    private spec: ChartSpec,
    handlers: ChartHandlers,
  ) {
    this.#plot = el(
      "div",
      {
        class: "chart-plot",
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
    this.#legend = new ChartLegend(spec.lines, (line) => handlers.onToggle(line));
    this.#header = new ChartHeader(spec, handlers);
    this.element = el(
      "section",
      { class: spec.small ? "chart small" : "chart", attributes: { "aria-label": spec.title } },
      this.#header.element,
      this.#legend.element,
      this.#plot,
    );
    this.#tooltip = new ChartTooltip(this.#plot);
    this.#chart = new Chart(this.#canvas, {
      type: "line",
      data: { datasets: [] },
      options: fastOptions(),
      plugins: [
        marksPlugin(
          () =>
            this.#context && {
              marks: this.#context.marks,
              guide: this.#fixed()?.guide.value,
              theme: this.#context.theme,
            },
        ),
      ],
    });
    this.#pointer = new ChartPointer(this.#plot, () => this.#area(), handlers);
  }

  /** What is on the screen, for a picture of it. */
  get drawn(): DrawnChart {
    return { spec: this.spec, chart: this.#chart, context: this.#context };
  }

  /** The y range that is shown, in values. */
  get shownRange(): Range | undefined {
    const y = this.#chart.scales["y"];
    return y && { min: this.#scale.value(y.min), max: this.#scale.value(y.max) };
  }

  /** The same chart with new values: its lines keep their keys. */
  replace(spec: ChartSpec): void {
    this.spec = spec;
    this.#legend.replace(spec.lines);
  }

  dispose(): void {
    this.#chart.destroy();
    this.element.remove();
  }

  render(context: ChartContext): void {
    this.#context = context;
    // In a hidden tab there is nothing to draw on; being shown is a change of size.
    if (this.#plot.clientWidth === 0) return;
    const { settings, theme, model } = context;
    const chosen = settings.scale[this.spec.id] ?? this.spec.scale;
    const lines = this.#lines(context, chosen === "log");
    const { diverged, unit } = spreadOf(lines.flatMap(({ raw }) => raw.map(({ y }) => y)));
    this.#scale = valueScale(this.#kind(chosen, diverged), unit);
    this.#header.render(settings, this.#scale.kind, this.#fixed() !== undefined);
    this.#legend.render(model, settings.hidden, theme);
    this.#empty.hidden = model.series.length > 0;
    setText(this.#empty, emptyText(model));
    this.#canvas.hidden = !this.#empty.hidden;
    this.#chart.data.datasets = this.#datasets(context, lines);
    this.#chart.options.scales = this.#scales(context, lines);
    this.#chart.options.layout = { padding: { top: context.marks.length > 0 ? LABELS_HEIGHT : 4 } };
    this.#chart.update("none");
    this.#pointer.refresh();
  }

  /** The chart's latest values in words, for screen readers. */
  describe(model: RunModel): void {
    this.#canvas.setAttribute(
      "aria-label",
      STRINGS.chartLabel(this.spec.title, this.#legend.describe(model)),
    );
  }

  /**
   * The cursor of all charts stands at `x`; `own`: it was moved in this one, which tells the
   * values.
   */
  showCursor(x: number | undefined, own: boolean, keyboard: boolean): void {
    const area = this.#area();
    const context = this.#context;
    if (x === undefined || !area || !context || context.rows.length === 0) {
      this.#tooltip.hide();
      return;
    }
    const pixel = (area.x.max - area.x.min) / (area.right - area.left);
    const rows = this.#visible(context.settings).flatMap((line): TooltipRow[] => {
      const reading = line.at(context, x, pixel / 2);
      return reading ? [{ line, reading }] : [];
    });
    this.#tooltip.moveLine(area, rows[0]?.reading.x ?? x);
    if (!own) return;
    const marks = context.marks.filter((mark) => Math.abs(mark.x - x) <= MARK_REACH_PX * pixel);
    this.#tooltip.showBox(rows, marks, context.theme, keyboard);
  }

  #kind(chosen: ValueScale["kind"] | undefined, diverged: boolean): ValueScale["kind"] {
    if (this.#fixed()) return "linear";
    return chosen ?? (diverged ? "symlog" : "linear");
  }

  #visible(settings: ViewSettings): ChartLine[] {
    return this.spec.lines.filter((line) => !settings.hidden.includes(line.key));
  }

  #fixed(): ChartSpec["fixed"] {
    return this.#context?.critic ? undefined : this.spec.fixed;
  }

  #lines(context: ChartContext, positive: boolean): DrawnLine[] {
    const { settings, range } = context;
    return this.#visible(settings).map((line) => {
      const raw = line.raw(context);
      const drawn = lineData(
        raw,
        line.smooth(context),
        range,
        this.#plot.clientWidth,
        positive && !this.#fixed(),
      );
      return {
        line,
        ...drawn,
        values: settings.clip ? clippedRange(raw, range, positive) : drawn.values,
      };
    });
  }

  #datasets({ theme }: ChartContext, lines: readonly DrawnLine[]): ChartDataset<"line", Point[]>[] {
    const faint: ChartDataset<"line", Point[]>[] = [];
    const strong: ChartDataset<"line", Point[]>[] = [];
    const placed = (points: Point[]) =>
      this.#scale.kind === "linear"
        ? points
        : points.map(({ x, y }) => ({ x, y: this.#scale.place(y) }));
    for (const { line, raw, smooth } of lines) {
      const colour = theme[line.colour];
      if (smooth.length > 0)
        faint.push({ data: placed(raw), borderColor: withAlpha(colour, FAINT), borderWidth: 1 });
      // One row makes no line.
      strong.push({
        data: placed(smooth.length > 0 ? smooth : raw),
        borderColor: colour,
        borderDash: line.dashed ? [6, 4] : [],
        // A point at the edge is drawn whole.
        clip: line.points ? 4 : 0,
        pointRadius: raw.length === 1 || line.points ? 2 : 0,
        pointBackgroundColor: colour,
      });
    }
    // The first dataset lies on top.
    return [...strong, ...faint];
  }

  #scales({ settings, theme, range }: ChartContext, lines: readonly DrawnLine[]) {
    const shown =
      this.#fixed() ??
      valueAxis(
        lines.map((line) => line.values),
        this.#scale,
      );
    const y = withFixedEnds(shown, settings.yRange[this.spec.id], this.#scale);
    return {
      x: timeScale(settings.axis, range, theme),
      y: valueScaleOptions(this.#scale, y, theme, this.#plot.clientHeight),
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

/** Why there is nothing to draw. */
function emptyText({ reading, summary }: RunModel): string {
  if (!reading) return STRINGS.noMetrics;
  return summary?.indexing === undefined
    ? STRINGS.reading
    : STRINGS.indexing(String(Math.floor(100 * summary.indexing)));
}
