import { runMarks } from "../../src/shared/run/marks";
import { currentExperiment } from "../../src/shared/protocol/changes";
import { isCritic } from "../../src/shared/losses";
import { nearestRow, visibleRows } from "../../src/shared/run/series";
import { el, oncePerFrame } from "../components/dom";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { ThemeSource } from "../components/theme";
import { SmoothedColumns, type Range } from "./chart-data";
import type { PlacedMark } from "./chart-marks";
import type { PictureKind } from "./chart-header";
import { chartCsv, pngOf } from "./chart-files";
import { chartSvg } from "./chart-picture";
import { type ChartSpec, METRIC_CHARTS } from "./chart-specs";
import { ChartToolbar } from "./chart-toolbar";
import { EnlargedChart } from "./enlarged-chart";
import { evaluationCharts } from "./evaluation-charts";
import { LineChart } from "./line-chart";
import type { ViewSettings } from "./view-settings";

/**
 * The person has to stay at a part of the axis for so long before it is asked for from nearer, in
 * milliseconds.
 */
const SETTLE_MS = 150;
/** Of such a part this share of its width is asked for on either side, too. */
const MARGIN = 0.25;

/** Charts are described to screen readers at most this often, in milliseconds. */
const DESCRIBE_EVERY = 10_000;

/** What the charts ask of the extension. */
export interface ChartsHost {
  /** Asks the person where to put a file. */
  saveFile(name: string, content: string, encoding: "utf8" | "base64"): void;
  /** Asks for the rows between two steps from nearer. */
  requestRows(from: number, to: number): void;
}

