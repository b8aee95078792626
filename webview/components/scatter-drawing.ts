import { formatNumber } from "../../src/shared/text/format";
import type { Heat } from "./heat-drawing";
import type { Theme } from "./theme";

/* Draws points, axes and a colour bar on a canvas, for pictures of 2-D data. */

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A part of the plane of the data. */
export interface Square {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

/** Where a plot lies on its canvas and what part of the plane it shows. */
export interface Plot extends Rectangle, Square {}

/** The place of a point on the canvas, in CSS pixels. */
export const placeOf = (plot: Plot, x: number, y: number): [number, number] => [
  plot.left + ((x - plot.xMin) / (plot.xMax - plot.xMin)) * plot.width,
  plot.top + ((plot.yMax - y) / (plot.yMax - plot.yMin)) * plot.height,
];

/** The point at a place of the canvas. */
export const pointAt = (plot: Plot, left: number, top: number): [number, number] => [
  plot.xMin + ((left - plot.left) / plot.width) * (plot.xMax - plot.xMin),
  plot.yMax - ((top - plot.top) / plot.height) * (plot.yMax - plot.yMin),
];

/** What points of one kind look like. */
export interface PointStyle {
  shape: "circle" | "triangle";
  colour: string;
  /** The colour around each point, which keeps it apart from the heat map. */
  rim: string;
  /** Of one point: where many lie on each other they are less transparent together. */
  opacity: number;
}

/** Room for a number beside the colour bar, in CSS pixels; a longer one is drawn narrower. */
const COLOUR_BAR_TEXT = 38;
/** Half the side of a point's picture, in CSS pixels. */
const REACH = 5;

/**
 * Points by shape as well as colour, each transparent by itself: what lies below shows through, and
 * a crowd is told from a few.
 */
export function drawPoints(
  context: CanvasRenderingContext2D,
  plot: Plot,
  points: readonly number[],
  style: PointStyle,
): void {
  const size = Math.min(1, Math.max(0.6, plot.width / 360));
  const stamp = pointStamp(style, size);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.globalAlpha = style.opacity;
  for (let i = 0; i + 1 < points.length; i += 2) {
    if (!isInside(plot, points[i]!, points[i + 1]!)) continue;
    const [x, y] = placeOf(plot, points[i]!, points[i + 1]!);
    context.drawImage(stamp, x - REACH, y - REACH, 2 * REACH, 2 * REACH);
  }
  context.restore();
}

/** Whether the part of the plane that is shown has this point; one that is no number is nowhere. */
export function isInside(
  { xMin, xMax, yMin, yMax }: Square,
  x: number | null,
  y: number | null,
): boolean {
  if (x === null || y === null) return false;
  return x >= xMin && x <= xMax && y >= yMin && y <= yMax;
}

/** The picture of one point, drawn once and then copied to the place of each. */
function pointStamp({ shape, colour, rim }: PointStyle, size: number): OffscreenCanvas {
  const pixels = Math.ceil(2 * REACH * devicePixelRatio);
  const stamp = new OffscreenCanvas(pixels, pixels);
  const context = stamp.getContext("2d")!;
  context.scale(pixels / (2 * REACH), pixels / (2 * REACH));
  context.translate(REACH, REACH);
  context.beginPath();
  if (shape === "circle") context.arc(0, 0, 1.7 * size, 0, 2 * Math.PI);
  else {
    context.moveTo(0, -2.8 * size);
    context.lineTo(2.6 * size, 1.9 * size);
    context.lineTo(-2.6 * size, 1.9 * size);
    context.closePath();
  }
  context.strokeStyle = rim;
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
  return stamp;
}

export function drawAxes(context: CanvasRenderingContext2D, plot: Plot, theme: Theme): void {
  const { left, top, width, height } = plot;
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.fillStyle = theme.muted;
  context.beginPath();
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const x of ticks(plot.xMin, plot.xMax, width / 50)) {
    const at = left + ((x - plot.xMin) / (plot.xMax - plot.xMin)) * width;
    context.moveTo(at, top + height);
    context.lineTo(at, top + height + 4);
    context.fillText(formatNumber(x, 3), at, top + height + 7);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const y of ticks(plot.yMin, plot.yMax, height / 40)) {
    const at = top + ((plot.yMax - y) / (plot.yMax - plot.yMin)) * height;
    context.moveTo(left - 4, at);
    context.lineTo(left, at);
    context.fillText(formatNumber(y, 3), left - 6, at);
  }
  context.stroke();
}

/** Half the length of the cross under the cursor, in CSS pixels. */
const CROSS = 9;

/** A cross at the place that is read. */
export function drawCursor(
  context: CanvasRenderingContext2D,
  plot: Plot,
  [x, y]: readonly [number, number],
  theme: Theme,
): void {
  if (!isInside(plot, x, y)) return;
  const [left, top] = placeOf(plot, x, y);
  context.strokeStyle = theme.foreground;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left - CROSS, top);
  context.lineTo(left + CROSS, top);
  context.moveTo(left, top - CROSS);
  context.lineTo(left, top + CROSS);
  context.stroke();
}

/** The key to the heat map: the values from 0 below to 1 above, or whatever those stand for. */
export function drawColourBar(
  context: CanvasRenderingContext2D,
  bar: Rectangle,
  { colours, range: { min, max }, label }: Heat,
  theme: Theme,
): void {
  for (let y = 0; y < bar.height; y++) {
    context.fillStyle = `rgb(${colours(1 - y / bar.height).join(", ")})`;
    context.fillRect(bar.left, bar.top + y, bar.width, 1);
  }
  context.strokeStyle = theme.muted;
  context.strokeRect(bar.left - 0.5, bar.top - 0.5, bar.width + 1, bar.height + 1);
  context.fillStyle = theme.muted;
  context.textAlign = "left";
  const right = bar.left + bar.width + 4;
  for (const [value, baseline] of [
    [1, "top"],
    [0.5, "middle"],
    [0, "bottom"],
  ] as const) {
    context.textBaseline = baseline;
    context.fillText(
      formatNumber(min + value * (max - min), 2),
      right,
      bar.top + (1 - value) * bar.height,
      COLOUR_BAR_TEXT,
    );
  }
  context.save();
  context.translate(right + 4, bar.top + bar.height / 4);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(label, 0, 0);
  context.restore();
}

/** About `count` round numbers in [min, max]. */
export function ticks(min: number, max: number, count: number): number[] {
  const rough = (max - min) / Math.max(3, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step);
  return Number.isFinite(step) && step > 0
    ? Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
    : [];
}
