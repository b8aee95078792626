import { formatCount, formatDuration, formatNumber } from "../../src/shared/format";
import type { RunSummary } from "../../src/shared/run";
import { el, setText } from "../components/dom";
import type { Host } from "../components/host";
import { StateBadge } from "../components/state-badge";
import { STRINGS } from "../components/strings";
import { Controls } from "./controls";
import { FailureBanner } from "./failure-banner";

/** Which run, how far it is, what can be done with it, and what went wrong. */
export class Header {
  readonly element: HTMLElement;
  readonly #failure: FailureBanner;
  readonly #name = el("h1");
  readonly #state = new StateBadge();
  readonly #facts = el("div", { class: "facts" });
  readonly #progress = el("div", { class: "progress-done" });
  readonly #bar = el(
    "div",
    {
      class: "progress",
      attributes: { role: "progressbar", "aria-label": STRINGS.progress, "aria-valuemin": "0" },
    },
    this.#progress,
  );
  readonly #controls: Controls;

  constructor(host: Host) {
    this.#controls = new Controls(host);
    this.#failure = new FailureBanner(host);
    this.element = el(
      "header",
      { class: "run-header" },
      el("div", { class: "run-title" }, this.#name, this.#state.element, this.#controls.element),
      this.#bar,
      this.#facts,
      this.#failure.element,
    );
  }

  render(summary: RunSummary): void {
    const { record } = summary;
    setText(this.#name, record.name);
    this.#name.title = summary.dir;
    this.#state.render(record.state);
    this.#controls.render(record.state);
    this.#failure.render(record.error);
    this.#bar.setAttribute("aria-valuemax", String(record.steps));
    this.#bar.setAttribute("aria-valuenow", String(record.step));
    this.#bar.dataset["state"] = record.state;
    this.#progress.style.width = `${Math.min(100, (100 * record.step) / Math.max(1, record.steps))}%`;
    this.#renderFacts([
      STRINGS.stepOf(formatCount(record.step), formatCount(record.steps)),
      summary.stepsPerSecond === undefined
        ? undefined
        : STRINGS.stepsPerSecond(formatNumber(summary.stepsPerSecond, 3)),
      summary.secondsLeft === undefined
        ? undefined
        : STRINGS.timeLeft(formatDuration(summary.secondsLeft)),
      summary.evaluating &&
        STRINGS.evaluating(
          summary.evaluating.what,
          String(Math.floor(100 * summary.evaluating.fraction)),
        ),
      STRINGS.trained(formatDuration(record.trainingSeconds)),
      STRINGS.engine(record.engine.name, record.engine.version),
      STRINGS.seed(record.seed),
    ]);
  }

  #renderFacts(facts: (string | undefined)[]): void {
    const shown = facts.filter((fact) => fact !== undefined);
    while (this.#facts.childElementCount > shown.length) this.#facts.lastElementChild?.remove();
    while (this.#facts.childElementCount < shown.length) this.#facts.append(el("span"));
    shown.forEach((fact, i) => setText(this.#facts.children[i] as HTMLElement, fact));
  }
}
