import { formatCount, formatDuration, formatSpeed } from "../../src/shared/text/format";
import { isLive } from "../../src/shared/run/state";
import type { RunSummary } from "../../src/shared/run/run";
import { el, setText } from "../components/dom";
import type { Host } from "../components/host";
import { StateBadge } from "../components/state-badge";
import { STRINGS } from "../components/strings";
import { Controls } from "./controls";
import { FailureBanner } from "./failure-banner";
import type { ChangeKind } from "./optimizers-panel";

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

  constructor(host: Host, onChange: (kind: ChangeKind) => void) {
    this.#controls = new Controls(host, onChange);
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
    this.#failure.render(record);
    this.#bar.setAttribute("aria-valuemax", String(record.steps));
    this.#bar.setAttribute("aria-valuenow", String(record.step));
    this.#bar.dataset["state"] = record.state;
    this.#progress.style.width = `${Math.min(100, (100 * record.step) / Math.max(1, record.steps))}%`;
    this.#renderFacts(summary);
  }

  /**
   * Each fact keeps its place, also while there is nothing to say there: what is below must not
   * jump.
   */
  #renderFacts(summary: RunSummary): void {
    const { record, stepsPerSecond, secondsLeft, evaluating } = summary;
    const evaluation =
      evaluating &&
      STRINGS.evaluating(evaluating.what, String(Math.floor(100 * evaluating.fraction)));
    const left = secondsLeft === undefined ? "" : STRINGS.timeLeft(formatDuration(secondsLeft));
    // What comes and goes is last, so that nothing has a gap before it.
    const facts = [
      STRINGS.stepOf(formatCount(record.step), formatCount(record.steps)),
      STRINGS.trained(formatDuration(record.trainingSeconds)),
      STRINGS.engine(record.engine.name, record.engine.version),
      STRINGS.seed(record.seed),
      stepsPerSecond === undefined ? "" : STRINGS.stepsPerSecond(formatSpeed(stepsPerSecond)),
      evaluation ?? left,
    ];
    const places = facts.length - this.#facts.childElementCount;
    this.#facts.append(...Array.from({ length: places }, () => el("span")));
    facts.forEach((fact, i) => {
      const place = this.#facts.children[i] as HTMLElement;
      setText(place, fact);
      place.title = fact;
    });
    const live = isLive(record.state);
    this.#facts.classList.toggle("live", live);
  }
}
