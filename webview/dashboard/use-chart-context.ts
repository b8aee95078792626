import { useMemo } from "preact/hooks";
import { isCritic } from "../../src/shared/losses";
import { currentExperiment } from "../../src/shared/protocol/changes";
import { useTheme } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import type { ChartContext } from "./chart-canvas";
import { SmoothedColumns } from "./chart-data";
import type { LineContext } from "./chart-lines";
import { placedMarks } from "./chart-marks";
import { useNearerRows } from "./use-nearer-rows";
import type { Zoom } from "./use-zoom";
import type { ViewSettings } from "./view-settings";

/** What all charts share; another object only where there is something else to draw. */
export function useChartContext(
  model: RunModel,
  settings: ViewSettings,
  { range: { min, max }, zoom }: Zoom,
): ChartContext {
  const theme = useTheme();
  const smoothed = useMemo(() => new SmoothedColumns(), []);
  const rows = model.rowsIn(settings.axis, { min, max });
  useNearerRows(model, rows, settings.axis, zoom);
  const parent = useParentContext(model.parent, settings);
  const { metrics, events } = model.revisions;
  return useMemo(
    () => ({
      model,
      rows,
      smoothed,
      theme,
      settings,
      range: { min, max },
      marks: placedMarks(model, settings.axis),
      critic: isCriticNow(model),
      ...(parent ? { parent } : {}),
    }),
    [metrics, events, rows, theme, settings, min, max, parent],
  );
}

/** What the lines of a run's parent come from. */
function useParentContext(
  parent: RunModel | undefined,
  settings: ViewSettings,
): LineContext | undefined {
  const smoothed = useMemo(() => new SmoothedColumns(), [parent]);
  return useMemo(
    () => parent && { model: parent, rows: parent.series, smoothed, settings },
    [parent, settings],
  );
}

/** Whether D gives any number, and no probability, by the loss that is trained now. */
function isCriticNow({ experiment, events }: RunModel): boolean {
  const { objective } = currentExperiment(experiment, events) as { objective?: object };
  return isCritic(objective ?? {});
}
