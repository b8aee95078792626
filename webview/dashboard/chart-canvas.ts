import type { ChartArea, ChartDataset } from "chart.js";
import type { Point } from "../components/buckets";
import { withAlpha } from "../components/colour";
import { visibleRows } from "../../src/shared/run/series";
import { type ScaleKind, spreadOf, type ValueScale, valueScale } from "../components/value-scale";
import { Chart, fastOptions } from "../components/chart-setup";
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
import type { ChartLine, LineContext } from "./chart-lines";
import { LABELS_HEIGHT, marksPlugin, parentOpacity, type PlacedMark } from "./chart-marks";
import type { PlotArea } from "./chart-pointer";
import type { ChartSpec } from "./chart-specs";
import type { ViewSettings } from "./view-settings";

/* A chart on a canvas: what Chart.js is given, and when it draws. */

/** What all charts share. */
export interface ChartContext extends LineContext {
  theme: Theme;
  /** The visible part of the x axis. */
  range: Range;
  marks: readonly PlacedMark[];
  /** D gives any number, and no probability. */
  critic: boolean;
  /** Of the run whose curves stand faintly behind this one's. */
  parent?: LineContext;
}

/** What is on the screen, for a picture of it. */
export interface DrawnChart {
  spec: ChartSpec;
  chart: Chart<"line", Point[]>;
  context: ChartContext;
}

interface PlotSize {
  width: number;
  height: number;
}

type DrawnLine = LineData & { line: ChartLine; parent?: LineData };

/** Opacity of the unsmoothed line behind the smoothed one. */
const FAINT = 0.28;

/** One chart over the steps, or the time, of a run, as it is drawn on a canvas. */
export class ChartCanvas {
  readonly #chart: Chart<"line", Point[]>;
  #spec: ChartSpec | undefined;
  #context: ChartContext | undefined;
  #scale: ValueScale = valueScale("linear");

  constructor(canvas: HTMLCanvasElement) {
    this.#chart = new Chart(canvas, {
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
  }

  get drawn(): DrawnChart | undefined {
    const context = this.#context;
    return this.#spec && context && { spec: this.#spec, chart: this.#chart, context };
  }

  /** The scale of the y axis as it was last drawn. */
  get kind(): ScaleKind {
    return this.#scale.kind;
  }

  /** The y range that is shown, in values. */
  get shownRange(): Range | undefined {
    const y = this.#chart.scales["y"];
    return y && { min: this.#scale.value(y.min), max: this.#scale.value(y.max) };
  }

  /** Where the plot lies, and what it shows; undefined before it is drawn. */
  get area(): PlotArea | undefined {
    const area = this.#chart.chartArea as ChartArea | undefined;
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

  dispose(): void {
    this.#chart.destroy();
  }

  /** Draws lines into a plot of a size in CSS pixels. */
  draw(spec: ChartSpec, context: ChartContext, { width, height }: PlotSize): void {
    this.#spec = spec;
    this.#context = context;
    const { settings } = context;
    const chosen = settings.scale[spec.id] ?? spec.scale;
    const lines = this.#lines(spec, context, width, chosen === "log");
    const points = lines.flatMap(({ raw, parent }) => [...raw, ...(parent?.raw ?? [])]);
    const { diverged, unit } = spreadOf(points.map(({ y }) => y));
    this.#scale = valueScale(this.#kind(chosen, diverged), unit);
    this.#chart.data.datasets = this.#datasets(context, lines);
    this.#chart.options.scales = this.#scales(spec, context, lines, height);
    this.#chart.options.layout = { padding: { top: context.marks.length > 0 ? LABELS_HEIGHT : 4 } };
    this.#chart.update("none");
  }

  #kind(chosen: ValueScale["kind"] | undefined, diverged: boolean): ValueScale["kind"] {
    if (this.#fixed()) return "linear";
    return chosen ?? (diverged ? "symlog" : "linear");
  }

  #fixed(): ChartSpec["fixed"] {
    return fixedRange(this.#spec, this.#context);
  }

  #lines(spec: ChartSpec, context: ChartContext, width: number, positive: boolean): DrawnLine[] {
    const { settings, range } = context;
    const dataOf = (line: ChartLine, from: LineContext): LineData => {
      const raw = line.raw(from);
      const drawn = lineData(raw, line.smooth(from), range, width, positive && !this.#fixed());
      return settings.clip ? { ...drawn, values: clippedRange(raw, range, positive) } : drawn;
    };
    return visibleLines(spec, settings).map((line) => ({
      line,
      ...dataOf(line, context),
      ...(line.parent && context.parent ? { parent: dataOf(line.parent, context.parent) } : {}),
    }));
  }

  #datasets({ theme }: ChartContext, lines: readonly DrawnLine[]): ChartDataset<"line", Point[]>[] {
    const faint: ChartDataset<"line", Point[]>[] = [];
    const strong: ChartDataset<"line", Point[]>[] = [];
    const ofParent: ChartDataset<"line", Point[]>[] = [];
    const placed = (points: Point[]) =>
      this.#scale.kind === "linear"
        ? points
        : points.map(({ x, y }) => ({ x, y: this.#scale.place(y) }));
    for (const { line, raw, smooth, parent } of lines) {
      const colour = theme[line.colour];
      const dash = { borderDash: line.dashed ? [6, 4] : [] };
      if (parent)
        ofParent.push({
          ...dash,
          data: placed(parent.smooth.length > 0 ? parent.smooth : parent.raw),
          borderColor: withAlpha(colour, parentOpacity(theme)),
        });
      if (smooth.length > 0)
        faint.push({ data: placed(raw), borderColor: withAlpha(colour, FAINT), borderWidth: 1 });
      // One row makes no line.
      strong.push({
        ...dash,
        data: placed(smooth.length > 0 ? smooth : raw),
        borderColor: colour,
        // A point at the edge is drawn whole.
        clip: line.points ? 4 : 0,
        pointRadius: raw.length === 1 || line.points ? 2 : 0,
        pointBackgroundColor: colour,
      });
    }
    // The first dataset lies on top.
    return [...strong, ...ofParent, ...faint];
  }

  #scales(
    spec: ChartSpec,
    { settings, theme, range }: ChartContext,
    lines: readonly DrawnLine[],
    height: number,
  ) {
    const shown =
      this.#fixed() ??
      valueAxis(
        lines.flatMap(({ values, parent }) => [values, parent?.values]),
        this.#scale,
      );
    const y = withFixedEnds(shown, settings.yRange[spec.id], this.#scale);
    return {
      x: timeScale(settings.axis, range, theme),
      y: valueScaleOptions(this.#scale, y, theme, height),
    };
  }
}

/** The lines that a person has not hidden. */
export const visibleLines = (spec: ChartSpec, { hidden }: ViewSettings): ChartLine[] =>
  spec.lines.filter(({ key }) => !hidden.includes(key));

/** The y axis of a chart that has always the same one. */
export const fixedRange = (
  spec: ChartSpec | undefined,
  context: Pick<ChartContext, "critic"> | undefined,
): ChartSpec["fixed"] => (context?.critic ? undefined : spec?.fixed);
