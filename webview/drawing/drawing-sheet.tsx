import { useLayoutEffect, useRef } from "preact/hooks";
import type { DrawnKind, DrawnRow } from "../../src/shared/drawn/drawn-file";
import { formatCount, formatNumber } from "../../src/shared/text/format";
import { useTheme } from "../components/page-context";
import type { Plot } from "../components/scatter-drawing";
import { useResize } from "../components/use-resize";
import { DRAWING_STRINGS } from "./drawing-strings";
import { densityAt, type Pen, type Place, type Sheet } from "./pen";
import { drawSheet } from "./sheet-drawing";
import { usePen } from "./use-pen";

interface DrawingSheetProps {
  kind: DrawnKind;
  rows: readonly DrawnRow[];
  pen: Pen;
  sheet: Sheet;
  onRows(rows: readonly DrawnRow[]): void;
}

/** The sheet that a person draws on. */
export function DrawingSheet({ kind, rows, pen, sheet, onRows }: DrawingSheetProps) {
  const theme = useTheme();
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const plot = useRef<Plot>(undefined);
  const { shown, cursor, byKeys, handlers } = usePen({
    ...{ kind, rows, pen, sheet, element, onRows },
    plot: () => plot.current,
  });
  const draw = () => {
    if (!element.current || !canvas.current) return;
    const drawn = { kind, rows: shown, sheet, theme, pen, cursor };
    plot.current = drawSheet(canvas.current, element.current.clientWidth, drawn);
  };
  useLayoutEffect(draw, [kind, shown, sheet.xMax, sheet.yMax, theme, pen, cursor]);
  useResize(element, draw);
  return (
    <div class="drawing-sheet">
      <div
        ref={element}
        class="drawing-plot"
        tabIndex={0}
        role="application"
        aria-label={DRAWING_STRINGS.sheet[kind]}
        aria-description={DRAWING_STRINGS.sheetHelp[kind]}
        {...handlers}
      >
        <canvas ref={canvas} role="img" aria-label={labelOf(kind, shown)} />
      </div>
      <p class="hint drawing-reading" role="status" aria-live={byKeys ? "polite" : "off"}>
        {cursor ? readingOf(kind, shown, cursor) : DRAWING_STRINGS.sheetHelp[kind]}
      </p>
    </div>
  );
}

const number = (value: number): string => formatNumber(value, 3);

function labelOf(kind: DrawnKind, rows: readonly DrawnRow[]): string {
  const [from, to] = [rows[0], rows.at(-1)];
  if (!from || !to) return DRAWING_STRINGS.picture.empty;
  return kind === "points"
    ? DRAWING_STRINGS.picture.points(formatCount(rows.length))
    : DRAWING_STRINGS.picture.curve(number(from[0]!), number(to[0]!));
}

function readingOf(kind: DrawnKind, rows: readonly DrawnRow[], [x, y]: Place): string {
  const reading =
    kind === "points"
      ? DRAWING_STRINGS.cursor(number(x), number(y))
      : DRAWING_STRINGS.cursorOfCurve(number(x), number(y), number(densityAt(rows, x)));
  return kind === "points" ? `${reading}; ${labelOf(kind, rows)}` : reading;
}
