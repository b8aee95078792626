import { currentExperiment, optimizersOf, settingAt } from "../../src/shared/protocol/changes";
import { optimizerLabel, type OptimizerLike } from "../../src/shared/protocol/optimizer-settings";
import { UPDATE_COUNTS } from "../../src/shared/protocol/update-counts";
import type { Command } from "../../src/shared/protocol/messages";
import type { NetworkName } from "../../src/shared/run/run";
import { describeValue } from "../../src/shared/text/setting";
import { button, el } from "../components/dom";
import type { Host } from "../components/host";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import { learningRateForm, objectiveForm, updatesForm } from "./change-forms";
import { OptimizerForm } from "./optimizer-form";

const NETWORKS: readonly { name: NetworkName; label: string }[] = [
  { name: "generator", label: STRINGS.generator },
  { name: "discriminator", label: STRINGS.discriminator },
];

/** What of a run can be changed in the page while it trains. */
export type ChangeKind = "optimizer" | "learningRate" | "updates" | "objective";

/** What trains each of the two networks now, and the form to change it in the middle of the run. */
export class OptimizersPanel {
  readonly element: HTMLElement;
  readonly #cards: Record<NetworkName, { text: HTMLElement; edit: HTMLButtonElement }>;
  readonly #objective = el("div", { class: "optimizer-text" });
  readonly #hint = el("p", { class: "hint", text: STRINGS.notLive });
  readonly #form: OptimizerForm;
  /** The place of the form for rates, updates or the loss, and what had the focus before it. */
  readonly #change = el("div");
  #before: Element | null = null;
  #model: RunModel | undefined;
  #rendered = "";
  #current: Partial<Record<NetworkName, OptimizerLike>> = {};

  constructor(private readonly host: Host) {
    this.#form = new OptimizerForm({
      onApply: (command) => {
        host.command(command);
        this.#close();
      },
      onCancel: () => this.#close(),
    });
    const card = (name: NetworkName, label: string) => ({
      text: el("div", { class: "optimizer-text" }),
      edit: button({
        icon: "edit",
        label: STRINGS.edit,
        title: STRINGS.editTip(label),
        onClick: () => this.#open(name),
      }),
    });
    this.#cards = {
      generator: card("generator", STRINGS.generator),
      discriminator: card("discriminator", STRINGS.discriminator),
    };
    this.element = el(
      "section",
      { class: "panel optimizers" },
      el("h2", { text: STRINGS.optimizers }),
      ...NETWORKS.map(({ name, label }) =>
        el(
          "div",
          { class: "optimizer", attributes: { "data-network": name } },
          el("div", {}, el("h3", { text: label }), this.#cards[name].text),
          this.#cards[name].edit,
        ),
      ),
      el(
        "div",
        { class: "optimizer" },
        el("div", {}, el("h3", { text: STRINGS.lossTitle }), this.#objective),
      ),
      this.#hint,
      this.#form.element,
      this.#change,
    );
  }

  render(model: RunModel): void {
    this.#model = model;
    const state = model.summary?.record.state;
    const changeable = state === "running" || state === "paused";
    const { now, optimizers: current, objective } = changeableOf(model);
    const counts = UPDATE_COUNTS.map((count) => ({ ...count, value: settingAt(now, count.path) }));
    const key = JSON.stringify([changeable, current, counts, objective]);
    // Summaries come ten times a second, changes now and then.
    if (key === this.#rendered) return;
    this.#rendered = key;
    this.#current = current;
    this.#hint.hidden = changeable;
    for (const { name } of NETWORKS) {
      const { text, edit } = this.#cards[name];
      const optimizer = this.#current[name];
      edit.disabled = !changeable;
      text.replaceChildren(...(optimizer ? describe(optimizer) : [STRINGS.unknownOptimizer]));
      for (const { network, symbol, value } of counts)
        if (network === name && typeof value === "number")
          text.append(setting(STRINGS.updatesOf(symbol), String(value)));
    }
    this.#objective.replaceChildren(...objectiveText(objective));
    if (!changeable) {
      this.#form.element.hidden = true;
      this.#change.replaceChildren();
    }
  }

  /** Opens the form for a change, and brings it into view. */
  open(kind: ChangeKind): void {
    if (!this.#model) return;
    this.#before = document.activeElement;
    this.#form.element.hidden = true;
    this.#change.replaceChildren();
    if (kind === "optimizer") this.#open("generator");
    else this.#change.append(this.#changeForm(kind, this.#model));
    const form = kind === "optimizer" ? this.#form.element : this.#change;
    form.scrollIntoView({ block: "nearest" });
    form.querySelector<HTMLElement>("input, select")?.focus();
  }

  #changeForm(kind: Exclude<ChangeKind, "optimizer">, model: RunModel): HTMLElement {
    const place = {
      send: (command: Command) => this.host.command(command),
      onClose: () => {
        this.#change.replaceChildren();
        if (this.#before instanceof HTMLElement) this.#before.focus();
      },
    };
    const { now, optimizers, objective } = changeableOf(model);
    if (kind === "learningRate") return learningRateForm(optimizers, place);
    return kind === "updates" ? updatesForm(now, place) : objectiveForm(objective, place);
  }

  #open(network: NetworkName): void {
    this.#form.open(network, this.#current);
  }

  #close(): void {
    const network = this.#form.network;
    this.#form.element.hidden = true;
    this.#cards[network].edit.focus();
  }
}

/** What of a run the panel shows and changes, as it is now. */
function changeableOf({ experiment, events }: RunModel): {
  now: object;
  optimizers: Partial<Record<NetworkName, OptimizerLike>>;
  objective: object;
} {
  const now = currentExperiment(experiment, events);
  const objective = settingAt(now, "objective");
  return {
    now,
    optimizers: optimizersOf(now),
    objective: typeof objective === "object" && objective !== null ? objective : {},
  };
}

/** The loss, and what stands beside it. */
function objectiveText(objective: object): HTMLElement[] {
  const { loss, ...rest } = objective as Record<string, unknown>;
  const settings = Object.entries(rest).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((one: unknown) => ["", one] as const)
      : [[name, value] as const],
  );
  return [
    el("strong", { text: String(loss ?? "") }),
    ...settings
      .filter(([name, value]) => value !== undefined && !(name === "packing" && value === 1))
      .map(([name, value]) => setting(name, describeValue(value))),
  ];
}

function describe(optimizer: OptimizerLike): HTMLElement[] {
  const settings = Object.entries(optimizer).filter(([name]) => name !== "type");
  return [
    el("strong", { text: optimizerLabel(optimizer) }),
    ...settings.map(([name, value]) => setting(name, describeValue(value))),
  ];
}

const setting = (name: string, value: string): HTMLElement =>
  el("span", {}, el("span", { class: "hint", text: `${name} ` }), value);
