import { button, el, icon } from "../components/dom";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";

/** More at once would push the charts off the screen. */
const MOST = 3;

/** Banners under the header: why a run failed, and what the extension tells in passing. */
export class Notices {
  readonly element = el("div", { class: "notices" });
  readonly #failure = el("div", { attributes: { role: "alert" } });
  readonly #list = el("div", { attributes: { role: "log" } });
  #failed = "";

  constructor(private readonly host: Host) {
    this.element.append(this.#failure, this.#list);
  }

  renderFailure(error: { message: string; hint: string } | undefined): void {
    const text = error ? `${error.message}\n${error.hint}` : "";
    if (text === this.#failed) return;
    this.#failed = text;
    this.#failure.replaceChildren();
    if (!error) return;
    this.#failure.append(el("div", { class: "banner error" }, icon("error"),
      el("div", { class: "banner-text" }, el("strong", { text: error.message }), error.hint ? el("p", { text: error.hint }) : undefined),
      button({ icon: "output", label: STRINGS.showLog, onClick: () => this.host.action("showLog") })));
  }

  add(severity: "info" | "error", message: string): void {
    const banner = el("div", { class: `banner ${severity}` }, icon(severity), el("div", { class: "banner-text", text: message }),
      button({ icon: "close", label: STRINGS.dismiss, iconOnly: true, onClick: () => banner.remove() }));
    this.#list.append(banner);
    while (this.#list.childElementCount > MOST) this.#list.firstElementChild?.remove();
  }

  clear(): void {
    this.#list.replaceChildren();
  }
}