/** The charts of a run, with one x axis, one cursor and one set of settings for all. */
export class ChartsPanel {
  readonly element: HTMLElement;
  /** Asks for the charts to be drawn in the next frame. */
  readonly render = oncePerFrame(() => this.#render());
  readonly #toolbar: ChartToolbar;
  readonly #grid = el("div", { class: "chart-grid" });
  readonly #small = el("div", { class: "chart-grid small" });
  readonly #evaluations = el(
    "div",
    { class: "evaluation-charts" },
    el("h2", { text: STRINGS.evaluations }),
    this.#small,
  );
  readonly #enlarged = new EnlargedChart(() => this.render());
  /** The charts that are there, by what tells them apart. */
  #charts = new Map<string, LineChart>();
  readonly #sizes = new ResizeObserver(() => this.render());
  readonly #smoothed = new SmoothedColumns();
  /** What the person zoomed to; undefined: everything, growing with the run. */
  #zoom: Range | undefined;
  #describedAt = -Infinity;
  /** The part that was last asked for from nearer. */
  #asked: Range | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly model: RunModel,
    private readonly theme: ThemeSource,
    private settings: ViewSettings,
    private readonly saveSettings: (settings: ViewSettings) => void,
    private readonly host: ChartsHost,
  ) {
    this.#toolbar = new ChartToolbar(
      settings,
      (changes) => this.#change(changes),
      () => this.#setZoom(undefined),
    );
    this.#show(METRIC_CHARTS);
    this.#evaluations.hidden = true;
    this.element = el(
      "section",
      { class: "charts", attributes: { "aria-label": STRINGS.charts } },
      this.#toolbar.element,
      this.#grid,
      this.#evaluations,
      this.#enlarged.element,
    );
    theme.onChange(() => this.render());
  }

  /** The run's evaluations are others now: each of its measures has a chart. */
  renderEvaluations(): void {
    this.#show([...METRIC_CHARTS, ...evaluationCharts(this.model)]);
    this.render();
  }

  /**
   * Makes the charts that are missing, gives the others their new values, and takes away the rest.
   */
  #show(specs: readonly ChartSpec[]): void {
    const before = this.#charts;
    this.#charts = new Map();
    for (const spec of specs) {
      const key = JSON.stringify([spec.id, spec.title, spec.subtitle]);
      const chart = before.get(key) ?? this.#makeChart(spec);
      before.delete(key);
      chart.replace(spec);
      this.#charts.set(key, chart);
    }
    for (const chart of before.values()) {
      this.#sizes.unobserve(chart.element);
      chart.dispose();
    }
    this.#evaluations.hidden = !specs.some(({ small }) => small);
  }

  #makeChart(spec: ChartSpec): LineChart {
    const chart: LineChart = new LineChart(spec, {
      onCursor: (x, keyboard) => {
        for (const other of this.#charts.values()) other.showCursor(x, other === chart, keyboard);
      },
      onRange: (range) => this.#setZoom(range),
      onScale: (kind) => {
        this.#change({ scale: withEntry(this.settings.scale, spec.id, kind) });
      },
      onYRange: (range) => {
        this.#change({ yRange: withEntry(this.settings.yRange, spec.id, range) });
      },
      shownRange: () => chart.shownRange,
      onSave: (kind) => void this.#save(chart, kind),
      onEnlarge: () => this.#enlarged.toggle(chart.element),
      onToggle: ({ key }) => {
        const hidden = this.settings.hidden.filter((other) => other !== key);
        this.#change({
          hidden: hidden.length < this.settings.hidden.length ? hidden : [...hidden, key],
        });
      },
    });
    (spec.small ? this.#small : this.#grid).append(chart.element);
    this.#sizes.observe(chart.element);
    return chart;
  }

  async #save(chart: LineChart, kind: PictureKind): Promise<void> {
    const { context, spec } = chart.drawn;
    if (!context) return;
    const run = this.model.summary?.record.id ?? "run";
    const name = `${run}-${fileName(spec.title)}.${kind}`;
    if (kind === "csv") this.host.saveFile(name, chartCsv(spec, context), "utf8");
    else {
      const svg = chartSvg(spec, chart.drawn.chart, context);
      if (kind === "svg") this.host.saveFile(name, svg, "utf8");
      else this.host.saveFile(name, await pngOf(svg), "base64");
    }
  }

  /** Another run is shown: its steps are not those that were zoomed to. */
  resetZoom(): void {
    this.#zoom = undefined;
    this.#asked = undefined;
    clearTimeout(this.#asking);
  }

  #change(changes: Partial<ViewSettings>): void {
    if (changes.axis && changes.axis !== this.settings.axis && this.#zoom)
      this.#zoom = this.#translate(this.#zoom, this.settings.axis, changes.axis);
    this.settings = { ...this.settings, ...changes };
    this.saveSettings(this.settings);
    this.render();
  }

  /** The same rows on another axis. */
  #translate(
    range: Range,
    from: ViewSettings["axis"],
    to: ViewSettings["axis"],
  ): Range | undefined {
    const before = this.model.series.column(from);
    const after = this.model.series.column(to);
    const min = after[nearestRow(before, range.min)] ?? 0;
    const max = after[nearestRow(before, range.max)] ?? 0;
    return max > min ? { min, max } : undefined;
  }

  #everything(): Range {
    const x = this.model.series.column(this.settings.axis);
    const min = x[0] ?? 0;
    const max = x.at(-1) ?? 1;
    return { min, max: max > min ? max : min + 1 };
  }

  #setZoom(range: Range | undefined): void {
    const all = this.#everything();
    const least = this.settings.axis === "step" ? 2 : (all.max - all.min) / 1e5;
    if (!range || range.max - range.min >= all.max - all.min) this.#zoom = undefined;
    else if (range.max - range.min >= least) {
      // Kept inside what there is: a shift stops at the ends.
      const width = range.max - range.min;
      const min = Math.min(Math.max(range.min, all.min), all.max - width);
      this.#zoom = { min, max: min + width };
    }
    this.render();
  }

  #render(): void {
    const range = this.#zoom ?? this.#everything();
    this.#toolbar.render(this.#zoom !== undefined);
    const rows = this.model.rowsIn(this.settings.axis, range);
    if (this.#zoom && rows.isCoarse(this.settings.axis, range.min, range.max))
      this.#askNearer(this.#zoom);
    const marks = this.#marks();
    const critic = isCritic(
      (currentExperiment(this.model.experiment, this.model.events) as { objective?: object })
        .objective ?? {},
    );
    for (const chart of this.#charts.values()) {
      chart.render({
        model: this.model,
        rows,
        smoothed: this.#smoothed,
        theme: this.theme.current,
        settings: this.settings,
        range,
        marks,
        critic,
      });
    }
    if (performance.now() - this.#describedAt < DESCRIBE_EVERY) return;
    this.#describedAt = performance.now();
    for (const chart of this.#charts.values()) chart.describe(this.model);
  }

  /** Asks once for each part of the axis. */
  #askNearer(range: Range): void {
    if (this.#asked?.min === range.min && this.#asked.max === range.max) return;
    this.#asked = range;
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => {
      const margin = MARGIN * (range.max - range.min);
      const x = this.model.series.column(this.settings.axis);
      const steps = this.model.series.column("step");
      const { start, end } = visibleRows(x, range.min - margin, range.max + margin);
      this.host.requestRows(steps[start] ?? 0, steps[end - 1] ?? 0);
    }, SETTLE_MS);
  }

  #marks(): PlacedMark[] {
    const step = this.model.series.column("step");
    const x = this.model.series.column(this.settings.axis);
    return runMarks(this.model.events).map((mark) => ({
      ...mark,
      x: this.settings.axis === "step" ? mark.step : (x[nearestRow(step, mark.step)] ?? 0),
    }));
  }
}

/** A title as part of a file's name. */
const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");

/** A record with another value under a key, or without it. */
function withEntry<T>(
  from: Record<string, T>,
  key: string,
  value: T | undefined,
): Record<string, T> {
  const others = Object.entries(from).filter(([name]) => name !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}
