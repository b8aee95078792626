import type { ChartArea, Plugin } from "chart.js";
import type { RunMark } from "../../src/shared/run-marks";
import type { Theme } from "../components/theme";

/** A mark at its place on the x axis. */
export type PlacedMark = RunMark & { x: number };

export interface MarksView {
  marks: readonly PlacedMark[];
  guide?: { value: number; label: string };
  theme: Theme;
}

const ROWS = 3;
const ROW_HEIGHT = 15;
const PADDING = 3;
const LONGEST = 20;

/** Draws what was changed when, as labelled vertical lines, and a guide line that means something. */
export function marksPlugin(view: () => MarksView): Plugin<"line"> {
  return {
    id: "marks",
    beforeDatasetsDraw(chart) {
      const { guide, theme } = view();
      const y = guide && chart.scales["y"]?.getPixelForValue(guide.value);
      if (guide && y !== undefined) drawGuide(chart.ctx, chart.chartArea, y, guide.label, theme);
    },
    afterDatasetsDraw(chart) {
      const { marks, theme } = view(), x = chart.scales["x"];
      if (x) drawMarks(chart.ctx, chart.chartArea, marks.filter((mark) => mark.x >= x.min && mark.x <= x.max), (mark) => x.getPixelForValue(mark.x), theme);
    },
  };
}

function drawGuide(context: CanvasRenderingContext2D, area: ChartArea, y: number, label: string, theme: Theme): void {
  context.save();
  line(context, theme.muted, [5, 4], area.left, y, area.right, y);
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  context.fillStyle = theme.muted;
  context.textAlign = "right";
  context.textBaseline = "bottom";
  context.fillText(label, area.right - 4, y - 2);
  context.restore();
}

/** Labels that would cover each other go to the next row; where all rows are taken, the line stands alone. */
function drawMarks(context: CanvasRenderingContext2D, area: ChartArea, marks: readonly PlacedMark[], place: (mark: PlacedMark) => number, theme: Theme): void {
  const ends = new Array<number>(ROWS).fill(-Infinity);
  context.save();
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  context.textBaseline = "middle";
  for (const mark of marks) {
    const x = Math.round(place(mark)) + 0.5;
    const colour = mark.kind === "warning" ? theme.warning : theme.mark;
    line(context, colour, mark.kind === "resumed" ? [2, 3] : [], x, area.top, x, area.bottom);
    const label = mark.label.length > LONGEST ? `${mark.label.slice(0, LONGEST - 1)}…` : mark.label;
    const width = context.measureText(label).width + 2 * PADDING;
    const left = x + width <= area.right ? x : x - width;
    const row = ends.findIndex((end) => left >= end);
    if (row < 0) continue;
    ends[row] = left + width + 2;
    const top = area.top + row * ROW_HEIGHT;
    context.fillStyle = theme.background;
    context.fillRect(left, top, width, ROW_HEIGHT - 1);
    context.fillStyle = colour;
    context.fillText(label, left + PADDING, top + ROW_HEIGHT / 2);
  }
  context.restore();
}

function line(context: CanvasRenderingContext2D, colour: string, dash: number[], x0: number, y0: number, x1: number, y1: number): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
