import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { formatCount } from "../../src/shared/text/format";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import { useResize } from "../components/use-resize";
import type { ScaleKind } from "../components/value-scale";
import { ChartCanvas, type ChartContext, type DrawnChart, fixedRange } from "./chart-canvas";
import { ChartHeader } from "./chart-header";
import { ChartLegend } from "./chart-legend";
import { latestText } from "./chart-lines";
import { ChartPointer, type PointerHandlers } from "./chart-pointer";
import type { PictureKind } from "../components/chart-file";
import type { ChartSpec } from "./chart-specs";
import { ChartTooltip } from "./chart-tooltip";
import type { FixedRange } from "./view-settings";

/* One chart: header, legend, canvas and tooltip. */

/** A chart is described to screen readers at most this often, in milliseconds. */
const DESCRIBE_EVERY = 10_000;

/** Where the cursor of all charts stands. */
export interface ChartCursor {
  x: number;
  /** The chart in which it was moved, which tells the values. */
  chart: string;
  /** Whether it was moved by keys. */
  keyboard: boolean;
}

/** What a person does with one chart. */
export interface ChartHandlers extends PointerHandlers {
  /** undefined: as the values ask for. */
  onScale(kind: ScaleKind | undefined): void;
  /** undefined: both ends follow the values. */
  onYRange(range: FixedRange | undefined): void;
  onSave(kind: PictureKind, drawn: DrawnChart): void;
  /** Shows or hides a line, by its key. */
  onToggle(line: string): void;
  /** Not in a chart that is enlarged. */
  onEnlarge?(): void;
}

interface ChartProps {
  spec: ChartSpec;
  context: ChartContext;
  cursor: ChartCursor | undefined;
  /** Whether the cursor was moved in this chart. */
  own: boolean;
  handlers: ChartHandlers;
}

/** One chart over the steps, or the time, of a run, with its title, tools and legend. */
export function Chart({ spec, context, cursor, own, handlers }: ChartProps) {
  const { drawing, plot, canvas, selection, kind } = useDrawing(spec, context, handlers);
  const { model, settings, theme } = context;
  const empty = model.series.length === 0;
  return (
    <section class={spec.small ? "chart small" : "chart"} aria-label={spec.title}>
      <ChartHeader
        spec={spec}
        settings={settings}
        kind={kind}
        guided={fixedRange(spec, context) !== undefined}
        shownRange={() => drawing.current?.shownRange}
        onScale={handlers.onScale}
        onYRange={handlers.onYRange}
        onSave={(picture) => {
          const drawn = drawing.current?.drawn;
          if (drawn) handlers.onSave(picture, drawn);
        }}
        onEnlarge={handlers.onEnlarge}
      />
      <ChartLegend
        lines={spec.lines}
        model={model}
        hidden={settings.hidden}
        theme={theme}
        onToggle={handlers.onToggle}
      />
      <div
        ref={plot}
        class="chart-plot"
        tabIndex={0}
        role="group"
        aria-label={spec.title}
        aria-description={STRINGS.zoomHelp}
      >
        <canvas ref={canvas} role="img" aria-label={useDescription(spec, model)} hidden={empty} />
        {empty && <p class="chart-empty hint">{emptyText(model)}</p>}
        <ChartTooltip
          spec={spec}
          context={context}
          cursor={cursor}
          own={own}
          area={drawing.current?.area}
        />
        <div ref={selection} class="chart-selection" hidden />
      </div>
    </section>
  );
}

/** The canvas of a chart, drawn when there is something else to draw, and the mouse over it. */
function useDrawing(spec: ChartSpec, context: ChartContext, handlers: PointerHandlers) {
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const selection = useRef<HTMLDivElement>(null);
  const drawing = useRef<ChartCanvas>(undefined);
  const pointer = useRef<ChartPointer>(undefined);
  const latest = useRef(handlers);
  latest.current = handlers;
  const [kind, setKind] = useState<ScaleKind>("linear");
  useLayoutEffect(() => {
    if (!canvas.current || !plot.current || !selection.current) return undefined;
    const made = new ChartCanvas(canvas.current);
    drawing.current = made;
    pointer.current = new ChartPointer(plot.current, selection.current, () => made.area, {
      onCursor: (x, keyboard) => latest.current.onCursor(x, keyboard),
      onRange: (range) => latest.current.onRange(range),
    });
    return () => made.dispose();
  }, []);
  const draw = () => {
    const { clientWidth: width = 0, clientHeight: height = 0 } = plot.current ?? {};
    // In a hidden tab there is nothing to draw on; being shown is a change of size.
    if (!drawing.current || width === 0) return;
    drawing.current.draw(spec, context, { width, height });
    setKind(drawing.current.kind);
    pointer.current?.refresh();
  };
  useLayoutEffect(draw, [spec, context]);
  useResize(plot, draw);
  return { plot, canvas, selection, drawing, kind };
}

/** The chart's latest values in words, for screen readers. */
function useDescription(spec: ChartSpec, model: RunModel): string {
  const last = useRef({ at: -Infinity, text: "" });
  if (performance.now() - last.current.at >= DESCRIBE_EVERY)
    last.current = {
      at: performance.now(),
      text: STRINGS.chartLabel(spec.title, latestValues(spec, model)),
    };
  return last.current.text;
}

function latestValues({ lines }: ChartSpec, model: RunModel): string {
  if (model.series.length === 0) return STRINGS.noMetrics;
  const values = lines.map((line) => STRINGS.latestOf(line.label, latestText(line, model)));
  return `${values.join(", ")}, ${STRINGS.stepNumber(formatCount(model.series.lastStep))}`;
}

/** Why there is nothing to draw. */
function emptyText({ reading, summary }: RunModel): string {
  if (!reading) return STRINGS.noMetrics;
  return summary?.indexing === undefined
    ? STRINGS.reading
    : STRINGS.indexing(String(Math.floor(100 * summary.indexing)));
}
