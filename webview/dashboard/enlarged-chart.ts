import { button, el } from "../components/dom";
import { STRINGS } from "../components/strings";

/**
 * Shows one of the page's elements over all of it, until it is closed; then the element goes back
 * to its place.
 */
export class EnlargedChart {
  readonly element: HTMLDialogElement;
  readonly #place = el("span");
  #chart: HTMLElement | undefined;

  constructor(private readonly onChange: () => void) {
    this.element = el(
      "dialog",
      {
        class: "enlarged-chart",
        attributes: { "aria-label": STRINGS.enlarged },
        on: { close: () => this.#putBack() },
      },
      button({
        icon: "screen-normal",
        label: STRINGS.close,
        onClick: () => this.element.close(),
      }),
    );
  }

  /** Enlarges the chart, or puts it back where it is enlarged already. */
  toggle(chart: HTMLElement): void {
    if (this.#chart) {
      this.element.close();
      return;
    }
    this.#chart = chart;
    chart.replaceWith(this.#place);
    this.element.append(chart);
    this.element.showModal();
    this.onChange();
  }

  #putBack(): void {
    if (this.#chart) this.#place.replaceWith(this.#chart);
    this.#chart = undefined;
    this.onChange();
  }
}
