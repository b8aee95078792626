import { formatCount } from "../../src/shared/format";
import { bestOf, formatMeasured, measureTitle } from "../../src/shared/measures";
import {
  comparisonKey,
  describePassport,
  describePassports,
  differingParts,
  type StoredPassport,
} from "../../src/shared/passport";
import type { Evaluation, Measurement } from "../../src/shared/run";
import { button, el } from "../components/dom";
import type { Host } from "../components/host";
import { STRINGS } from "../components/strings";

/** Figures of one measure that can be compared with each other, in the order of their making. */
interface Series {
  title: string;
  name: string;
  figures: (Measurement & { step: number })[];
  /** In what it differs from the measure's other series. */
  apart: string;
}

/** The measures of a run: the latest and the best figure of each, and a table of all. */
export class EvaluationsPanel {
  readonly element: HTMLElement;
  readonly #content = el("div");
  /** Kept across renders, so that an evaluation that comes in folds nothing up. */
  #open = false;
  #passportsOpen = false;

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
    if (series.length === 0) {
      this.#content.replaceChildren(el("p", { class: "hint", text: STRINGS.noEvaluations }));
      return;
    }
    this.#content.replaceChildren(
      summaryTable(series),
      this.#passports(series),
      this.#history(series, evaluations),
    );
  }

  /** What the latest figures depend on. */
  #passports(series: readonly Series[]): HTMLElement {
    const { all, own } = describePassports(
      series.map(({ title, figures }) => ({
        title,
        settings: withoutFeatures(figures.at(-1)!.settings),
      })),
    );
    const details = el(
      "details",
      { on: { toggle: () => (this.#passportsOpen = details.open) } },
      el("summary", { text: STRINGS.passports }),
      ...[{ titles: [STRINGS.allFigures], text: all }, ...own]
        .filter(({ text }) => text)
        .map(({ titles, text }) =>
          el("p", { class: "settings" }, el("strong", { text: `${titles.join(", ")}: ` }), text),
        ),
    );
    details.open = this.#passportsOpen;
    return details;
  }

  #history(series: readonly Series[], evaluations: readonly Evaluation[]): HTMLElement {
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

/** Figures of a measure that depend on other things are another series: smaller is then not better. */
function seriesOf(evaluations: readonly Evaluation[]): Series[] {
  const series = new Map<string, Series>();
  for (const { step, results } of evaluations) {
    for (const [name, measurement] of Object.entries(results)) {
      const key = `${name} ${comparisonKey(measurement.settings)}`;
      const known = series.get(key) ?? {
        title: measureTitle(name, measurement.settings),
        name,
        figures: [],
        apart: "",
      };
      known.figures.push({ ...measurement, step });
      series.set(key, known);
    }
  }
  const names = [...new Set([...series.values()].map(({ name }) => name))];
  const all = [...series.values()].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  return all.map((one) => {
    const passportOf = ({ figures }: Series): StoredPassport => figures.at(-1)!.settings;
    const differing = differingParts(all.filter(({ name }) => name === one.name).map(passportOf));
    return {
      ...one,
      apart: describePassport(
        withoutFeatures(passportOf(one)),
        differing.filter((key) => key !== "features"),
      ),
    };
  });
}

/** The features are in a measure's title already. */
const withoutFeatures = (passport: StoredPassport): StoredPassport =>
  Object.fromEntries(Object.entries(passport).filter(([key]) => key !== "features"));

function summaryTable(series: readonly Series[]): HTMLElement {
  return table(
    [STRINGS.measure, STRINGS.latest, STRINGS.best],
    series.map(({ title, name, figures, apart }) => {
      const latest = figures.at(-1)!,
        best = bestOf(name, figures),
        hint = (text: string) => el("div", { class: "hint settings", text });
      return [
        el(
          "th",
          { title: describePassport(latest.settings), attributes: { scope: "row" } },
          title,
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

function numberCell(figure: Measurement | undefined, strong = false, under?: string): HTMLElement {
  const text = figure ? formatMeasured(figure) : "–";
  return el(
    "td",
    { class: "number" },
    strong ? el("strong", { text }) : text,
    under === undefined ? undefined : el("div", { class: "hint", text: under }),
  );
}
