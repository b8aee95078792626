import type { ObjectiveView, StudyView, TrialView } from "./study-view";

/* Which trials are good: what a value is worth, the best so far, and the Pareto front. */

/** Whether a value is better than another one. */
export const isBetter = (
  { direction }: Pick<ObjectiveView, "direction">,
  value: number,
  than: number,
): boolean => (direction === "least" ? value < than : value > than);

/** A trial's value of an objective; undefined where it has none, or none that is finite. */
export function valueOf({ objectives }: TrialView, objective = 0): number | undefined {
  const value = objectives?.[objective]?.value;
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** Whether a trial's value counts: that of a pruned trial is of an earlier step than others'. */
export const counts = ({ state }: TrialView): boolean => state === "finished";

export interface BestPoint {
  trial: number;
  value: number;
  /** The best of this trial and those before it. */
  best: number;
}

/** The trials that have a value which counts, by their numbers, with the best until then. */
export function bestSoFar(
  { trials, objectives }: Pick<StudyView, "trials" | "objectives">,
  objective = 0,
): BestPoint[] {
  const by = objectives[objective];
  if (!by) return [];
  const points: BestPoint[] = [];
  let best: number | undefined;
  for (const trial of [...trials].sort((a, b) => a.number - b.number)) {
    const value = valueOf(trial, objective);
    if (value === undefined || !counts(trial)) continue;
    if (best === undefined || isBetter(by, value, best)) best = value;
    points.push({ trial: trial.number, value, best });
  }
  return points;
}

/** A trial's share of the way from the worst to the best, by rank: 1 is the best. */
export function ranksOf(
  { trials, objectives }: Pick<StudyView, "trials" | "objectives">,
  objective = 0,
): Map<number, number> {
  const by = objectives[objective];
  if (!by) return new Map();
  const valued = trials.flatMap((trial) => {
    const value = valueOf(trial, objective);
    return value === undefined ? [] : [{ number: trial.number, value }];
  });
  // The worst first.
  valued.sort((a, b) => (by.direction === "least" ? b.value - a.value : a.value - b.value));
  const last = Math.max(1, valued.length - 1);
  return new Map(valued.map(({ number }, i) => [number, valued.length === 1 ? 1 : i / last]));
}

export interface ParetoPoint {
  trial: number;
  /** The values of the first two objectives. */
  values: readonly [number, number];
  /** Whether no other trial is better in one of them and at least as good in the other. */
  onFront: boolean;
}

/** The trials with two values, those on the front marked, ordered by the first objective. */
export function paretoPoints({
  trials,
  objectives,
}: Pick<StudyView, "trials" | "objectives">): ParetoPoint[] {
  const [first, second] = objectives;
  if (!first || !second) return [];
  const points = trials.flatMap((trial) => {
    const a = valueOf(trial, 0);
    const b = valueOf(trial, 1);
    if (a === undefined || b === undefined || !counts(trial)) return [];
    return [{ trial: trial.number, values: [a, b] as const }];
  });
  const sign = first.direction === "least" ? 1 : -1;
  const sign2 = second.direction === "least" ? 1 : -1;
  points.sort((p, q) => sign * (p.values[0] - q.values[0]) || sign2 * (p.values[1] - q.values[1]));
  return markFront(points, second);
}

/**
 * Marks the front among points from the best first value to the worst: those whose second value is
 * better than that of all before them, and their equals.
 */
function markFront(
  points: readonly Omit<ParetoPoint, "onFront">[],
  second: ObjectiveView,
): ParetoPoint[] {
  let front: readonly [number, number] | undefined;
  return points.map((point) => {
    const [a, b] = point.values;
    const equal = front !== undefined && front[0] === a && front[1] === b;
    const onFront = front === undefined || equal || isBetter(second, b, front[1]);
    if (onFront) front = point.values;
    return { ...point, onFront };
  });
}
