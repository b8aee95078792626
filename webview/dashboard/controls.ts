import { isLive, isResumable, type RunState } from "../../src/shared/run/state";
import { button, el } from "../components/dom";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";
import type { ChangeKind } from "./optimizers-panel";

interface Control {
  element: HTMLButtonElement;
  shownIn: (state: RunState) => boolean;
}

/** The buttons of a run: those that its state allows. */
export class Controls {
  readonly element = el("div", { class: "controls", attributes: { role: "toolbar" } });
  readonly #controls: Control[];
  #shown: RunState | undefined;

  /** @param onChange opens the form for a change in the page */
  constructor(host: Host, onChange: (kind: ChangeKind) => void) {
    const only =
      (...states: RunState[]) =>
      (state: RunState) =>
        states.includes(state);
    const changeable = only("running", "paused");
    this.#controls = [
      {
        shownIn: only("running"),
        element: button({
          icon: "debug-pause",
          label: STRINGS.pause,
          title: STRINGS.pauseTip,
          primary: true,
          onClick: () => host.command({ type: "pause" }),
        }),
      },
      {
        shownIn: only("paused"),
        element: button({
          icon: "debug-continue",
          label: STRINGS.resume,
          title: STRINGS.resumeTip,
          primary: true,
          onClick: () => host.command({ type: "resume" }),
        }),
      },
      {
        shownIn: (state) => isResumable(state) && state !== "finished",
        element: button({
          icon: "debug-continue",
          label: STRINGS.resume,
          title: STRINGS.resumeRunTip,
          primary: true,
          onClick: () => host.action("resumeRun"),
        }),
      },
      {
        shownIn: isResumable,
        element: button({
          icon: "play",
          label: STRINGS.trainAgain,
          title: STRINGS.trainAgainTip,
          onClick: () => host.action("train"),
        }),
      },
      {
        shownIn: changeable,
        element: button({
          icon: "debug-step-over",
          label: STRINGS.step,
          title: STRINGS.stepTip,
          onClick: () => host.command({ type: "step" }),
        }),
      },
      {
        shownIn: isLive,
        element: button({
          icon: "debug-stop",
          label: STRINGS.stop,
          title: STRINGS.stopTip,
          onClick: () => host.command({ type: "stop" }),
        }),
      },
      {
        shownIn: changeable,
        element: button({
          icon: "settings-gear",
          label: STRINGS.changeOptimizer,
          title: STRINGS.changeOptimizerTip,
          onClick: () => onChange("optimizer"),
        }),
      },
      {
        shownIn: changeable,
        element: button({
          icon: "dashboard",
          label: STRINGS.changeLearningRate,
          title: STRINGS.changeLearningRateTip,
          onClick: () => onChange("learningRate"),
        }),
      },
      {
        shownIn: changeable,
        element: button({
          icon: "layers",
          label: STRINGS.changeUpdates,
          title: STRINGS.changeUpdatesTip,
          onClick: () => onChange("updates"),
        }),
      },
      {
        shownIn: changeable,
        element: button({
          icon: "symbol-operator",
          label: STRINGS.changeObjective,
          title: STRINGS.changeObjectiveTip,
          onClick: () => onChange("objective"),
        }),
      },
      {
        shownIn: () => true,
        element: button({
          icon: "output",
          label: STRINGS.showLog,
          iconOnly: true,
          onClick: () => host.action("showLog"),
        }),
      },
      {
        shownIn: () => true,
        element: button({
          icon: "folder-opened",
          label: STRINGS.revealFolder,
          iconOnly: true,
          onClick: () => host.action("revealRunFolder"),
        }),
      },
    ];
    this.element.append(...this.#controls.map((control) => control.element));
  }

  /** A button that vanishes under the person's focus hands it to the first that is there. */
  render(state: RunState): void {
    if (state === this.#shown) return;
    this.#shown = state;
    const focused = this.element.contains(document.activeElement);
    for (const { element, shownIn } of this.#controls) element.hidden = !shownIn(state);
    const lost =
      focused && document.activeElement instanceof HTMLElement && document.activeElement.hidden;
    if (lost) this.#controls.find(({ element }) => !element.hidden)?.element.focus();
  }
}
