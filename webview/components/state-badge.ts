import type { RunState } from "../../src/shared/run/state";
import { el, icon } from "./dom";
import { STRINGS } from "./strings";

const ICONS: Record<RunState, string> = {
  starting: "loading codicon-modifier-spin",
  running: "play-circle",
  paused: "debug-pause",
  finished: "pass",
  stopped: "debug-stop",
  interrupted: "debug-disconnect",
  failed: "error",
};

/** The state of a run: an icon and a word, with a colour beside them. */
export class StateBadge {
  readonly element = el("span", { class: "state" });
  #shown: RunState | undefined;

  render(state: RunState): void {
    if (state === this.#shown) return;
    this.#shown = state;
    this.element.dataset["state"] = state;
    this.element.replaceChildren(icon(ICONS[state]), el("span", { text: STRINGS.states[state] }));
  }
}
