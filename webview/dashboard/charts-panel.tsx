import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { toggled } from "../components/legend";
import { useHost, useKeptState } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import { STRINGS } from "../components/strings";
import { Chart, type ChartCursor, type ChartHandlers } from "./chart";
import { saveChart } from "./chart-files";
import { type ChartSpec, METRIC_CHARTS } from "./chart-specs";
import { ChartToolbar } from "./chart-toolbar";
import { EnlargedChart } from "./enlarged-chart";
import { evaluationCharts } from "./evaluation-charts";
import { useChartContext } from "./use-chart-context";
import { useZoom } from "./use-zoom";
import { restoreSettings, type ViewSettings, withEntry } from "./view-settings";

/** The charts of a run, with one x axis, one cursor and one set of settings for all. */
export function ChartsPanel({ model }: { model: RunModel }) {
  const host = useHost();
  const [settings, setSettings] = useKeptState("view", restoreSettings);
  const zoom = useZoom(model, settings.axis);
  const context = useChartContext(model, settings, zoom);
  const [cursor, setCursor] = useState<ChartCursor>();
  const [enlarged, setEnlarged] = useState<string>();
  const small = useMemo(() => evaluationCharts(model), [model.revisions.evaluations, model.parent]);
  const large = [...METRIC_CHARTS, ...small].find((spec) => keyOf(spec) === enlarged);
  const panel = useEnlargedFocus(large);
  const change = (changes: Partial<ViewSettings>) => {
    if (changes.axis) zoom.changeAxis(changes.axis);
    setSettings({ ...settings, ...changes });
  };
  const chartOf = (spec: ChartSpec) => {
    const key = keyOf(spec);
    const handlers: ChartHandlers = {
      ...settingHandlers(spec, settings, change),
      onCursor: (x, keyboard) => setCursor(x === undefined ? x : { x, chart: key, keyboard }),
      onRange: zoom.setZoom,
      onSave: (kind, drawn) => void saveChart(kind, drawn, host),
      ...(spec !== large && { onEnlarge: () => setEnlarged(key) }),
    };
    const own = cursor?.chart === key;
    return <Chart key={key} {...{ spec, context, cursor, own, handlers }} />;
  };
  const inPlace = (spec: ChartSpec) => spec !== large;
  return (
    <section ref={panel} class="charts" aria-label={STRINGS.charts}>
      <ChartToolbar
        settings={settings}
        onChange={change}
        zoomed={zoom.zoom !== undefined}
        onReset={() => zoom.setZoom(undefined)}
      />
      {model.parent && <ParentHint model={model} />}
      <div class="chart-grid">{METRIC_CHARTS.filter(inPlace).map(chartOf)}</div>
      {small.length > 0 && (
        <div class="evaluation-charts">
          <h2>{STRINGS.evaluations}</h2>
          <div class="chart-grid small">{small.filter(inPlace).map(chartOf)}</div>
        </div>
      )}
      {large && (
        <EnlargedChart onClose={() => setEnlarged(undefined)}>{chartOf(large)}</EnlargedChart>
      )}
    </section>
  );
}

/** What the faint curves of a run that began from scratch are. */
function ParentHint({ model: { summary } }: { model: RunModel }) {
  const name = summary?.record.parent?.name ?? "";
  return <p class="hint parent-hint">{STRINGS.parentCurves(name)}</p>;
}

/** What tells a chart from the others, whatever its values. */
const keyOf = ({ id, title, subtitle }: ChartSpec): string => JSON.stringify([id, title, subtitle]);

/** What of a chart's tools changes the settings. */
const settingHandlers = (
  { id }: ChartSpec,
  settings: ViewSettings,
  change: (changes: Partial<ViewSettings>) => void,
): Pick<ChartHandlers, "onScale" | "onYRange" | "onToggle"> => ({
  onScale: (kind) => change({ scale: withEntry(settings.scale, id, kind) }),
  onYRange: (range) => change({ yRange: withEntry(settings.yRange, id, range) }),
  onToggle: (line) => change({ hidden: toggled(settings.hidden, line) }),
});

/**
 * A chart that was enlarged is made anew in its place, where its button gets the focus back.
 *
 * @returns the element in which it stands
 */
function useEnlargedFocus(large: ChartSpec | undefined) {
  const panel = useRef<HTMLElement>(null);
  const label = large && STRINGS.enlargeChart(large.title);
  useLayoutEffect(() => {
    if (label === undefined) return undefined;
    return () =>
      panel.current?.querySelector<HTMLElement>(`[aria-label="${CSS.escape(label)}"]`)?.focus();
  }, [label]);
  return panel;
}
