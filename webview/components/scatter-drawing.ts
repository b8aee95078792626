import type { Rgb } from "../../src/shared/colour";
import { formatNumber } from "../../src/shared/format";
import { STRINGS } from "./strings";
import type { Theme } from "./theme";

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a plot lies on its canvas and what part of the plane it shows. */
export interface Plot extends Rectangle {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

/** Points by shape as well as colour, with a rim in the background's colour that keeps them apart from the heat map. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  plot: Plot,
  points: readonly number[],
  shape: "circle" | "triangle",
  colour: string,
  rim: string,
): void {
  const path = new Path2D();
  const size = Math.min(1, Math.max(0.6, plot.width / 360));
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = plot.left + ((points[i]! - plot.xMin) / (plot.xMax - plot.xMin)) * plot.width;
    const y = plot.top + ((plot.yMax - points[i + 1]!) / (plot.yMax - plot.yMin)) * plot.height;
    if (shape === "circle") {
      path.moveTo(x + 1.5 * size, y);
      path.arc(x, y, 1.5 * size, 0, 2 * Math.PI);
    } else {
      path.moveTo(x, y - 2.8 * size);
      path.lineTo(x + 2.6 * size, y + 1.9 * size);
      path.lineTo(x - 2.6 * size, y + 1.9 * size);
      path.closePath();
    }
  }
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.strokeStyle = rim;
  context.lineWidth = 1;
  context.stroke(path);
  context.fillStyle = colour;
  context.fill(path);
  context.restore();
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

/** The key to the heat map: D(x) from 0 below to 1 above. */
export function drawColourBar(
  context: CanvasRenderingContext2D,
  bar: Rectangle,
  colours: (value: number) => Rgb,
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
    context.fillText(formatNumber(value), right, bar.top + (1 - value) * bar.height);
  }
  context.save();
  context.translate(right + 4, bar.top + bar.height / 4);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(STRINGS.d, 0, 0);
  context.restore();
}

/** About `count` round numbers in [min, max]. */
function ticks(min: number, max: number, count: number): number[] {
  const rough = (max - min) / Math.max(3, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const first = Math.ceil(min / step),
    last = Math.floor(max / step);
  return Number.isFinite(step) && step > 0
    ? Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
    : [];
}
