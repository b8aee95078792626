import type { Axis } from "../charts/axis";
import { ranksOf, valueOf } from "./best-so-far";
import { type Brushes, isBrushed } from "./brushing";
import { objectiveAxis, objectiveValues, parameterAxis, positionOf } from "./parameter-axis";
import type { StudyView, TrialView } from "./study-view";

/* Parallel coordinates of a study: an axis for each parameter and objective. */

export interface ParallelAxis {
  /** `parameter rate` or `objective 0`, as the columns of the table are called. */
  id: string;
  title: string;
  /** Where a trial lies, in [0, 1]; undefined where it has no value. */
  shareOf(trial: TrialView): number | undefined;
  /** What is written along it, with the places as shares. */
  ticks: { share: number; label: string }[];
}

/** Objectives point up: the better a value, the higher it lies. */
export function parallelAxes(view: StudyView): ParallelAxis[] {
  const parameters = view.parameters.map((parameter) => {
    const axis = parameterAxis(parameter, [0, 1], 4);
    return axisOf(`parameter ${parameter.name}`, parameter.name, axis, (trial) =>
      positionOf(parameter, trial),
    );
  });
  const objectives = view.objectives.map((objective, i) => {
    const range = objective.direction === "least" ? ([1, 0] as const) : ([0, 1] as const);
    const axis = objectiveAxis(objective, objectiveValues(view, i), range, 4);
    return axisOf(`objective ${i}`, objective.title, axis, (trial) => valueOf(trial, i));
  });
  return [...parameters, ...objectives];
}

const axisOf = (
  id: string,
  title: string,
  axis: Axis,
  valueIn: (trial: TrialView) => number | undefined,
): ParallelAxis => ({
  id,
  title,
  shareOf: (trial) => {
    const value = valueIn(trial);
    return value === undefined ? undefined : axis.at(value);
  },
  ticks: axis.ticks.map(({ value, label }) => ({ share: axis.at(value), label })),
});

/** The numbers of the trials that lie in all brushed stretches. */
export function brushedTrials(
  { trials }: Pick<StudyView, "trials">,
  axes: readonly ParallelAxis[],
  brushes: Brushes,
): Set<number> {
  const byId = new Map(axes.map((axis) => [axis.id, axis]));
  // A stretch of an axis that is no longer there is passed over.
  const known = Object.fromEntries(Object.entries(brushes).filter(([id]) => byId.has(id)));
  return new Set(
    trials
      .filter((trial) => isBrushed(known, (id) => byId.get(id)?.shareOf(trial)))
      .map(({ number }) => number),
  );
}

/** In how many shades lines are drawn. */
export const SHADES = 8;

/** The trials by their shade: the last has the best; those without a value are in the first. */
export function shadesOf(view: StudyView): TrialView[][] {
  const ranks = ranksOf(view);
  const shades: TrialView[][] = Array.from({ length: SHADES }, () => []);
  for (const trial of view.trials) {
    const rank = ranks.get(trial.number) ?? 0;
    shades[Math.min(SHADES - 1, Math.floor(rank * SHADES))]?.push(trial);
  }
  return shades;
}
