import { formatCount, formatNumber } from "../../src/shared/text/format";
import { measureHelp } from "../components/help-texts";
import { bestOf, formatMeasured } from "../../src/shared/evaluation/metrics";
import {
  describeProvenance,
  describeSharedProvenance,
} from "../../src/shared/evaluation/provenance";
import type { Evaluation, Measurement } from "../../src/shared/run/run";
import { button, el } from "../components/dom";
import { help } from "../components/help";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";
import { type EvaluationSeries, seriesOf, withoutFeatures } from "./evaluation-series";

/** The measures of a run: the latest and the best figure of each, and a table of all. */
export class EvaluationsPanel {
  readonly element: HTMLElement;
  readonly #content = el("div");
  /** Kept across renders, so that an evaluation that comes in folds nothing up. */
  #open = false;
  #provenanceOpen = false;

  constructor(host: Host) {
    const evaluate = button({
      icon: "beaker",
      label: STRINGS.evaluate,
      title: STRINGS.evaluateTip,
      onClick: () => host.action("evaluate"),
    });
    this.element = el(
      "section",
      { class: "panel evaluations" },
      el("div", { class: "panel-title" }, el("h2", { text: STRINGS.evaluations }), evaluate),
      this.#content,
    );
  }

  render(evaluations: readonly Evaluation[]): void {
    const series = seriesOf(evaluations);
    const failures = failuresOf(evaluations.at(-1));
    if (series.length === 0) {
      this.#content.replaceChildren(...failures);
      if (failures.length > 0) return;
      this.#content.replaceChildren(el("p", { class: "hint", text: STRINGS.noEvaluations }));
      return;
    }
    this.#content.replaceChildren(
      summaryTable(series),
      ...failures,
      this.#provenance(series),
      this.#history(series, evaluations),
    );
  }

  /** What the latest figures depend on. */
  #provenance(series: readonly EvaluationSeries[]): HTMLElement {
    const { all, own } = describeSharedProvenance(
      series.map(({ title, figures }) => ({
        title,
        settings: withoutFeatures(figures.at(-1)!.settings),
      })),
    );
    const details = el(
      "details",
      { on: { toggle: () => (this.#provenanceOpen = details.open) } },
      el("summary", { text: STRINGS.provenance }),
      ...[{ titles: [STRINGS.allFigures], text: all }, ...own]
        .filter(({ text }) => text)
        .map(({ titles, text }) =>
          el("p", { class: "settings" }, el("strong", { text: `${titles.join(", ")}: ` }), text),
        ),
    );
    details.open = this.#provenanceOpen;
    return details;
  }

  #history(series: readonly EvaluationSeries[], evaluations: readonly Evaluation[]): HTMLElement {
    const details = el(
      "details",
      { on: { toggle: () => (this.#open = details.open) } },
      el("summary", { text: `${STRINGS.history} (${formatCount(evaluations.length)})` }),
      el(
        "div",
        {
          class: "scroll",
          attributes: { tabindex: "0", role: "region", "aria-label": STRINGS.history },
        },
        table(
          [STRINGS.stepColumn, ...series.map(({ title }) => title)],
          [...evaluations]
            .reverse()
            .map(({ step, results }) => [
              el("td", { class: "number", text: formatCount(step) }),
              ...series.map(({ name, figures }) =>
                numberCell(figures.find((figure) => figure.settings === results[name]?.settings)),
              ),
            ]),
        ),
      ),
    );
    details.open = this.#open;
    return details;
  }
}

/** What the latest evaluation could not measure, and why. */
const failuresOf = (evaluation: Evaluation | undefined): HTMLElement[] =>
  Object.entries(evaluation?.failures ?? {}).map(([metric, reason]) =>
    el("p", {
      class: "hint settings failed-metric",
      text: `⚠ ${STRINGS.metricFailed(metric, formatCount(evaluation?.step ?? 0), reason)}`,
    }),
  );

function summaryTable(series: readonly EvaluationSeries[]): HTMLElement {
  return table(
    [STRINGS.measure, STRINGS.latest, STRINGS.best],
    series.map(({ title, name, figures, apart }) => {
      const latest = figures.at(-1)!;
      const best = bestOf(name, figures);
      const hint = (text: string) => el("div", { class: "hint settings", text });
      return [
        el(
          "th",
          { title: describeProvenance(latest.settings), attributes: { scope: "row" } },
          title,
          measureMark(name, title),
          apart ? hint(apart) : undefined,
          ...(latest.warnings ?? []).map((warning) => hint(`⚠ ${warning}`)),
        ),
        numberCell(latest, true),
        numberCell(
          best,
          false,
          best && best.step !== latest.step ? STRINGS.atStepOf(formatCount(best.step)) : undefined,
        ),
      ];
    }),
  );
}

/** The question mark of a measure; none for one that another version has made. */
function measureMark(name: string, title: string): HTMLElement | undefined {
  const text = measureHelp(name);
  return text === undefined ? undefined : help(title, text);
}

function table(heads: readonly string[], rows: readonly HTMLElement[][]): HTMLElement {
  return el(
    "table",
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...heads.map((text, i) =>
          el("th", { class: i > 0 ? "number" : undefined, text, attributes: { scope: "col" } }),
        ),
      ),
    ),
    el("tbody", {}, ...rows.map((cells) => el("tr", {}, ...cells))),
  );
}

/** A figure, and below it what else there is to say: the step of the best, the noise floor. */
function numberCell(figure: Measurement | undefined, strong = false, under?: string): HTMLElement {
  const { noiseFloor, ...measured } = figure ?? {};
  const text = figure ? formatMeasured({ ...measured, value: figure.value }) : "–";
  const floor =
    typeof noiseFloor === "number" && figure?.value !== null
      ? STRINGS.noiseFloor(formatNumber(noiseFloor, 2))
      : undefined;
  return el(
    "td",
    { class: "number" },
    strong ? el("strong", { text }) : text,
    ...[under, floor].map((words) =>
      words === undefined ? undefined : el("div", { class: "hint", text: words }),
    ),
  );
}
