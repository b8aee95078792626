import type { Evaluation } from "../../src/shared/run/run";
import type { Picture } from "../../src/shared/run/picture";
import { mean } from "../search/statistics";
import { type Illness, LACKS, lateOf, type MeasuredPoint, smoothed } from "./course";

/*
 * Points in the plane that have no modes to be counted: curves and boards. How far samples are from
 * the data as a whole, by the sliced Wasserstein distance in deviations of the data, and which share
 * of the data has no sample near it: what is left by the larger of recall and coverage, since recall
 * is small for samples on a curve thinner than the data's, and coverage for those that are blurred.
 */

/** Samples nearer than `close` are those of a part of the data no more than a sixth is beside. */
const APART = { close: 0.15, near: 0.29, far: 0.4 };

export interface PointFigures {
  /** The sliced Wasserstein distance, in deviations of the data along an axis. */
  distance: number;
  lack: number;
}

/** The figures that decide. The advisor is shown none of them. */
export const POINT_FIGURES = ["slicedW1", "precision", "recall", "density", "coverage"] as const;

/** The figures of a run's last third. */
export function latePoints(
  evaluations: readonly Evaluation[],
  pictures: readonly Picture[],
): PointFigures {
  const late = (name: string) =>
    mean(lateOf(evaluations.flatMap((one) => one.results[name]?.value ?? [])));
  return {
    distance: late("slicedW1") / deviationOf(pictures),
    lack: 1 - Math.max(late("recall"), late("coverage")),
  };
}

/** The root of the mean variance along both axes. */
function deviationOf(pictures: readonly Picture[]): number {
  const scatter = pictures.find((one) => one.kind === "scatter");
  const real = scatter?.kind === "scatter" ? scatter.real : [];
  const variance = (axis: 0 | 1) => {
    const own = real.filter((_, i) => i % 2 === axis);
    const middle = mean(own);
    return mean(own.map((value) => (value - middle) ** 2));
  };
  return Math.sqrt((variance(0) + variance(1)) / 2);
}

export const isWellAt = ({ distance, lack }: PointFigures): boolean =>
  distance < APART.close || (distance < APART.near && lack < LACKS.little);

export function illnessAt({ distance, lack }: PointFigures): Illness | undefined {
  if (lack > LACKS.nearlyAll && distance > APART.near) return "collapsed";
  const isLacking = lack > LACKS.much && distance > APART.close;
  return distance > APART.far || isLacking ? "partial" : undefined;
}

export function measuredPoints(
  evaluations: readonly Evaluation[],
  pictures: readonly Picture[],
): MeasuredPoint[] {
  const deviation = deviationOf(pictures);
  const recalls = smoothed(evaluations, "recall");
  const coverages = smoothed(evaluations, "coverage");
  return smoothed(evaluations, "slicedW1").map(({ step, value }, i) => {
    const lack = 1 - Math.max(recalls[i]!.value, coverages[i]!.value);
    const figures = { distance: value / deviation, lack };
    return {
      step,
      distance: figures.distance,
      isWell: isWellAt(figures),
      illness: illnessAt(figures),
    };
  });
}
