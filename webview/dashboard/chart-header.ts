import { formatNumber } from "../../src/shared/text/format";
import { SCALE_KINDS, type ScaleKind } from "../components/value-scale";
import { button, el } from "../components/dom";
import { help } from "../components/help";
import { swatch } from "../components/legend";
import { Menu } from "../components/menu";
import { STRINGS } from "../components/strings";
import type { Range } from "./chart-data";
import type { ChartSpec } from "./chart-specs";
import type { FixedRange, ViewSettings } from "./view-settings";

export const PICTURE_KINDS = ["svg", "png", "csv"] as const;
export type PictureKind = (typeof PICTURE_KINDS)[number];

/** What can be done with one chart. */
export interface ChartTools {
  /** undefined: as the values ask for. */
  onScale(kind: ScaleKind | undefined): void;
  /** undefined: both ends follow the values. */
  onYRange(range: FixedRange | undefined): void;
  shownRange(): Range | undefined;
  onSave(kind: PictureKind): void;
  onEnlarge(): void;
}

/** A chart's title, what its guide means, and its tools. */
export class ChartHeader {
  readonly element: HTMLElement;
  readonly #guide: HTMLElement | undefined;
  readonly #axis: AxisMenu;

  constructor(spec: ChartSpec, tools: ChartTools) {
    this.#axis = new AxisMenu(spec, tools);
    // Beside the title: in the plot it would cover the curves of a good run, which end on that
    // line.
    this.#guide =
      spec.fixed &&
      el(
        "span",
        { class: "chart-key", title: spec.fixed.guide.label },
        swatch({ colour: "currentColor", shape: "dashed" }),
        spec.fixed.guide.label,
      );
    const save = new Menu(
      { icon: "desktop-download", label: STRINGS.saveChart(spec.title) },
      ...PICTURE_KINDS.map((kind) =>
        button({
          label: STRINGS.saveAs(kind.toUpperCase()),
          onClick: () => {
            save.close();
            tools.onSave(kind);
          },
        }),
      ),
    );
    const enlarge = button({
      icon: "screen-full",
      label: STRINGS.enlargeChart(spec.title),
      iconOnly: true,
      onClick: () => tools.onEnlarge(),
    });
    enlarge.classList.add("enlarge");
    this.element = el(
      "header",
      { class: "chart-header" },
      el(
        "div",
        { class: "chart-title" },
        el("h3", { text: spec.title }),
        spec.help === undefined ? undefined : help(spec.title, spec.help),
        spec.subtitle
          ? el("span", { class: "hint", text: spec.subtitle, title: spec.subtitle })
          : undefined,
      ),
      this.#guide,
      el("div", { class: "chart-tools" }, this.#axis.element, save.element, enlarge),
    );
  }

  render(settings: ViewSettings, kind: ScaleKind, guided: boolean): void {
    if (this.#guide) this.#guide.hidden = !guided;
    this.#axis.render(settings, kind, guided);
  }
}

/** The y axis of one chart: its scale and its ends. */
class AxisMenu {
  readonly #scale: HTMLSelectElement;
  readonly #scaleField: HTMLElement;
  readonly #min = el("input", { attributes: { type: "text", inputmode: "decimal" } });
  readonly #max = el("input", { attributes: { type: "text", inputmode: "decimal" } });
  readonly #error = el("p", { class: "form-error", attributes: { role: "alert" } });
  readonly #menu: Menu;
  #settings: ViewSettings | undefined;

  constructor(
    private readonly spec: ChartSpec,
    private readonly tools: ChartTools,
  ) {
    this.#scale = el(
      "select",
      {
        on: {
          change: () => tools.onScale(SCALE_KINDS.find((kind) => kind === this.#scale.value)),
        },
      },
      el("option", { text: STRINGS.scaleAuto, attributes: { value: "" } }),
      ...SCALE_KINDS.map((kind) =>
        el("option", { text: STRINGS.scales[kind], attributes: { value: kind } }),
      ),
    );
    const field = (label: string, input: HTMLElement) =>
      el("label", { class: "field" }, el("span", { text: label }), input);
    this.#scaleField = field(STRINGS.scale, this.#scale);
    for (const input of [this.#min, this.#max]) {
      input.placeholder = STRINGS.automatic;
      input.addEventListener("input", () => this.#read());
    }
    this.#menu = new Menu(
      {
        icon: "settings",
        label: STRINGS.yAxisOf(spec.title),
        onOpen: () => this.#fill(this.#settings?.yRange[spec.id]),
      },
      this.#scaleField,
      el(
        "div",
        { class: "field-pair" },
        field(STRINGS.yMin, this.#min),
        field(STRINGS.yMax, this.#max),
      ),
      this.#error,
      button({ label: STRINGS.keepRange, onClick: () => this.#keep() }),
      button({ label: STRINGS.automaticRange, onClick: () => this.#set(undefined) }),
    );
  }

  get element(): HTMLElement {
    return this.#menu.element;
  }

  render(settings: ViewSettings, kind: ScaleKind, guided: boolean): void {
    this.#settings = settings;
    this.#scaleField.hidden = guided;
    this.#scale.value = settings.scale[this.spec.id] ?? "";
    this.#scale.options[0]!.text = `${STRINGS.scaleAuto} (${STRINGS.scales[kind].toLowerCase()})`;
    this.#menu.active = settings.yRange[this.spec.id] !== undefined;
  }

  #keep(): void {
    const shown = this.tools.shownRange();
    if (!shown) return;
    // As round as the eye needs it.
    const round = (value: number) => Number(formatNumber(value, 4).replaceAll(",", ""));
    this.#set({ min: round(shown.min), max: round(shown.max) });
  }

  #set(range: FixedRange | undefined): void {
    this.#fill(range);
    this.tools.onYRange(range);
  }

  #fill(range: FixedRange | undefined): void {
    this.#error.textContent = "";
    this.#min.value = range?.min === undefined ? "" : String(range.min);
    this.#max.value = range?.max === undefined ? "" : String(range.max);
  }

  /** Takes over what is written while it is being written, as far as it makes a range. */
  #read(): void {
    const [min, max] = [this.#min, this.#max].map((input) => readNumber(input.value));
    const wrong = Number.isNaN(min) || Number.isNaN(max) || (min ?? -Infinity) >= (max ?? Infinity);
    this.#error.textContent = wrong ? STRINGS.badRange : "";
    if (wrong) return;
    const range = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
    this.tools.onYRange(Object.keys(range).length === 0 ? undefined : range);
  }
}

/** A number as a person writes it; undefined where nothing is written, NaN where it is none. */
function readNumber(text: string): number | undefined {
  if (text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}
