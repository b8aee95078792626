import { formatCount, formatNumber } from "../../src/shared/text/format";
import { el } from "./dom";
import type { RunModel } from "./run-model";
import { STRINGS } from "./strings";

/** Between two summaries of a run in the same state, in milliseconds. */
const QUIET = 30_000;

/** Tells screen readers how a run goes: at once when its state changes, else now and then. */
export class Announcer {
  readonly element = el("div", {
    class: "hidden-text",
    attributes: { role: "status", "aria-live": "polite" },
  });
  #state = "";
  #at = -Infinity;

  render(model: RunModel): void {
    const record = model.summary?.record;
    if (!record || (record.state === this.#state && performance.now() - this.#at < QUIET)) return;
    this.#state = record.state;
    this.#at = performance.now();
    const losses =
      model.series.length === 0
        ? ""
        : STRINGS.summaryLosses(
            formatNumber(model.series.latest("lossD"), 2),
            formatNumber(model.series.latest("lossG"), 2),
          );
    const text =
      STRINGS.summary(
        record.name,
        STRINGS.states[record.state],
        formatCount(record.step),
        formatCount(record.steps),
      ) + losses;
    if (this.element.textContent !== text) this.element.textContent = text;
  }
}
