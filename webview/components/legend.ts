import { el } from "./dom";

export interface LegendItem {
  label: string;
  colour: string;
  shape: "solid" | "dashed" | "dotted" | "thin" | "circle" | "triangle";
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
