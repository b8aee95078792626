import { useEffect } from "preact/hooks";
import { type MetricSeries, visibleRows } from "../../src/shared/run/series";
import { useHost } from "../components/page-context";
import type { RunModel } from "../components/run-model";
import type { Range } from "./chart-data";
import type { ViewSettings } from "./view-settings";

/**
 * The person has to stay at a part of the axis for so long before it is asked for from nearer, in
 * milliseconds.
 */
const SETTLE_MS = 150;
/** Of such a part this share of its width is asked for on either side, too. */
const MARGIN_SHARE = 0.25;

/** Asks for what a person zoomed to from nearer, where the rows that are here are too coarse. */
export function useNearerRows(
  model: RunModel,
  rows: MetricSeries,
  axis: ViewSettings["axis"],
  zoom: Range | undefined,
): void {
  const host = useHost();
  const coarse = zoom !== undefined && rows.isCoarse(axis, zoom.min, zoom.max);
  useEffect(() => {
    if (!zoom || !coarse) return undefined;
    const timer = setTimeout(() => {
      const margin = MARGIN_SHARE * (zoom.max - zoom.min);
      const x = model.series.column(axis);
      const steps = model.series.column("step");
      const { start, end } = visibleRows(x, zoom.min - margin, zoom.max + margin);
      host.requestRows(steps[start] ?? 0, steps[end - 1] ?? 0);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [zoom?.min, zoom?.max, axis, coarse]);
}
