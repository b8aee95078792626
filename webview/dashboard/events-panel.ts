import { formatCount } from "../../src/shared/text/format";
import type { RunEvent } from "../../src/shared/run/run";
import { describeEvent } from "../../src/shared/run/marks";
import { el, icon } from "../components/dom";
import { STRINGS } from "../components/strings";

const ICONS: Record<RunEvent["type"], string> = {
  started: "play",
  paused: "debug-pause",
  resumed: "debug-continue",
  changed: "settings-gear",
  checkpoint: "save",
  evaluated: "beaker",
  warning: "warning",
  finished: "pass",
  stopped: "debug-stop",
  interrupted: "debug-disconnect",
  failed: "error",
};

/** A table of thousands of rows would slow every update. */
const MAX_EVENTS = 200;

/** What happened in the run, the newest first. */
export class EventsPanel {
  readonly element: HTMLElement;
  readonly #count = el("span", { class: "hint" });
  readonly #body = el("tbody");
  readonly #hint = el("p", { class: "hint" });
  readonly #table: HTMLElement;
  #rendered: RunEvent[] = [];

  constructor() {
    const heads = [STRINGS.stepColumn, STRINGS.whatColumn, STRINGS.whenColumn].map((text) =>
      el("th", { text, attributes: { scope: "col" } }),
    );
    this.#table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), this.#body);
    this.element = el(
      "details",
      { class: "panel events", attributes: { open: "" } },
      el("summary", {}, el("h2", { text: STRINGS.events }), this.#count),
      el(
        "div",
        {
          class: "scroll",
          attributes: { tabindex: "0", role: "region", "aria-label": STRINGS.events },
        },
        this.#table,
      ),
      this.#hint,
    );
  }

  render(events: readonly RunEvent[]): void {
    this.#count.textContent = formatCount(events.length);
    this.#table.hidden = events.length === 0;
    const earlier =
      events.length > MAX_EVENTS
        ? STRINGS.earlierEvents(formatCount(events.length - MAX_EVENTS))
        : "";
    this.#hint.textContent = events.length === 0 ? STRINGS.noEvents : earlier;
    // Events are only ever added, except by a new snapshot: what stands there already stays.
    const same = this.#rendered.every((event, i) => events[i] === event);
    if (!same) this.#body.replaceChildren();
    for (const event of events.slice(same ? this.#rendered.length : 0).slice(-MAX_EVENTS))
      this.#body.prepend(row(event));
    while (this.#body.childElementCount > MAX_EVENTS) this.#body.lastElementChild?.remove();
    this.#rendered = [...events];
  }
}

function row(event: RunEvent): HTMLElement {
  const when = new Date(event.time);
  return el(
    "tr",
    { attributes: { "data-type": event.type } },
    el("td", { class: "number", text: formatCount(event.step) }),
    el("td", {}, icon(ICONS[event.type]), ` ${describeEvent(event)}`),
    el("td", {
      class: "when",
      text: Number.isNaN(when.getTime()) ? event.time : when.toLocaleTimeString(),
      title: event.time,
    }),
  );
}
