import type { ChartArea, Plugin } from "chart.js";
import { type RunMark, runMarks } from "../../src/shared/run/marks";
import { nearestRow } from "../../src/shared/run/series";
import type { RunModel } from "../components/run-model";
import { withAlpha } from "../components/colour";
import type { Theme } from "../components/theme";
import { placeLabels } from "./label-places";
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
      const shown = marks.filter((mark) => mark.x >= x.min && mark.x <= x.max);
      const place = (mark: PlacedMark) => x.getPixelForValue(mark.x);
      const drawn = drawnMarks(chart.ctx, chart.chartArea, shown, place, theme);
      drawMarks(chart.ctx, chart.chartArea.bottom, drawn, theme);
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

/** A mark as it is drawn: a line down from a place, and its label beside that. */
export interface DrawnMark {
  x: number;
  /** Where its line begins, which ends below the plot. */
  y: number;
  colour: string;
  dash: number[];
  /** Where its middle line begins. */
  label?: { text: string; x: number; y: number };
}

/**
 * What is drawn of marks. A label that has no place is left out, and its line goes down from the top
 * of the plot.
 *
 * @param place of a mark on the x axis, in pixels
 */
export function drawnMarks(
  context: CanvasRenderingContext2D,
  area: Pick<ChartArea, "left" | "right" | "top">,
  marks: readonly PlacedMark[],
  place: (mark: PlacedMark) => number,
  theme: Theme,
): DrawnMark[] {
  context.save();
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  const widthOf = (text: string) => context.measureText(text).width + 2 * PADDING;
  // What the advisor says is named before what a person has changed, who knows of it.
  const ordered = [...marks].sort((a, b) => Number(isWarning(b)) - Number(isWarning(a)));
  const lines = ordered.map((mark) => ({
    // The middle of a whole pixel of the plot, whose right end may be that of the canvas.
    x: Math.min(Math.round(place(mark)), Math.floor(area.right) - 1) + 0.5,
    width: widthOf(mark.label),
  }));
  const places = placeLabels(lines, { left: area.left, right: area.right, rows: ROWS });
  const drawn = ordered.map((mark, i): DrawnMark => {
    const { x } = lines[i]!;
    const colour = isWarning(mark) ? theme.warning : theme.mark;
    const dash = mark.kind === "resumed" ? [2, 3] : [];
    const at = places[i];
    if (!at) return { x, y: area.top, colour, dash };
    const y = area.top - LABELS_HEIGHT + at.row * ROW_HEIGHT;
    const text = shortened(mark.label, (part) => widthOf(part) <= at.width);
    const left = at.side === "right" ? x : x - widthOf(text);
    return { x, y, colour, dash, label: { text, x: left + PADDING, y: y + ROW_HEIGHT / 2 } };
  });
  context.restore();
  return drawn;
}

const isWarning = ({ kind }: PlacedMark): boolean => kind === "warning";

/** Names are in the colour of text: that of a line is too faint for letters in some themes. */
function drawMarks(
  context: CanvasRenderingContext2D,
  bottom: number,
  marks: readonly DrawnMark[],
  theme: Theme,
): void {
  context.save();
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.foreground;
  for (const { x, y, colour, dash, label } of marks) {
    line(context, colour, dash, x, y, x, bottom);
    if (label) context.fillText(label.text, label.x, label.y);
  }
  context.restore();
}

/** As much of a text as fits, with an ellipsis where that is not all of it. */
function shortened(text: string, fits: (part: string) => boolean): string {
  if (fits(text)) return text;
  let length = text.length - 1;
  while (length > 0 && !fits(`${text.slice(0, length)}…`)) length--;
  return `${text.slice(0, length).trimEnd()}…`;
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
