import { useState } from "preact/hooks";
import { nearestRow } from "../../src/shared/run/series";
import type { RunModel } from "../components/run-model";
import type { Range } from "./chart-data";
import type { ViewSettings } from "./view-settings";

/* The visible part of the x axis, which all charts share. */

type Axis = ViewSettings["axis"];

/** The part of the x axis that is shown, and the ways to another. */
export interface Zoom {
  range: Range;
  /** What the person zoomed to; undefined: everything, growing with the run. */
  zoom: Range | undefined;
  setZoom(range: Range | undefined): void;
  /** Another axis is to show the same rows. */
  changeAxis(axis: Axis): void;
}

export function useZoom(model: RunModel, axis: Axis): Zoom {
  const [zoom, setZoom] = useState<Range>();
  const all = everything(model, axis);
  return {
    range: zoom ?? all,
    zoom,
    setZoom(range) {
      if (!range || range.max - range.min >= all.max - all.min) return setZoom(undefined);
      const least = axis === "step" ? 2 : (all.max - all.min) / 1e5;
      if (range.max - range.min >= least) setZoom(keptInside(range, all));
    },
    changeAxis(next) {
      if (zoom && next !== axis) setZoom(translated(model, zoom, axis, next));
    },
  };
}

function everything({ series }: RunModel, axis: Axis): Range {
  const x = series.column(axis);
  const min = x[0] ?? 0;
  const max = x.at(-1) ?? 1;
  return { min, max: max > min ? max : min + 1 };
}

/** A shift stops at the ends of what there is. */
function keptInside(range: Range, all: Range): Range {
  const width = range.max - range.min;
  const min = Math.min(Math.max(range.min, all.min), all.max - width);
  return { min, max: min + width };
}

/** The same rows on another axis. */
function translated({ series }: RunModel, range: Range, from: Axis, to: Axis): Range | undefined {
  const before = series.column(from);
  const after = series.column(to);
  const min = after[nearestRow(before, range.min)] ?? 0;
  const max = after[nearestRow(before, range.max)] ?? 0;
  return max > min ? { min, max } : undefined;
}
