import type { RunRecord } from "../../src/shared/run/run";
import { isResumable } from "../../src/shared/run/state";
import { button, el, icon } from "../components/dom";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";

/** A message as a sentence begins. */
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/**
 * Under the header: why a run failed, or how its trainer ended unexpectedly, and the ways on from
 * there.
 */
export class FailureBanner {
  readonly element = el("div", { class: "notices", attributes: { role: "alert" } });
  #shown = "";

  constructor(private readonly host: Host) {}

  render({ state, error }: Pick<RunRecord, "state" | "error">): void {
    const canResume = isResumable(state);
    const text = error ? [error.code, error.message, error.hint, canResume].join("\n") : "";
    if (text === this.#shown) return;
    this.#shown = text;
    this.element.replaceChildren();
    if (!error) return;
    this.element.append(
      el(
        "div",
        { class: "banner error" },
        icon("error"),
        el(
          "div",
          { class: "banner-text" },
          el("strong", { text: capitalised(error.message) }),
          error.hint ? el("p", { text: capitalised(error.hint) }) : undefined,
          el("div", { class: "banner-actions" }, ...this.#actions(error.code, canResume)),
        ),
      ),
    );
  }

  /** Only a run that diverged is helped by smaller rates. */
  #actions(code: string, canResume: boolean): HTMLButtonElement[] {
    const { host } = this;
    const smallerRates = button({
      icon: "arrow-down",
      label: STRINGS.resumeSmallerRates,
      title: STRINGS.resumeSmallerRatesTip,
      primary: true,
      onClick: () => host.action("resumeSmallerRates"),
    });
    const waysOn = [
      button({
        icon: "debug-pause",
        label: STRINGS.resumePaused,
        title: STRINGS.resumePausedTip,
        onClick: () => host.action("resumePaused"),
      }),
      button({
        icon: "history",
        label: STRINGS.resumeFromCheckpoint,
        title: STRINGS.resumeFromCheckpointTip,
        onClick: () => host.action("resumeFromCheckpoint"),
      }),
    ];
    const log = button({
      icon: "output",
      label: STRINGS.showLog,
      onClick: () => host.action("showLog"),
    });
    if (!canResume) return [log];
    return code === "not-finite" ? [smallerRates, ...waysOn, log] : [...waysOn, log];
  }
}
