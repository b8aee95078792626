import type { ChartArea, Plugin } from "chart.js";
import { type RunMark, runMarks } from "../../src/shared/run/marks";
import { nearestRow } from "../../src/shared/run/series";
import type { RunModel } from "../components/run-model";
import { withAlpha } from "../components/colour";
import type { Theme } from "../components/theme";
import type { ViewSettings } from "./view-settings";

/* Marks on the charts where a run was changed or warned: their places and how they are drawn. */

/** A mark at its place on the x axis. */
export type PlacedMark = RunMark & { x: number };

export interface MarksView {
  marks: readonly PlacedMark[];
  /** Value of a horizontal line that means something. */
  guide: number | undefined;
  theme: Theme;
}

/** What happened in a run, at its places on an axis. */
export function placedMarks(
  { series, events }: RunModel,
  axis: ViewSettings["axis"],
): PlacedMark[] {
  const steps = series.column("step");
  const x = series.column(axis);
  return runMarks(events).map((mark) => ({
    ...mark,
    x: axis === "step" ? mark.step : (x[nearestRow(steps, mark.step)] ?? 0),
  }));
}

const ROWS = 2;
const ROW_HEIGHT = 15;
/** The room above the plot in which the labels stand, clear of the curves. */
export const LABELS_HEIGHT = ROWS * ROW_HEIGHT;
const PADDING = 3;
const LONGEST = 20;

/**
 * Draws what was changed when, as labelled vertical lines, and the guide. Nothing before there is a
 * view.
 */
export function marksPlugin(view: () => MarksView | undefined): Plugin<"line"> {
  return {
    id: "marks",
    beforeDatasetsDraw(chart) {
      const { guide, theme } = view() ?? {};
      const y = guide === undefined ? undefined : chart.scales["y"]?.getPixelForValue(guide);
      if (y === undefined || !theme) return;
      chart.ctx.save();
      line(chart.ctx, theme.muted, [5, 4], chart.chartArea.left, y, chart.chartArea.right, y);
      chart.ctx.restore();
    },
    afterDatasetsDraw(chart) {
      const { marks, theme } = view() ?? {};
      const { x } = chart.scales;
      if (!x || !marks || !theme) return;
      const branch = marks.findLast((mark) => mark.branch);
      if (branch) drawParent(chart.ctx, chart.chartArea, x.getPixelForValue(branch.x), theme);
      drawMarks(
        chart.ctx,
        chart.chartArea,
        marks.filter((mark) => mark.x >= x.min && mark.x <= x.max),
        (mark) => x.getPixelForValue(mark.x),
        theme,
      );
    },
  };
}

/** How much of the parent's curves is covered; less where a person wants high contrast. */
const PARENT_COVER = { normal: 0.6, contrast: 0.35 };

/** How much of a parent's curve is left. */
export const parentOpacity = ({ contrast }: Theme): number =>
  1 - (contrast ? PARENT_COVER.contrast : PARENT_COVER.normal);

/** Makes the curves before a branch faint: they are its parent's. */
function drawParent(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: ChartArea,
  x: number,
  theme: Theme,
): void {
  const width = Math.min(x, right) - left;
  if (width <= 0) return;
  context.save();
  context.fillStyle = withAlpha(theme.background, 1 - parentOpacity(theme));
  context.fillRect(left, top, width, bottom - top);
  context.restore();
}

/**
 * Labels that would cover each other go to the next row; where all rows are taken, the line stands
 * alone.
 */
function drawMarks(
  context: CanvasRenderingContext2D,
  area: ChartArea,
  marks: readonly PlacedMark[],
  place: (mark: PlacedMark) => number,
  theme: Theme,
): void {
  const ends = new Array<number>(ROWS).fill(-Infinity);
  const top = area.top - LABELS_HEIGHT;
  context.save();
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  context.textBaseline = "middle";
  for (const mark of marks) {
    const x = Math.round(place(mark)) + 0.5;
    const colour = mark.kind === "warning" ? theme.warning : theme.mark;
    const label = mark.label.length > LONGEST ? `${mark.label.slice(0, LONGEST - 1)}…` : mark.label;
    const width = context.measureText(label).width + 2 * PADDING;
    const left = x + width <= area.right ? x : x - width;
    // A line goes down from its label: none may stand in its way, in its own row or below.
    const row = ends.findIndex((_, candidate) => ends.slice(candidate).every((end) => left >= end));
    const rowTop = row < 0 ? area.top : top + row * ROW_HEIGHT;
    line(context, colour, mark.kind === "resumed" ? [2, 3] : [], x, rowTop, x, area.bottom);
    if (row < 0) continue;
    ends[row] = left + width + 2;
    context.fillStyle = colour;
    context.fillText(label, left + PADDING, rowTop + ROW_HEIGHT / 2);
  }
  context.restore();
}

function line(
  context: CanvasRenderingContext2D,
  colour: string,
  dash: number[],
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
