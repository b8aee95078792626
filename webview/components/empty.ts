import { button, el } from "./dom";
import type { Host } from "./host";
import { STRINGS } from "./strings";

/** What a page says while there is no run to show. */
export function emptyState(host: Host): HTMLElement {
  return el(
    "div",
    { class: "empty" },
    el("p", { text: STRINGS.noRun }),
    button({
      icon: "play",
      label: STRINGS.train,
      title: STRINGS.trainTip,
      primary: true,
      onClick: () => host.action("train"),
    }),
  );
}
