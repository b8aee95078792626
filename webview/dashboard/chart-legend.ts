import { formatCount, formatNumber } from "../../src/shared/format";
import { el, setText } from "../components/dom";
import { swatch } from "../components/legend";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { SeriesSpec } from "./chart-specs";

interface Entry {
  series: SeriesSpec;
  toggle: HTMLButtonElement;
  swatch: HTMLElement;
  latest: HTMLElement;
  extent: HTMLElement;
}

/** Names of a chart's lines with their latest, smallest and largest values; a click hides a line. */
export class ChartLegend {
  readonly element = el("div", { class: "chart-legend" });
  readonly #entries: Entry[];

  constructor(series: readonly SeriesSpec[], onToggle: (series: SeriesSpec) => void) {
    this.#entries = series.map((one) => {
      const entry: Entry = {
        series: one,
        swatch: swatch({ colour: "currentColor", shape: one.dashed ? "dashed" : "solid" }),
        latest: el("span", { class: "latest", title: STRINGS.latestTip }),
        extent: el("span", { class: "extent" }),
        toggle: el("button", {
          class: "legend-entry",
          attributes: { type: "button", "aria-label": STRINGS.showSeries(one.label) },
          on: { click: () => onToggle(one) },
        }),
      };
      entry.toggle.append(entry.swatch, el("span", { text: one.label }));
      this.element.append(
        el("div", { class: "legend-item" }, entry.toggle, entry.latest, entry.extent),
      );
      return entry;
    });
  }

  render(model: RunModel, hidden: readonly string[], theme: Theme): void {
    for (const { series, toggle, swatch: line, latest, extent } of this.#entries) {
      line.style.color = theme[series.network];
      toggle.setAttribute("aria-pressed", String(!hidden.includes(series.metric)));
      const range = model.series.extent(series.metric);
      const has = model.series.length > 0;
      setText(latest, has ? formatNumber(model.series.latest(series.metric)) : "–");
      setText(
        extent,
        range ? STRINGS.rangeOf(formatNumber(range.min, 2), formatNumber(range.max, 2)) : "",
      );
      if (range) extent.title = STRINGS.rangeTip(formatNumber(range.min), formatNumber(range.max));
    }
  }

  /** The latest values in words. */
  describe(model: RunModel): string {
    if (model.series.length === 0) return STRINGS.noMetrics;
    const values = this.#entries.map(({ series }) =>
      STRINGS.latestOf(series.label, formatNumber(model.series.latest(series.metric))),
    );
    return `${values.join(", ")}, ${STRINGS.stepNumber(formatCount(model.series.lastStep))}`;
  }
}
