import { el } from "./dom";
import { STRINGS } from "./strings";

export interface LegendItem {
  label: string;
  colour: string;
  shape: "solid" | "dashed" | "dotted" | "thin" | "circle" | "triangle" | "square";
}

/** Names of lines or points, each beside what it looks like. */
export function legend(items: readonly LegendItem[]): HTMLElement {
  return el(
    "ul",
    { class: "legend" },
    ...items.map((item) => el("li", {}, swatch(item), item.label)),
  );
}

export function swatch({ colour, shape }: Pick<LegendItem, "colour" | "shape">): HTMLElement {
  const element = el("span", { class: `swatch ${shape}`, attributes: { "aria-hidden": "true" } });
  element.style.color = colour;
  return element;
}

/** A legend whose entries are buttons: each shows or hides what it names. */
export class ToggleLegend<K extends string> {
  readonly element = el("ul", { class: "legend" });
  readonly #buttons: Record<K, HTMLButtonElement>;

  /** @param hidden follows what the person chooses. */
  constructor(
    private readonly keys: readonly K[],
    private readonly hidden: Set<K>,
    private readonly onToggle: () => void,
  ) {
    this.#buttons = Object.fromEntries(keys.map((key) => [key, this.#buttonFor(key)])) as Record<
      K,
      HTMLButtonElement
    >;
    this.element.append(...keys.map((key) => el("li", {}, this.#buttons[key])));
  }

  render(items: Record<K, LegendItem>): void {
    for (const key of this.keys) {
      const { label } = items[key];
      const entry = this.#buttons[key];
      entry.setAttribute("aria-pressed", String(!this.hidden.has(key)));
      entry.setAttribute("aria-label", STRINGS.showSeries(label));
      entry.title = STRINGS.showSeries(label);
      entry.replaceChildren(swatch(items[key]), el("span", { text: label }));
    }
  }

  #buttonFor(key: K): HTMLButtonElement {
    return el("button", {
      class: "legend-entry",
      attributes: { type: "button" },
      on: {
        click: () => {
          if (!this.hidden.delete(key)) this.hidden.add(key);
          this.#buttons[key].setAttribute("aria-pressed", String(!this.hidden.has(key)));
          this.onToggle();
        },
      },
    });
  }
}
