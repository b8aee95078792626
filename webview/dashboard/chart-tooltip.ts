import { formatCount, formatDuration, formatNumber } from "../../src/shared/format";
import type { MetricSeries } from "../../src/shared/series";
import { el } from "../components/dom";
import { swatch } from "../components/legend";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { PlacedMark } from "./chart-marks";
import type { PlotArea } from "./chart-pointer";
import type { SeriesSpec } from "./chart-specs";

/** A line of the tooltip: the value that is drawn, and the raw one where that is another. */
export interface TooltipValue {
  series: SeriesSpec;
  shown: number;
  raw: number;
}

/** The line under the cursor and the values there. Plain elements over the canvas: moving them redraws no chart. */
export class ChartTooltip {
  readonly #line = el("div", { class: "chart-cursor" });
  readonly #box = el("div", { class: "chart-tooltip", attributes: { role: "status" } });

  constructor(private readonly surface: HTMLElement) {
    this.hide();
    surface.append(this.#line, this.#box);
  }

  hide(): void {
    this.#line.hidden = this.#box.hidden = true;
  }

  moveLine(area: PlotArea, x: number): void {
    const left =
      area.left + ((x - area.x.min) / (area.x.max - area.x.min)) * (area.right - area.left);
    this.#line.hidden = left < area.left || left > area.right;
    Object.assign(this.#line.style, {
      left: `${left}px`,
      top: `${area.top}px`,
      height: `${area.bottom - area.top}px`,
    });
    this.#box.hidden = true;
  }

  /** @param announce whether a screen reader is told, as when the cursor was moved by keys. */
  showBox(
    row: number,
    rows: MetricSeries,
    values: readonly TooltipValue[],
    marks: readonly PlacedMark[],
    theme: Theme,
    announce: boolean,
  ): void {
    if (this.#line.hidden) return;
    const step = formatCount(rows.column("step")[row]!),
      time = formatDuration(rows.column("time")[row]!);
    this.#box.setAttribute("aria-live", announce ? "polite" : "off");
    this.#box.replaceChildren(
      el("div", { class: "tooltip-title", text: STRINGS.atStep(step, time) }),
      ...values.map(({ series, shown, raw }) => {
        const line = swatch({
          colour: theme[series.network],
          shape: series.dashed ? "dashed" : "solid",
        });
        const other =
          shown === raw || (Number.isNaN(shown) && Number.isNaN(raw))
            ? undefined
            : el("span", { class: "hint", text: STRINGS.rawValue(formatNumber(raw)) });
        return el(
          "div",
          { class: "tooltip-row" },
          line,
          el("span", { text: series.label }),
          el("strong", { text: formatNumber(shown) }),
          other,
        );
      }),
      ...marks.flatMap((mark) =>
        mark.details.map((detail) => el("div", { class: "tooltip-mark", text: detail })),
      ),
    );
    this.#box.hidden = false;
    const width = this.#box.offsetWidth,
      at = parseFloat(this.#line.style.left);
    const right = at + 10 + width <= this.surface.clientWidth;
    this.#box.style.left = `${right ? at + 10 : Math.max(0, at - 10 - width)}px`;
  }
}
