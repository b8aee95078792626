import { formatCount, formatNumber } from "../../src/shared/format";
import { measureTitle } from "../../src/shared/measures";
import type { Evaluation } from "../../src/shared/run";
import { el } from "../components/dom";
import { STRINGS } from "../components/strings";

/** The measures of a run: latest, smallest and largest of each, and a table of all evaluations. */
export class EvaluationsPanel {
  readonly element: HTMLElement;
  readonly #content = el("div");
  /** Kept across renders, so that an evaluation that comes in does not fold the table up. */
  #open = false;

  constructor() {
    this.element = el("section", { class: "panel evaluations" }, el("h2", { text: STRINGS.evaluations }), this.#content);
  }

  render(evaluations: readonly Evaluation[]): void {
    const names = [...new Set(evaluations.flatMap((evaluation) => Object.keys(evaluation.results)))];
    if (names.length === 0) {
      this.#content.replaceChildren(el("p", { class: "hint", text: STRINGS.noEvaluations }));
      return;
    }
    this.#content.replaceChildren(summaryTable(names, evaluations), this.#history(names, evaluations));
  }

  #history(names: readonly string[], evaluations: readonly Evaluation[]): HTMLElement {
    const details = el("details", { on: { toggle: () => (this.#open = details.open) } }, el("summary", { text: `${STRINGS.history} (${formatCount(evaluations.length)})` }),
      el("div", { class: "scroll", attributes: { tabindex: "0", role: "region", "aria-label": STRINGS.history } }, table([STRINGS.stepColumn, ...names.map(measureTitle)], [...evaluations].reverse().map((evaluation) =>
        [el("td", { class: "number", text: formatCount(evaluation.step) }), ...names.map((name) => numberCell(evaluation.results[name]?.value))]))));
    details.open = this.#open;
    return details;
  }
}

function summaryTable(names: readonly string[], evaluations: readonly Evaluation[]): HTMLElement {
  return table([STRINGS.measure, STRINGS.latest, STRINGS.smallest, STRINGS.largest], names.map((name) => {
    const results = evaluations.map((evaluation) => evaluation.results[name]).filter((result) => result !== undefined);
    const finite = results.map((result) => result.value).filter(Number.isFinite);
    const settings = Object.entries(results.at(-1)?.settings ?? {}).map(([key, value]) => `${key} ${typeof value === "number" ? formatNumber(value) : value}`);
    return [
      el("th", { attributes: { scope: "row" } }, measureTitle(name), settings.length > 0 ? el("div", { class: "hint settings", text: settings.join(", ") }) : undefined),
      numberCell(results.at(-1)?.value, true),
      numberCell(finite.length > 0 ? Math.min(...finite) : undefined),
      numberCell(finite.length > 0 ? Math.max(...finite) : undefined),
    ];
  }));
}

function table(heads: readonly string[], rows: readonly HTMLElement[][]): HTMLElement {
  return el("table", {},
    el("thead", {}, el("tr", {}, ...heads.map((text, i) => el("th", { class: i > 0 ? "number" : undefined, text, attributes: { scope: "col" } })))),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells))));
}

function numberCell(value: number | undefined, strong = false): HTMLElement {
  const text = value === undefined ? "–" : formatNumber(value);
  return strong ? el("td", { class: "number" }, el("strong", { text })) : el("td", { class: "number", text });
}
