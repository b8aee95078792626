import { useLayoutEffect, useRef } from "preact/hooks";
import { divergingMap, withAlpha } from "./colour";
import type { ScatterPicture } from "../../src/shared/run/picture";
import { formatCount } from "../../src/shared/text/format";
import { tallestPicture } from "./picture-size";
import { type LegendItem, ToggleLegend } from "./legend";
import { useTheme } from "./page-context";
import { drawAxes, drawColourBar, drawPoints, isInside, type Plot } from "./scatter-drawing";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";
import { useResize } from "./use-resize";

/* The picture of 2-D data: real and generated points over the values of D. */

/**
 * Room around the plot, in CSS pixels: numbers of the axes on the left and below, colour bar on the
 * right.
 */
const MARGIN = { left: 34, right: 66, top: 8, bottom: 24 };

/** A real point is drawn below the generated ones, which are what one looks at. */
const REAL_OPACITY = 0.6;
const GENERATED_OPACITY = 0.8;
const RIM_OPACITY = 0.5;

/** What of a scatter picture can be shown or hidden. */
export type ScatterLayer = "real" | "generated" | "d";
export const SCATTER_LAYERS: readonly ScatterLayer[] = ["real", "generated", "d"];

interface ScatterProps {
  picture: ScatterPicture;
  hidden: readonly ScatterLayer[];
  onHide(hidden: ScatterLayer[]): void;
}

/**
 * Real and generated points of 2-D data over what D says of each place, each of which can be
 * hidden.
 */
export function ScatterView({ picture, hidden, onHide }: ScatterProps) {
  const theme = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = () => {
    if (element.current && canvas.current)
      drawScatter(canvas.current, element.current.clientWidth, { picture, hidden, theme });
  };
  useLayoutEffect(draw, [picture, hidden, theme]);
  useResize(element, draw);
  const outside = countOutside(picture);
  return (
    <div ref={element} class="picture-scatter">
      <canvas ref={canvas} role="img" aria-label={label(picture)} />
      <ToggleLegend items={legendItems(theme)} hidden={hidden} onHide={onHide} />
      <p class="hint">{outside > 0 && STRINGS.pointsOutside(formatCount(outside))}</p>
    </div>
  );
}

const label = ({ step, real, generated }: ScatterPicture): string =>
  STRINGS.scatterLabel(
    formatCount(step),
    formatCount(real.length / 2),
    formatCount(generated.length / 2),
  );

const legendItems = (theme: Theme): Record<ScatterLayer, LegendItem> => ({
  real: { label: STRINGS.real, colour: theme.foreground, shape: "circle" },
  generated: { label: STRINGS.generated, colour: theme.generator, shape: "triangle" },
  d: { label: STRINGS.d, colour: `rgb(${theme.heat.high.join(", ")})`, shape: "square" },
});

interface DrawnScatter {
  picture: ScatterPicture;
  hidden: readonly ScatterLayer[];
  theme: Theme;
}

function drawScatter(
  canvas: HTMLCanvasElement,
  width: number,
  { picture, hidden, theme }: DrawnScatter,
): void {
  if (width <= MARGIN.left + MARGIN.right) return;
  const plot = layOut(picture, width);
  const context = prepare(canvas, width, plot.top + plot.height + MARGIN.bottom, theme);
  if (!context) return;
  if (!hidden.includes("d")) drawHeat(context, plot, picture, theme);
  const rim = withAlpha(theme.background, RIM_OPACITY);
  // Generated points lie on top: a good sample lies where real points are, and those would hide
  // it.
  if (!hidden.includes("real"))
    drawPoints(context, plot, picture.real, {
      shape: "circle",
      colour: theme.foreground,
      rim,
      opacity: REAL_OPACITY,
    });
  if (!hidden.includes("generated"))
    drawPoints(context, plot, picture.generated, {
      shape: "triangle",
      colour: theme.generator,
      rim,
      opacity: GENERATED_OPACITY,
    });
  drawAxes(context, plot, theme);
}

/** The cleared canvas at its size. */
function prepare(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  theme: Theme,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context?.scale(ratio, ratio);
  if (context) context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  return context;
}

/** D's value of each place, and the key to its colours. */
function drawHeat(
  context: CanvasRenderingContext2D,
  plot: Plot,
  picture: ScatterPicture,
  theme: Theme,
): void {
  const colours = divergingMap(theme.heat.low, theme.heat.centre, theme.heat.high);
  context.imageSmoothingEnabled = true;
  context.drawImage(heatMap(picture, colours), plot.left, plot.top, plot.width, plot.height);
  const bar = { left: plot.left + plot.width + 14, top: plot.top, width: 10, height: plot.height };
  drawColourBar(context, bar, colours, theme, picture.critic);
}

/** A unit along x is as long as a unit along y, as in the space of the data. */
function layOut({ heat }: ScatterPicture, available: number): Plot {
  const aspect = (heat.yMax - heat.yMin) / (heat.xMax - heat.xMin);
  const width = Math.min(
    available - MARGIN.left - MARGIN.right,
    (tallestPicture() - MARGIN.top - MARGIN.bottom) / aspect,
  );
  return { left: MARGIN.left, top: MARGIN.top, width, height: width * aspect, ...heat };
}

/**
 * One pixel for each cell of the grid, to be scaled by the browser. Rows go from yMin up, those of
 * a picture down.
 */
function heatMap(
  { heat }: ScatterPicture,
  colours: (value: number) => readonly [number, number, number],
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(heat.columns, heat.rows);
  const context = canvas.getContext("2d");
  if (!context) return canvas;
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

function countOutside({ generated, heat }: ScatterPicture): number {
  let count = 0;
  for (let i = 0; i + 1 < generated.length; i += 2)
    if (!isInside(heat, generated[i] ?? NaN, generated[i + 1] ?? NaN)) count++;
  return count;
}
