import { formatCount, formatDuration } from "../../src/shared/text/format";
import { el } from "../components/dom";
import { swatch } from "../components/legend";
import { STRINGS } from "../components/strings";
import type { Theme } from "../components/theme";
import type { ChartLine, LineReading } from "./chart-lines";
import type { PlacedMark } from "./chart-marks";
import type { PlotArea } from "./chart-pointer";

/** A line of the tooltip. */
export interface TooltipRow {
  line: ChartLine;
  reading: LineReading;
}

/**
 * The line under the cursor and the values there. Plain elements over the canvas: moving them
 * redraws no chart.
 */
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

  /** Puts the line at `x`. The row that is nearest to an end of the axis may lie just beyond it. */
  moveLine(area: PlotArea, x: number): void {
    const { min, max } = area.x;
    this.#line.hidden = x < min - area.spacing || x > max + area.spacing;
    const share = Math.min(1, Math.max(0, (x - min) / (max - min)));
    Object.assign(this.#line.style, {
      left: `${area.left + share * (area.right - area.left)}px`,
      top: `${area.top}px`,
      height: `${area.bottom - area.top}px`,
    });
    this.#box.hidden = true;
  }

  /** @param announce whether a screen reader is told, as when the cursor was moved by keys. */
  showBox(
    rows: readonly TooltipRow[],
    marks: readonly PlacedMark[],
    theme: Theme,
    announce: boolean,
  ): void {
    const first = rows[0]?.reading;
    if (this.#line.hidden || !first) return;
    const title = STRINGS.atStep(formatCount(first.step), formatDuration(first.time));
    this.#box.setAttribute("aria-live", announce ? "polite" : "off");
    this.#box.replaceChildren(
      el("div", { class: "tooltip-title", text: title }),
      ...rows.map(({ line, reading }) =>
        el(
          "div",
          { class: "tooltip-row" },
          swatch({ colour: theme[line.colour], shape: line.dashed ? "dashed" : "solid" }),
          el("span", { text: line.label }),
          el("strong", { text: reading.text }),
          reading.aside ? el("span", { class: "hint", text: reading.aside }) : undefined,
        ),
      ),
      ...marks.flatMap((mark) =>
        mark.details.map((detail) => el("div", { class: "tooltip-mark", text: detail })),
      ),
    );
    this.#box.hidden = false;
    const width = this.#box.offsetWidth;
    const at = parseFloat(this.#line.style.left);
    const right = at + 10 + width <= this.surface.clientWidth;
    this.#box.style.left = `${right ? at + 10 : Math.max(0, at - 10 - width)}px`;
  }
}
