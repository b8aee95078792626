import { describeValue, isAllowed, OPTIMIZER_SETTINGS, type OptimizerLike, type OptimizerSetting } from "../../src/shared/optimizer-settings";
import type { Command } from "../../src/shared/protocol";
import type { NetworkName } from "../../src/shared/run";
import { button, el } from "../components/dom";
import { STRINGS } from "../components/strings";

type SetOptimizer = Extract<Command, { type: "setOptimizer" }>;

interface FormHandlers {
  onApply(command: SetOptimizer): void;
  onCancel(): void;
}

/** Chooses another optimizer, or other settings of the same, for one network or both. */
export class OptimizerForm {
  readonly element: HTMLFormElement;
  /** The network for which the form was opened. */
  network: NetworkName = "generator";
  readonly #networks: Record<NetworkName, HTMLInputElement> = { generator: input("checkbox"), discriminator: input("checkbox") };
  readonly #type = el("select", { on: { change: () => this.#showSettings() } },
    ...Object.entries(OPTIMIZER_SETTINGS).map(([type, { label }]) => el("option", { text: label, attributes: { value: type } })));
  readonly #fields = el("div", { class: "form-fields" });
  readonly #slots = { keep: input("radio", "slots"), reset: input("radio", "slots") };
  readonly #error = el("p", { class: "form-error", attributes: { role: "alert" } });
  #inputs: { setting: OptimizerSetting; field: HTMLInputElement; schedule: unknown }[] = [];
  #current: OptimizerLike | undefined;

  constructor(private readonly handlers: FormHandlers) {
    const check = (field: HTMLInputElement, label: string) => el("label", { class: "check" }, field, label);
    const group = (label: string, ...children: HTMLElement[]) => el("fieldset", {}, el("legend", { text: label }), ...children);
    const apply = button({ icon: "check", label: STRINGS.apply, primary: true, onClick: () => undefined });
    apply.type = "submit";
    this.element = el("form", { class: "optimizer-form", attributes: { novalidate: "" } },
      group(STRINGS.applyTo, check(this.#networks.generator, STRINGS.generator), check(this.#networks.discriminator, STRINGS.discriminator)),
      el("label", { class: "field" }, el("span", { text: STRINGS.optimizer }), this.#type),
      this.#fields,
      group(STRINGS.slots, check(this.#slots.keep, STRINGS.keep), check(this.#slots.reset, STRINGS.reset), el("p", { class: "hint", text: STRINGS.slotsHelp })),
      this.#error,
      el("div", { class: "form-buttons" }, apply, button({ label: STRINGS.cancel, onClick: () => handlers.onCancel() })));
    this.element.hidden = true;
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") handlers.onCancel();
    });
  }

  /** Shows the form, filled with what `network` has now. */
  open(network: NetworkName, current: Partial<Record<NetworkName, OptimizerLike>>): void {
    this.network = network;
    this.#current = current[network];
    this.#networks.generator.checked = network === "generator";
    this.#networks.discriminator.checked = network === "discriminator";
    this.#slots.keep.checked = true;
    const type = this.#current?.type ?? "adam";
    this.#type.value = type in OPTIMIZER_SETTINGS ? type : "adam";
    this.#showSettings();
    this.element.hidden = false;
    this.#type.focus();
  }

  /** The fields of the chosen type: the current values where it is the current type, else its defaults. */
  #showSettings(): void {
    const now = this.#current?.type === this.#type.value ? this.#current : undefined;
    this.#error.textContent = "";
    this.#inputs = (OPTIMIZER_SETTINGS[this.#type.value]?.settings ?? []).map((setting) => {
      const value = now?.[setting.name] ?? setting.default;
      const field = el("input", { attributes: { type: "text", inputmode: "decimal" } });
      if (typeof value === "number") field.value = String(value);
      else field.placeholder = STRINGS.scheduleKept(describeValue(value));
      return { setting, field, schedule: typeof value === "number" ? undefined : value };
    });
    this.#fields.replaceChildren(...this.#inputs.map(({ setting, field }) => el("label", { class: "field" }, el("span", { text: setting.label }), field)));
  }

  #submit(): void {
    const networks = (["generator", "discriminator"] as const).filter((name) => this.#networks[name].checked);
    if (networks.length === 0) {
      this.#refuse(STRINGS.chooseNetwork, this.#networks.generator);
      return;
    }
    const optimizer: OptimizerLike = { type: this.#type.value };
    for (const { setting, field, schedule } of this.#inputs) {
      const text = field.value.trim();
      const value = text === "" ? NaN : Number(text);
      if (text === "" && schedule !== undefined) optimizer[setting.name] = schedule;
      else if (isAllowed(setting, value)) optimizer[setting.name] = value;
      else {
        this.#refuse(STRINGS.badValue(setting.label, boundsOf(setting)), field);
        return;
      }
    }
    this.handlers.onApply({ type: "setOptimizer", networks, optimizer, slots: this.#slots.keep.checked ? "keep" : "reset" });
  }

  #refuse(message: string, field: HTMLInputElement): void {
    this.#error.textContent = message;
    field.focus();
  }
}

function input(type: "checkbox" | "radio", name?: string): HTMLInputElement {
  return el("input", { attributes: { type, name } });
}

function boundsOf({ min, max, exclusive }: OptimizerSetting): string {
  const { bounds } = STRINGS;
  const low = exclusive?.includes("min") ? bounds.above(min) : bounds.least(min);
  if (max === undefined) return low;
  return low + bounds.and + (exclusive?.includes("max") ? bounds.below(max) : bounds.most(max));
}
