import type { ChartDataset } from "chart.js";
import type { Point } from "../../src/shared/buckets";
import type { DensityFigure } from "../../src/shared/figure";
import { formatCount, formatNumber } from "../../src/shared/format";
import { Chart, fastOptions, scaleColours } from "./chart-setup";
import { el } from "./dom";
import { legend, type LegendItem } from "./legend";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";

type Line = LegendItem & {
  values: "pData" | "pGenerator" | "d" | "dOptimal";
  dash?: number[];
  width: number;
};

/** The lines of figure 1 of Goodfellow et al. 2014: black dotted, green solid and blue dashed; D* added thin. */
function lines(theme: Theme): Line[] {
  return [
    {
      values: "pData",
      label: STRINGS.pData,
      colour: theme.foreground,
      shape: "dotted",
      dash: [2, 3],
      width: 2,
    },
    {
      values: "pGenerator",
      label: STRINGS.pGenerator,
      colour: theme.generator,
      shape: "solid",
      width: 2,
    },
    {
      values: "d",
      label: STRINGS.d,
      colour: theme.discriminator,
      shape: "dashed",
      dash: [7, 4],
      width: 2,
    },
    { values: "dOptimal", label: STRINGS.dOptimal, colour: theme.muted, shape: "thin", width: 1 },
  ];
}

/** Densities of 1-D data and generator on the left axis, D and the best possible D on the right one. */
export class DensityView {
  readonly element: HTMLElement;
  readonly #canvas = el("canvas", { attributes: { role: "img" } });
  readonly #legend = el("div");
  #chart: Chart<"line", Point[]> | undefined;

  constructor() {
    this.element = el(
      "div",
      { class: "figure-density" },
      el("div", { class: "figure-density-plot" }, this.#canvas),
      this.#legend,
    );
  }

  show(figure: DensityFigure, theme: Theme): void {
    this.#canvas.setAttribute("aria-label", STRINGS.densityLabel(formatCount(figure.step)));
    const { critic } = figure,
      drawn = lines(theme).filter(({ values }) => figure[values]);
    this.#legend.replaceChildren(legend(drawn));
    this.#chart ??= new Chart(this.#canvas, {
      type: "line",
      data: { datasets: [] },
      options: fastOptions(),
    });
    this.#chart.data.datasets = drawn.map((line): ChartDataset<"line", Point[]> => ({
      data: figure.x.map((x, i) => ({ x, y: figure[line.values]?.[i] ?? NaN })),
      yAxisID: line.values === "d" || line.values === "dOptimal" ? "probability" : "density",
      borderColor: line.colour,
      borderWidth: line.width,
      borderDash: line.dash ?? [],
    }));
    const colours = scaleColours(theme);
    this.#chart.options.scales = {
      x: {
        type: "linear",
        min: figure.x[0],
        max: figure.x.at(-1),
        ...colours,
        ticks: { ...colours.ticks, includeBounds: false },
        title: { ...colours.title, display: true, text: "x" },
      },
      density: {
        type: "linear",
        position: "left",
        min: 0,
        suggestedMax: 1.25 * Math.max(...figure.pData),
        ...colours,
        ticks: { ...colours.ticks, callback: (value) => formatNumber(Number(value), 2) },
        title: { ...colours.title, display: true, text: STRINGS.density },
      },
      probability: {
        type: "linear",
        position: "right",
        min: 0,
        max: 1,
        ...colours,
        grid: { drawOnChartArea: false },
        ticks: {
          ...colours.ticks,
          stepSize: 0.25,
          callback: (value) =>
            formatNumber(
              critic ? critic.min + Number(value) * (critic.max - critic.min) : Number(value),
              2,
            ),
        },
        title: { ...colours.title, display: true, text: STRINGS.d },
      },
    };
    this.#chart.update("none");
  }
}
