import { divergingMap, withAlpha } from "./colour";
import type { ScatterFigure } from "../../src/shared/run/figure";
import { formatCount } from "../../src/shared/text/format";
import { el } from "./dom";
import { tallestFigure } from "./figure-size";
import { ToggleLegend } from "./legend";
import { drawAxes, drawColourBar, drawPoints, isInside, type Plot } from "./scatter-drawing";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";

/**
 * Room around the plot, in CSS pixels: numbers of the axes on the left and below, colour bar on the
 * right.
 */
const MARGIN = { left: 34, right: 66, top: 8, bottom: 24 };

/** A real point is drawn below the generated ones, which are what one looks at. */
const REAL_OPACITY = 0.6;
const GENERATED_OPACITY = 0.8;
const RIM_OPACITY = 0.5;

/** What of a scatter figure can be shown or hidden. */
export type ScatterLayer = "real" | "generated" | "d";
export const SCATTER_LAYERS: readonly ScatterLayer[] = ["real", "generated", "d"];

/**
 * Real and generated points of 2-D data over what D says of each place, each of which can be
 * hidden.
 */
export class ScatterView {
  readonly element: HTMLElement;
  readonly #canvas = el("canvas", { attributes: { role: "img" } });
  readonly #legend: ToggleLegend<ScatterLayer>;
  readonly #outside = el("p", { class: "hint" });
  #last: { figure: ScatterFigure; theme: Theme } | undefined;

  /** @param hidden the layers that are hidden now; the set follows what the person chooses. */
  constructor(
    private readonly hidden: Set<ScatterLayer>,
    onToggle: () => void,
  ) {
    this.#legend = new ToggleLegend(SCATTER_LAYERS, hidden, () => {
      onToggle();
      this.#draw();
    });
    this.element = el(
      "div",
      { class: "figure-scatter" },
      this.#canvas,
      this.#legend.element,
      this.#outside,
    );
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  show(figure: ScatterFigure, theme: Theme): void {
    this.#last = { figure, theme };
    this.#legend.render({
      real: { label: STRINGS.real, colour: theme.foreground, shape: "circle" },
      generated: { label: STRINGS.generated, colour: theme.generator, shape: "triangle" },
      d: { label: STRINGS.d, colour: `rgb(${theme.heat.high.join(", ")})`, shape: "square" },
    });
    this.#canvas.setAttribute(
      "aria-label",
      STRINGS.scatterLabel(
        formatCount(figure.step),
        formatCount(figure.real.length / 2),
        formatCount(figure.generated.length / 2),
      ),
    );
    const outside = countOutside(figure);
    this.#outside.textContent = outside === 0 ? "" : STRINGS.pointsOutside(formatCount(outside));
    this.#draw();
  }

  #draw(): void {
    const width = this.element.clientWidth;
    if (!this.#last || width <= MARGIN.left + MARGIN.right) return;
    const { figure, theme } = this.#last;
    const plot = layOut(figure, width);
    const context = this.#prepare(width, plot.top + plot.height + MARGIN.bottom, theme);
    if (!this.hidden.has("d")) drawHeat(context, plot, figure, theme);
    const rim = withAlpha(theme.background, RIM_OPACITY);
    // Generated points lie on top: a good sample lies where real points are, and those would hide
    // it.
    if (!this.hidden.has("real"))
      drawPoints(context, plot, figure.real, {
        shape: "circle",
        colour: theme.foreground,
        rim,
        opacity: REAL_OPACITY,
      });
    if (!this.hidden.has("generated"))
      drawPoints(context, plot, figure.generated, {
        shape: "triangle",
        colour: theme.generator,
        rim,
        opacity: GENERATED_OPACITY,
      });
    drawAxes(context, plot, theme);
  }

  /** The cleared canvas at its size. */
  #prepare(width: number, height: number, theme: Theme): CanvasRenderingContext2D {
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    const context = this.#canvas.getContext("2d")!;
    context.scale(ratio, ratio);
    context.font = `${theme.fontSize}px ${theme.fontFamily}`;
    return context;
  }
}

/** D's value of each place, and the key to its colours. */
function drawHeat(
  context: CanvasRenderingContext2D,
  plot: Plot,
  figure: ScatterFigure,
  theme: Theme,
): void {
  const colours = divergingMap(theme.heat.low, theme.heat.centre, theme.heat.high);
  context.imageSmoothingEnabled = true;
  context.drawImage(heatMap(figure, colours), plot.left, plot.top, plot.width, plot.height);
  const bar = { left: plot.left + plot.width + 14, top: plot.top, width: 10, height: plot.height };
  drawColourBar(context, bar, colours, theme, figure.critic);
}

/** A unit along x is as long as a unit along y, as in the space of the data. */
function layOut({ heat }: ScatterFigure, available: number): Plot {
  const aspect = (heat.yMax - heat.yMin) / (heat.xMax - heat.xMin);
  const width = Math.min(
    available - MARGIN.left - MARGIN.right,
    (tallestFigure() - MARGIN.top - MARGIN.bottom) / aspect,
  );
  return { left: MARGIN.left, top: MARGIN.top, width, height: width * aspect, ...heat };
}

/**
 * One pixel for each cell of the grid, to be scaled by the browser. Rows go from yMin up, those of
 * a picture down.
 */
function heatMap(
  { heat }: ScatterFigure,
  colours: (value: number) => readonly [number, number, number],
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(heat.columns, heat.rows);
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(heat.columns, heat.rows);
  for (let row = 0; row < heat.rows; row++) {
    for (let column = 0; column < heat.columns; column++) {
      const at = ((heat.rows - 1 - row) * heat.columns + column) * 4;
      pixels.data.set(colours(heat.values[row * heat.columns + column] ?? NaN), at);
      pixels.data[at + 3] = 255;
    }
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

function countOutside({ generated, heat }: ScatterFigure): number {
  let count = 0;
  for (let i = 0; i + 1 < generated.length; i += 2)
    if (!isInside(heat, generated[i]!, generated[i + 1]!)) count++;
  return count;
}
