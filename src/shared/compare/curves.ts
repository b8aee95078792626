import type { ChartPoint } from "../charts/panel";
import type { ComparedRunView, Curve } from "./compared-runs";

/* Curves of several runs in one chart: by step or time, smoothed, as means over repetitions. */

/** Steps, seconds of training, or seconds by the clock on the wall. */
export const CURVE_AXES = ["step", "time", "wall"] as const;
export type CurveAxis = (typeof CURVE_AXES)[number];

/**
 * A curve over an axis. JSON has no NaN: a value that is not a number comes as null, and is a gap.
 */
export const pointsOf = (curve: Curve, axis: CurveAxis): ChartPoint[] =>
  curve[axis].map((at, i) => [at, curve.value[i] ?? NaN]);

/** The value of a curve at a place between its points; NaN beyond its ends. */
export function valueAt(points: readonly ChartPoint[], x: number): number {
  let low = 0;
  let high = points.length - 1;
  const [first, last] = [points[low], points[high]];
  if (!first || !last || x < first[0] || x > last[0]) return NaN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? Infinity) <= x) low = middle;
    else high = middle;
  }
  const [[x0, y0], [x1, y1]] = [points[low] ?? first, points[high] ?? last];
  return x1 === x0 ? y0 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
}

/** A mean with the places one standard deviation (n - 1) away from it. */
export interface Band {
  mean: ChartPoint[];
  low: ChartPoint[];
  high: ChartPoint[];
}

/**
 * The mean and spread of curves at the places of the one that has the most points, each over those
 * curves that reach there.
 */
export function bandOf(curves: readonly (readonly ChartPoint[])[]): Band {
  const places = curves.reduce<readonly ChartPoint[]>(
    (most, one) => (one.length > most.length ? one : most),
    [],
  );
  const band: Band = { mean: [], low: [], high: [] };
  for (const [x] of places) {
    const values = curves.map((points) => valueAt(points, x)).filter(Number.isFinite);
    const count = values.length;
    const mean = count === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / count;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const spread = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
    band.mean.push([x, mean]);
    band.low.push([x, mean - spread]);
    band.high.push([x, mean + spread]);
  }
  return band;
}

/** What has one colour and one entry in the legend: a run, or all repetitions of one. */
export interface CurveGroup {
  id: string;
  label: string;
  members: ComparedRunView[];
}

export function curveGroups(runs: readonly ComparedRunView[], repeated: boolean): CurveGroup[] {
  if (!repeated) return runs.map((run) => ({ id: run.dir, label: run.label, members: [run] }));
  const groups = new Map<string, CurveGroup>();
  for (const run of runs) {
    const { repetitionOf: id, label } = run;
    const group = groups.get(id) ?? { id, label, members: [] };
    group.members.push(run);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** The curves that any of the runs has, in the order in which they come. */
export function curveKinds(
  runs: readonly ComparedRunView[],
): Pick<Curve, "id" | "title" | "dots">[] {
  const kinds = new Map<string, Pick<Curve, "id" | "title" | "dots">>();
  for (const { curves } of runs)
    for (const { id, title, dots } of curves)
      if (!kinds.has(id)) kinds.set(id, { id, title, dots });
  return [...kinds.values()];
}

/** The last picture of a run that is not after a step. */
export const pictureAt = (pictures: readonly number[], step: number): number | undefined =>
  pictures.findLast((one) => one <= step);

/** All points of the curves, or of those of one kind, as comma-separated values. */
export function curvesCsv(runs: readonly ComparedRunView[], id?: string): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = runs.flatMap(({ label, curves }) =>
    curves
      .filter((curve) => id === undefined || curve.id === id)
      .flatMap(({ title, step, time, wall, value }) =>
        value.map((one, i) =>
          [quoted(label), quoted(title), step[i], ...[time[i], wall[i], one].map(csvNumber)].join(
            ",",
          ),
        ),
      ),
  );
  return ["run,curve,step,seconds,wallSeconds,value", ...lines, ""].join("\n");
}

/** What is no number is an empty cell, which spreadsheets and data frames read as missing. */
const csvNumber = (value: number | undefined): string =>
  Number.isFinite(value) ? String(Number(value?.toPrecision(9))) : "";
