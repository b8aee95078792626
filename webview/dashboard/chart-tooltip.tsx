import { formatCount, formatDuration } from "../../src/shared/text/format";
import { Swatch } from "../components/swatch";
import { STRINGS } from "../components/strings";
import type { ChartCursor } from "./chart";
import { type ChartContext, visibleLines } from "./chart-canvas";
import type { ChartLine, LineReading } from "./chart-lines";
import type { PlotArea } from "./chart-pointer";
import type { ChartSpec } from "./chart-specs";
import { TooltipBox } from "./tooltip-box";

/* The values under the cursor of a chart. */

/** How near to the cursor, in pixels, a mark is explained. */
const MARK_REACH_PX = 6;

interface ChartTooltipProps {
  spec: ChartSpec;
  context: ChartContext;
  cursor: ChartCursor | undefined;
  /** Whether the values are told, too. */
  own: boolean;
  area: PlotArea | undefined;
}

/**
 * The line under the cursor and the values there. Plain elements over the canvas: moving them
 * redraws no chart.
 */
export function ChartTooltip({ spec, context, cursor, own, area }: ChartTooltipProps) {
  if (!cursor || !area || context.rows.length === 0) return null;
  const pixel = (area.x.max - area.x.min) / (area.right - area.left);
  const rows = visibleLines(spec, context.settings).flatMap((line) => {
    const reading = line.at(context, cursor.x, pixel / 2);
    return reading ? [{ line, reading, parent: parentText(line, context, reading.x, area) }] : [];
  });
  const first = rows[0]?.reading;
  const left = placeOfLine(area, first?.x ?? cursor.x);
  if (left === undefined) return null;
  const marks = context.marks.filter(
    (mark) => Math.abs(mark.x - cursor.x) <= MARK_REACH_PX * pixel,
  );
  return (
    <>
      <div
        class="chart-cursor"
        style={{ left: `${left}px`, top: `${area.top}px`, height: `${area.bottom - area.top}px` }}
      />
      {own && first && (
        <TooltipBox at={left} announce={cursor.keyboard}>
          <div class="tooltip-title">
            {STRINGS.atStep(formatCount(first.step), formatDuration(first.time))}
          </div>
          {rows.map((row) => (
            <TooltipRow key={row.line.key} {...row} context={context} />
          ))}
          {marks.flatMap(({ details }) =>
            details.map((detail) => <div class="tooltip-mark">{detail}</div>),
          )}
        </TooltipBox>
      )}
    </>
  );
}

interface TooltipRowProps {
  line: ChartLine;
  reading: LineReading;
  /** The parent's value at the same place. */
  parent: string | undefined;
  context: ChartContext;
}

function TooltipRow({ line, reading, parent, context }: TooltipRowProps) {
  return (
    <div class="tooltip-row">
      <Swatch colour={context.theme[line.colour]} shape={line.dashed ? "dashed" : "solid"} />
      <span>{line.label}</span>
      <strong>{reading.text}</strong>
      {reading.aside && <span class="hint">{reading.aside}</span>}
      {parent !== undefined && <span class="hint">{STRINGS.ofParent(parent)}</span>}
    </div>
  );
}

/** The value of a run's parent at a place of the axis; undefined where it has none there. */
function parentText(
  line: ChartLine,
  { parent }: ChartContext,
  x: number,
  { spacing, x: range, left, right }: PlotArea,
): string | undefined {
  const pixel = (range.max - range.min) / (right - left);
  const reading = parent && line.parent?.at(parent, x, pixel / 2);
  if (!reading || Math.abs(reading.x - x) > Math.max(pixel, spacing)) return undefined;
  return reading.text;
}

/**
 * Where the line stands, in CSS pixels. The row that is nearest to an end of the axis may lie just
 * beyond it; undefined for what lies further out.
 */
function placeOfLine({ left, right, x: { min, max }, spacing }: PlotArea, x: number) {
  if (x < min - spacing || x > max + spacing) return undefined;
  const share = Math.min(1, Math.max(0, (x - min) / (max - min)));
  return left + share * (right - left);
}
