import { SETTING_HELP } from "../components/help-texts";
import {
  type OptimizerField,
  optimizerFields,
  optimizerOf,
} from "../../src/shared/protocol/optimizer-fields";
import {
  type NumberSetting,
  OPTIMIZER_KINDS,
  OPTIMIZER_SETTINGS,
  type OptimizerLike,
  type OptimizerSetting,
} from "../../src/shared/protocol/optimizer-settings";
import type { Command } from "../../src/shared/protocol/messages";
import type { NetworkName } from "../../src/shared/run/run";
import { describeValue } from "../../src/shared/text/setting";
import { button, el } from "../components/dom";
import { help } from "../components/help";
import { STRINGS } from "../components/strings";

type Change = Extract<Command, { type: "change" }>;

interface FormHandlers {
  onApply(command: Change): void;
  onCancel(): void;
}

/** Chooses another optimizer, or other settings of the same, for one network or both. */
export class OptimizerForm {
  readonly element: HTMLFormElement;
  /** The network for which the form was opened. */
  network: NetworkName = "generator";
  readonly #networks: Record<NetworkName, HTMLInputElement> = {
    generator: input("checkbox"),
    discriminator: input("checkbox"),
  };
  readonly #type = el(
    "select",
    { on: { change: () => this.#showSettings() } },
    ...OPTIMIZER_KINDS.map((kind) =>
      el(
        "optgroup",
        { attributes: { label: kind } },
        ...Object.entries(OPTIMIZER_SETTINGS)
          .filter(([, one]) => one.kind === kind)
          .map(([type, { label }]) => el("option", { text: label, attributes: { value: type } })),
      ),
    ),
  );
  readonly #own = el("div", { class: "form-fields" });
  readonly #around = el("div", { class: "form-fields" });
  readonly #more = el(
    "details",
    {},
    el("summary", { text: STRINGS.aroundOptimizer }),
    this.#around,
  );
  readonly #slots = { keep: input("radio", "slots"), reset: input("radio", "slots") };
  readonly #error = el("p", { class: "form-error", attributes: { role: "alert" } });
  #inputs: Input[] = [];
  #current: OptimizerLike | undefined;

  constructor(private readonly handlers: FormHandlers) {
    const check = (field: HTMLInputElement, label: string) =>
      el("label", { class: "check" }, field, label);
    const group = (label: string, ...children: HTMLElement[]) =>
      el("fieldset", {}, el("legend", { text: label }), ...children);
    const apply = button({
      icon: "check",
      label: STRINGS.apply,
      primary: true,
      onClick: () => undefined,
    });
    apply.type = "submit";
    this.element = el(
      "form",
      { class: "optimizer-form", attributes: { novalidate: "" } },
      group(
        STRINGS.applyTo,
        check(this.#networks.generator, STRINGS.generator),
        check(this.#networks.discriminator, STRINGS.discriminator),
      ),
      el("label", { class: "field" }, el("span", { text: STRINGS.optimizer }), this.#type),
      this.#own,
      this.#more,
      group(
        STRINGS.slots,
        check(this.#slots.keep, STRINGS.keep),
        check(this.#slots.reset, STRINGS.reset),
        el("p", { class: "hint", text: STRINGS.slotsHelp }),
      ),
      this.#error,
      el(
        "div",
        { class: "form-buttons" },
        apply,
        button({ label: STRINGS.cancel, onClick: () => handlers.onCancel() }),
      ),
    );
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
    this.#more.open = optimizerFields(this.#type.value, this.#current).around.some(isGiven);
    this.element.hidden = false;
    this.#type.focus();
  }

  /**
   * The fields of the chosen type: the current values where it is the current type, else its
   * defaults.
   */
  #showSettings(): void {
    this.#error.textContent = "";
    const { own, around } = optimizerFields(this.#type.value, this.#current);
    const show = (parent: HTMLElement, fields: readonly OptimizerField[]): Input[] => {
      const inputs = fields.map((field): Input => ({
        field,
        input: inputFor(field),
        error: el("span", { class: "form-error" }),
      }));
      parent.replaceChildren(...inputs.map(fieldElement));
      return inputs;
    };
    this.#inputs = [...show(this.#own, own), ...show(this.#around, around)];
  }

  #submit(): void {
    this.#error.textContent = "";
    for (const one of this.#inputs) showFieldError(one, "");
    const networks = (["generator", "discriminator"] as const).filter(
      (name) => this.#networks[name].checked,
    );
    if (networks.length === 0) {
      this.#refuse(STRINGS.chooseNetwork, this.#networks.generator);
      return;
    }
    const read = optimizerOf(
      this.#type.value,
      this.#inputs.map(({ field, input }) => ({ ...field, text: textOf(input) })),
    );
    if ("wrong" in read) {
      const wrong = this.#inputs.find(({ field }) => field.setting === read.wrong);
      if (!wrong) return;
      if (this.#around.contains(wrong.input)) this.#more.open = true;
      showFieldError(wrong, STRINGS.badValue(read.wrong.label, boundsOf(read.wrong)));
      wrong.input.focus();
      return;
    }
    this.handlers.onApply({
      type: "change",
      set: networks.map((network) => ({ path: `optimizer.${network}`, value: read.optimizer })),
      slots: this.#slots.keep.checked ? "keep" : "reset",
    });
  }

  #refuse(message: string, field: HTMLElement): void {
    this.#error.textContent = message;
    field.focus();
  }
}

interface Input {
  field: OptimizerField;
  input: HTMLInputElement | HTMLSelectElement;
  /** What is wrong with it, below it. */
  error: HTMLElement;
}

/** A field with its label, what an empty one keeps, and room for what is wrong with it. */
function fieldElement({ field: { setting, schedule }, input, error }: Input): HTMLElement {
  if (setting.kind === "flag")
    return el("label", { class: "check" }, input, el("span", { text: setting.label }));
  const kept = schedule && STRINGS.scheduleKept(describeValue(schedule));
  input.id = `setting-${setting.group ?? "own"}-${setting.name}`;
  // Its mark is a button, which a label around both would stand for.
  const label = el("label", { text: setting.label, attributes: { for: input.id } });
  return el(
    "div",
    { class: "field" },
    el("span", {}, label, settingMark(setting)),
    input,
    kept ? el("span", { class: "hint", text: kept }) : undefined,
    error,
  );
}

function settingMark({ name, label }: OptimizerSetting): HTMLElement | undefined {
  const text = SETTING_HELP[name];
  return text === undefined ? undefined : help(label, text);
}

/** Says below a field what is wrong with it, also to a screen reader. */
function showFieldError({ field, input, error }: Input, message: string): void {
  error.textContent = message;
  error.id = `error-${field.setting.group ?? "own"}-${field.setting.name}`;
  input.setAttribute("aria-invalid", String(message !== ""));
  if (message) input.setAttribute("aria-describedby", error.id);
  else input.removeAttribute("aria-describedby");
}

/** Whether a field says more than that its setting is left out, or stands at its default. */
const isGiven = ({ setting, text, schedule }: OptimizerField): boolean =>
  schedule !== undefined ||
  (text !== "" && !(setting.kind === "number" && text === String(setting.default)));

function inputFor({ setting, text, schedule }: OptimizerField): Input["input"] {
  if (setting.kind === "flag") {
    const box = input("checkbox");
    box.checked = text !== "";
    return box;
  }
  if (setting.kind === "choice") {
    const option = (value: string, label = value) =>
      el("option", { text: label, attributes: { value } });
    const select = el(
      "select",
      {},
      option("", setting.none),
      ...setting.values.map((value) => option(value)),
    );
    select.value = text;
    return select;
  }
  const field = el("input", { attributes: { type: "text", inputmode: "decimal" } });
  field.value = text;
  if (schedule) field.placeholder = STRINGS.schedule;
  else if (setting.default === undefined) field.placeholder = STRINGS.off;
  return field;
}

function textOf(input: Input["input"]): string {
  if (input.type !== "checkbox") return input.value;
  return (input as HTMLInputElement).checked ? "on" : "";
}

function input(type: "checkbox" | "radio", name?: string): HTMLInputElement {
  return el("input", { attributes: { type, name } });
}

function boundsOf({ min, max, exclusive, whole }: NumberSetting): string {
  const { bounds } = STRINGS;
  if (whole) return bounds.whole(min);
  const low = exclusive?.includes("min") ? bounds.above(min) : bounds.least(min);
  if (max === undefined) return low;
  return low + bounds.and + (exclusive?.includes("max") ? bounds.below(max) : bounds.most(max));
}
