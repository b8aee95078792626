import type { Evaluation } from "../../src/shared/run/run";
import { mean } from "../search/statistics";

/* How a run was at each of its evaluations: what was true of it while verdicts were given. */

/** What a run was where it was ill. */
export type Illness = "collapsed" | "partial" | "memorising";

/**
 * `well` and `ill`: within the one bound and past the other of those that the last third of a run is
 * labelled by. `between`: neither. `learning`: past the bound of what is ill, but never well so far
 * and becoming better.
 */
export type State = "well" | "between" | "learning" | "ill";

export interface CoursePoint {
  step: number;
  state: State;
  illness?: Illness;
}

/** What is measured at a step. */
export interface MeasuredPoint {
  step: number;
  /** How far samples are from the data: what becomes less where a run becomes better. */
  distance: number;
  isWell: boolean;
  illness?: Illness | undefined;
}

/** In so large a share of its steps a run that becomes better loses so large a share of its distance. */
const LEARNS = { steps: 0.15, loss: 0.15 };

/** The states of a run of so many steps, by what was measured. */
export function courseOf(points: readonly MeasuredPoint[], steps: number): CoursePoint[] {
  return points.map(({ step, distance, isWell, illness }, i) => {
    if (!illness) return { step, state: isWell ? "well" : "between" };
    const before = points.findLast((one) => one.step <= step - LEARNS.steps * steps);
    const wasWell = points.slice(0, i).some((one) => one.isWell);
    const isLearning = before && distance < (1 - LEARNS.loss) * before.distance && !wasWell;
    return isLearning ? { step, state: "learning" } : { step, state: "ill", illness };
  });
}

/** Shares of the data: who lacks less than the one is well, who lacks more than the other is not. */
export const LACKS = { little: 1 / 6, much: 1 / 3, nearlyAll: 0.7 };
/** 1-D data: the bounds of the distance, in deviations of the data, and of the divergence. */
export const AWAY = { near: 0.29, far: 0.4, divergence: 0.35 };

/** The share of the data that is lacking, were the rest of it made evenly: a divergence's meaning. */
export const lackOf = (kl: number): number => 1 - Math.exp(-kl);

/** The last third of what there is, and at least one. */
export const lateOf = <T>(list: readonly T[]): readonly T[] =>
  list.slice(Math.min(list.length - 1, Math.floor((2 * list.length) / 3)));

/** The values of a figure, each the mean of it and its neighbours: no state rests on one alone. */
export function smoothed(
  evaluations: readonly Evaluation[],
  figure: string,
): { step: number; value: number }[] {
  const points = evaluations.flatMap(({ step, results }) => {
    const value = results[figure]?.value;
    return value === undefined ? [] : [{ step, value }];
  });
  return points.map(({ step }, i) => ({
    step,
    value: mean(points.slice(Math.max(0, i - 1), i + 2).map(({ value }) => value)),
  }));
}

/** Of mixtures and of pictures with classes, by the divergence of what is made from what is there. */
export const measuredByLack = (
  evaluations: readonly Evaluation[],
  figure: string,
): MeasuredPoint[] =>
  smoothed(evaluations, figure).map(({ step, value }) => {
    const lack = lackOf(value);
    return { step, distance: value, isWell: lack < LACKS.little, illness: illnessOf(lack) };
  });

function illnessOf(lack: number): Illness | undefined {
  if (lack > LACKS.nearlyAll) return "collapsed";
  return lack > LACKS.much ? "partial" : undefined;
}

/** Of 1-D data. */
export function measuredByDistance(
  evaluations: readonly Evaluation[],
  deviation: number,
): MeasuredPoint[] {
  const divergences = new Map(
    smoothed(evaluations, "jensenShannon").map(({ step, value }) => [step, value]),
  );
  return smoothed(evaluations, "w1").map(({ step, value }) => {
    const distance = value / deviation;
    const isCollapsed = divergences.get(step)! > AWAY.divergence;
    const partial = distance > AWAY.far ? "partial" : undefined;
    return {
      step,
      distance,
      isWell: !isCollapsed && distance < AWAY.near,
      illness: isCollapsed ? "collapsed" : partial,
    };
  });
}

/** Of its steps the first share is a run's start, in which any G makes bad samples. */
const START = 0.2;
/** Who was ill for this share of the others was so for a considerable part. */
const CONSIDERABLE = 0.25;

/** What a run was ill of for a considerable part of its steps after its start: nothing, mostly. */
export function illnessesIn(course: readonly CoursePoint[], steps: number): Illness[] {
  const after = course.filter(({ step }) => step > START * steps);
  const ill = after.flatMap(({ illness }) => illness ?? []);
  return ill.length > 0 && ill.length >= CONSIDERABLE * after.length ? [...new Set(ill)] : [];
}

/** A verdict may stand for so large a share of the steps, or so many evaluations, after its time. */
const GRACE = { steps: 0.15, evaluations: 3 };

/** Whether a verdict was given while a run was ill, and was taken back in time. */
export function wasTrue(
  course: readonly CoursePoint[],
  { given, over }: { given: number; over: number },
  steps: number,
): boolean {
  if (stateAt(course, given) !== "ill") return false;
  let last = given;
  let count = 0;
  for (const { step, state } of course) {
    if (step <= given || step > over) continue;
    if (state === "ill") {
      last = step;
      count = 0;
      continue;
    }
    count += 1;
    if (count > GRACE.evaluations && step - last > GRACE.steps * steps) return false;
  }
  return true;
}

/** The state at the evaluation that is nearest to a step; undefined where there is none. */
export function stateAt(course: readonly CoursePoint[], step: number): State | undefined {
  const [first, ...others] = course;
  const away = (point: CoursePoint) => Math.abs(point.step - step);
  return first && others.reduce((near, one) => (away(one) < away(near) ? one : near), first).state;
}
