import { button, el } from "../components/dom";
import { STRINGS } from "../components/strings";
import type { ViewSettings } from "./view-settings";

/** Positions of the smoothing slider: fine near 1, where a little more smooths much more. */
const POSITIONS = 100;
const HIGHEST = 0.999;
const toWeight = (position: number) => {
  const share = position / POSITIONS;
  return Math.round(Math.min(HIGHEST, 1 - (1 - share) ** 2) * 1000) / 1000;
};
const toPosition = (weight: number) => Math.round((1 - Math.sqrt(1 - weight)) * POSITIONS);

/** The settings that all charts share. */
export class ChartToolbar {
  readonly element: HTMLElement;
  readonly #reset: HTMLButtonElement;

  constructor(
    settings: ViewSettings,
    onChange: (changes: Partial<ViewSettings>) => void,
    onReset: () => void,
  ) {
    const value = el("output", { class: "smoothing-value", text: settings.smoothing.toFixed(3) });
    const slider = el("input", {
      attributes: {
        type: "range",
        min: "0",
        max: String(POSITIONS),
        step: "1",
        "aria-valuetext": settings.smoothing.toFixed(3),
      },
      on: {
        input: () => {
          const smoothing =
            slider.value === String(POSITIONS) ? HIGHEST : toWeight(Number(slider.value));
          value.textContent = smoothing.toFixed(3);
          slider.setAttribute("aria-valuetext", value.textContent);
          onChange({ smoothing });
        },
      },
    });
    slider.value = String(toPosition(settings.smoothing));
    const axis = el(
      "select",
      { on: { change: () => onChange({ axis: axis.value === "time" ? "time" : "step" }) } },
      el("option", { text: STRINGS.byStep, attributes: { value: "step" } }),
      el("option", { text: STRINGS.byTime, attributes: { value: "time" } }),
    );
    axis.value = settings.axis;
    const clip = el("input", {
      attributes: { type: "checkbox" },
      on: { change: () => onChange({ clip: clip.checked }) },
    });
    clip.checked = settings.clip;
    this.#reset = button({
      icon: "zoom-out",
      label: STRINGS.resetZoom,
      title: STRINGS.zoomHelp,
      onClick: onReset,
    });
    const toolbar = el(
      "div",
      { class: "chart-toolbar", attributes: { role: "group", "aria-label": STRINGS.charts } },
      el(
        "label",
        { class: "smoothing", title: STRINGS.smoothingTip },
        STRINGS.smoothing,
        slider,
        value,
      ),
      el("label", { class: "axis" }, el("span", { text: STRINGS.xAxis }), axis),
      el("label", { class: "check", title: STRINGS.clipTip }, clip, STRINGS.clip),
      this.#reset,
    );
    this.element = el("div", { class: "chart-toolbar-room" }, toolbar);
  }

  render(zoomed: boolean): void {
    this.#reset.disabled = !zoomed;
  }
}
