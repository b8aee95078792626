import type { ChartLine, ChartPoint } from "../../src/shared/charts/panel";
import type { Curve } from "../../src/shared/compare/compared-runs";
import { type Band, bandOf, pointsOf } from "../../src/shared/compare/curves";
import { MovingAverage } from "../dashboard/smoothing";
import type { ColouredGroup } from "./compare-legend";
import type { CompareSettings } from "./compare-settings";

/* What a chart draws of each group of runs. */

/** What a chart shows: a metric or a figure. */
export type CurveKind = Pick<Curve, "id" | "title" | "dots">;

/** The line of a group, which is a mean where there is a band. */
export interface GroupLine {
  line: ChartLine;
  band?: Band;
}

export function groupLines(
  { id, dots }: CurveKind,
  groups: readonly ColouredGroup[],
  { axis, smoothing }: Pick<CompareSettings, "axis" | "smoothing">,
): GroupLine[] {
  return groups.flatMap(({ members, colour }): GroupLine[] => {
    const curves = members.flatMap(({ curves }) => {
      const curve = curves.find((one) => one.id === id);
      const points = curve ? pointsOf(curve, axis) : [];
      if (points.length === 0) return [];
      return [dots ? points : smoothed(points, smoothing)];
    });
    const [only] = curves;
    if (!only) return [];
    const look = { colour, width: 1.6, dots };
    if (curves.length === 1) return [{ line: { ...look, points: only } }];
    const band = bandOf(curves);
    return [{ line: { ...look, points: band.mean }, band }];
  });
}

function smoothed(points: readonly ChartPoint[], weight: number): ChartPoint[] {
  const average = new MovingAverage(weight);
  return points.map(([x, y]) => [x, average.next(y)]);
}
