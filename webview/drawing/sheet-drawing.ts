import type { DrawnKind, DrawnRow } from "../../src/shared/drawn/drawn-file";
import { prepareCanvas } from "../components/canvas";
import { withAlpha } from "../components/colour";
import { drawAxes, drawCursor, placeOf, type Plot, ticks } from "../components/scatter-drawing";
import type { Theme } from "../components/theme";
import { eraserReach, type Pen, type Place, type Sheet } from "./pen";

/* Draws a sheet of drawn data on a canvas. */

/** Room around the plot for the numbers of its axes, in CSS pixels. */
const MARGIN = { left: 40, right: 12, top: 8, bottom: 26 };
/** The share of the window's height that a sheet takes at most. */
const TALLEST = 0.66;
/** The height of a curve's sheet, as a share of its width. */
const CURVE_ASPECT = 0.5;

const DOT = 1.8;
const SPREAD_OPACITY = 0.16;
const AREA_OPACITY = 0.2;

interface DrawnSheet {
  kind: DrawnKind;
  rows: readonly DrawnRow[];
  sheet: Sheet;
  theme: Theme;
  pen: Pen;
  cursor: Place | undefined;
}

/** @returns where the plot lies; undefined where there is no room */
export function drawSheet(
  canvas: HTMLCanvasElement,
  room: number,
  { kind, rows, sheet, theme, pen, cursor }: DrawnSheet,
): Plot | undefined {
  if (room <= MARGIN.left + MARGIN.right) return undefined;
  const plot = layOut(kind, room, sheet);
  const right = plot.left + plot.width + MARGIN.right;
  const bottom = plot.top + plot.height + MARGIN.bottom;
  const context = prepareCanvas(canvas, right, bottom, theme);
  if (!context) return undefined;
  drawGrid(context, plot, theme);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  if (kind === "points") drawCloud(context, plot, rows, theme);
  else drawCurve(context, plot, rows, theme);
  if (cursor) drawPen(context, plot, cursor, { kind, pen, sheet, theme });
  context.restore();
  drawAxes(context, plot, theme);
  if (cursor) drawCursor(context, plot, cursor, theme);
  return plot;
}

/** On a sheet of points a unit along x is as long as a unit along y. */
function layOut(kind: DrawnKind, room: number, sheet: Sheet): Plot {
  const aspect = kind === "points" ? 1 : CURVE_ASPECT;
  const tallest = Math.max(240, innerHeight * TALLEST) - MARGIN.top - MARGIN.bottom;
  const width = Math.min(room - MARGIN.left - MARGIN.right, tallest / aspect);
  return { left: MARGIN.left, top: MARGIN.top, width, height: width * aspect, ...sheet };
}

function drawGrid(context: CanvasRenderingContext2D, plot: Plot, theme: Theme): void {
  const { left, top, width, height } = plot;
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (const x of ticks(plot.xMin, plot.xMax, width / 50)) {
    const [at] = placeOf(plot, x, plot.yMin);
    context.moveTo(at, top);
    context.lineTo(at, top + height);
  }
  for (const y of ticks(plot.yMin, plot.yMax, height / 40)) {
    const [, at] = placeOf(plot, plot.xMin, y);
    context.moveTo(left, at);
    context.lineTo(left + width, at);
  }
  context.stroke();
}

/** Each point as a dot, within a disc as wide as its spread. */
function drawCloud(
  context: CanvasRenderingContext2D,
  plot: Plot,
  rows: readonly DrawnRow[],
  theme: Theme,
): void {
  const perUnit = plot.width / (plot.xMax - plot.xMin);
  const discs = (radiusOf: (row: DrawnRow) => number) => {
    for (const row of rows) {
      const [x, y] = placeOf(plot, row[0]!, row[1]!);
      context.beginPath();
      context.arc(x, y, radiusOf(row), 0, 2 * Math.PI);
      context.fill();
    }
  };
  context.fillStyle = withAlpha(theme.discriminator, SPREAD_OPACITY);
  discs(([, , spread = 0]) => spread * perUnit);
  context.fillStyle = theme.foreground;
  discs(() => DOT);
}

/** The line of a density, and the area below it. */
function drawCurve(
  context: CanvasRenderingContext2D,
  plot: Plot,
  rows: readonly DrawnRow[],
  theme: Theme,
): void {
  const places = rows.map(([x = 0, density = 0]) => placeOf(plot, x, density));
  const [first, last] = [places[0], places.at(-1)];
  if (!first || !last) return;
  const floor = plot.top + plot.height;
  const line = () => {
    context.beginPath();
    context.moveTo(first[0], floor);
    for (const [x, y] of places) context.lineTo(x, y);
    context.lineTo(last[0], floor);
  };
  line();
  context.fillStyle = withAlpha(theme.discriminator, AREA_OPACITY);
  context.fill();
  line();
  context.strokeStyle = theme.foreground;
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.stroke();
}

/** How far the brush or the eraser reaches around the cursor. */
function drawPen(
  context: CanvasRenderingContext2D,
  plot: Plot,
  [x, y]: Place,
  { kind, pen, sheet, theme }: Pick<DrawnSheet, "kind" | "pen" | "sheet" | "theme">,
): void {
  if (kind === "curve") return;
  const reach = pen.tool === "erase" ? eraserReach(sheet) : pen.spread;
  const [left, top] = placeOf(plot, x, y);
  context.strokeStyle = pen.tool === "erase" ? theme.warning : theme.discriminator;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(left, top, (reach * plot.width) / (plot.xMax - plot.xMin), 0, 2 * Math.PI);
  context.stroke();
}
