import { button, el, icon } from "../components/dom";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";

/** Under the header: why a run failed, or how its trainer ended unexpectedly. */
export class FailureBanner {
  readonly element = el("div", { class: "notices", attributes: { role: "alert" } });
  #shown = "";

  constructor(private readonly host: Host) {}

  render(error: { message: string; hint: string } | undefined): void {
    const text = error ? `${error.message}\n${error.hint}` : "";
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
          el("strong", { text: error.message }),
          error.hint ? el("p", { text: error.hint }) : undefined,
        ),
        button({
          icon: "output",
          label: STRINGS.showLog,
          onClick: () => this.host.action("showLog"),
        }),
      ),
    );
  }
}
