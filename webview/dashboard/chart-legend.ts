import { formatCount } from "../../src/shared/text/format";
import { el, setText } from "../components/dom";
import { swatch } from "../components/legend";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { ChartLine } from "./chart-lines";

interface Entry {
  line: ChartLine;
  toggle: HTMLButtonElement;
  swatch: HTMLElement;
  latest: HTMLElement;
  extent: HTMLElement;
}

/**
 * Names of a chart's lines with their latest, smallest and largest values; a click hides a line.
 * Always as high, whatever the values.
 */
export class ChartLegend {
  readonly element = el("div", { class: "chart-legend" });
  readonly #entries: Entry[];

  constructor(lines: readonly ChartLine[], onToggle: (line: ChartLine) => void) {
    this.#entries = lines.map((line) => {
      const entry: Entry = {
        line,
        swatch: swatch({ colour: "currentColor", shape: line.dashed ? "dashed" : "solid" }),
        latest: el("span", { class: "latest", title: STRINGS.latestTip }),
        extent: el("span", { class: "extent" }),
        toggle: el("button", {
          class: "legend-entry",
          attributes: { type: "button", "aria-label": STRINGS.showSeries(line.label) },
          on: { click: () => onToggle(line) },
        }),
      };
      entry.toggle.append(entry.swatch, el("span", { text: line.label }));
      this.element.append(
        el("div", { class: "legend-item" }, entry.toggle, entry.latest, entry.extent),
      );
      return entry;
    });
  }

  /** The lines have other values now; their keys are the same. */
  replace(lines: readonly ChartLine[]): void {
    for (const [i, entry] of this.#entries.entries()) entry.line = lines[i] ?? entry.line;
  }

  render(model: RunModel, hidden: readonly string[], theme: Theme): void {
    for (const { line, toggle, swatch: mark, latest, extent } of this.#entries) {
      mark.style.color = theme[line.colour];
      toggle.setAttribute("aria-pressed", String(!hidden.includes(line.key)));
      setText(latest, line.latest(model) ?? "–");
      const range = line.extent(model);
      setText(extent, range?.text ?? "");
      extent.title = range?.title ?? "";
    }
  }

  /** The latest values in words. */
  describe(model: RunModel): string {
    if (model.series.length === 0) return STRINGS.noMetrics;
    const values = this.#entries.map(({ line }) =>
      STRINGS.latestOf(line.label, line.latest(model) ?? "–"),
    );
    return `${values.join(", ")}, ${STRINGS.stepNumber(formatCount(model.series.lastStep))}`;
  }
}
