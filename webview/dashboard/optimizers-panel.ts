import { currentObjective, currentOptimizers } from "../../src/shared/changes";
import { currentDiscriminatorSteps } from "../../src/shared/discriminator-steps";
import { optimizerLabel, type OptimizerLike } from "../../src/shared/optimizer-settings";
import type { NetworkName } from "../../src/shared/run";
import { describeValue } from "../../src/shared/setting-text";
import { button, el } from "../components/dom";
import type { Host } from "../components/host";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import { OptimizerForm } from "./optimizer-form";

const NETWORKS: readonly { name: NetworkName; label: string }[] = [
  { name: "generator", label: STRINGS.generator },
  { name: "discriminator", label: STRINGS.discriminator },
];

/** What trains each of the two networks now, and the form to change it in the middle of the run. */
export class OptimizersPanel {
  readonly element: HTMLElement;
  readonly #cards: Record<NetworkName, { text: HTMLElement; edit: HTMLButtonElement }>;
  readonly #objective = el("div", { class: "optimizer-text" });
  readonly #hint = el("p", { class: "hint", text: STRINGS.notLive });
  readonly #form: OptimizerForm;
  #rendered = "";
  #current: Partial<Record<NetworkName, OptimizerLike>> = {};

  constructor(host: Host) {
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
    );
  }

  render(model: RunModel): void {
    const state = model.summary?.record.state;
    const changeable = state === "running" || state === "paused";
    const current = currentOptimizers(model.experiment, model.events);
    const k = currentDiscriminatorSteps(model.experiment, model.events);
    const objective = currentObjective(model.experiment, model.events);
    const key = JSON.stringify([changeable, current, k, objective]);
    // Summaries come ten times a second, changes now and then.
    if (key === this.#rendered) return;
    this.#rendered = key;
    this.#current = current;
    this.#hint.hidden = changeable;
    for (const { name } of NETWORKS) {
      const { text, edit } = this.#cards[name],
        optimizer = this.#current[name];
      edit.disabled = !changeable;
      text.replaceChildren(...(optimizer ? describe(optimizer) : [STRINGS.unknownOptimizer]));
      if (name === "discriminator" && k !== undefined)
        text.append(setting(STRINGS.discriminatorSteps, String(k)));
    }
    this.#objective.replaceChildren(...objectiveText(objective));
    if (!changeable) this.#form.element.hidden = true;
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
