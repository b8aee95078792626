import type { Method, PastTrial, Question } from "../../outcome/history";
import type { Parameter, Point } from "../../space/space";
import { isActive } from "../../space/space";
import { trialGenerator, type Uniform } from "../generator";
import { randomPoint } from "../random";
import { isFixed, isWithin, pointOf, valueAt } from "../values";
import { type Estimator, parzenEstimator } from "./estimator";
import { groupsOf } from "./groups";
import { hasObjectives, type Split, splitTrials } from "./split";
import { countBelow, weightsByAge } from "./weights";

/** So many trials are random before the first by estimators. */
const STARTUP_TRIALS = 10;
/** Points that are drawn from the good trials' estimator, and of which the best is taken. */
const CANDIDATES = 24;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011), multivariate and with the constant
 * liar, as Optuna 5.0.0 has it by default, and with its `group=True` for conditional parameters:
 * the point that is likeliest under the good trials and unlikeliest under the others. Of 24 points
 * drawn from l, the density of the good ones, it takes the one with the greatest log l - log g.
 */
export const tpePoint: Method = (question) => {
  const { space, history } = question;
  const ended = history.filter(({ state }) => state === "complete" || state === "pruned");
  if (ended.length < STARTUP_TRIALS) return randomPoint(question);
  const split = divided(history);
  const chosen: Record<string, number> = {};
  for (const group of groupsOf(space)) {
    const [first] = group;
    if (!first || !isActive(first, chosen, space)) continue;
    for (const { name, domain } of group) if (isFixed(domain)) chosen[name] = valueAt(domain, 0);
    const free = group.filter(({ domain }) => !isFixed(domain));
    if (free.length === 0) continue;
    // Else the newest trial would have the widest kernels in all its parameters at once.
    const ties = trialGenerator(question, `tpe ties ${first.name}`);
    const { below, above } = estimatorsIn(free, split, ties);
    const uniform = trialGenerator(question, `tpe ${first.name}`);
    const points = Array.from({ length: CANDIDATES }, () => below.draw(uniform));
    Object.assign(chosen, bestOf(points, below, above));
  }
  return pointOf(space, ({ name }) => chosen[name] ?? NaN);
};

/**
 * The densities l of the good trials and g of all others, over the parameters of a group. Equal
 * values have the order of their trials.
 */
export function estimatorsOf(
  group: readonly Parameter[],
  history: Question["history"],
): { below: Estimator; above: Estimator } {
  return estimatorsIn(group, divided(history));
}

interface Divided extends Split {
  /** Whether the trials have several objectives. */
  several: boolean;
}

function divided(history: Question["history"]): Divided {
  const ended = history.filter(({ state }) => state === "complete" || state === "pruned");
  const several = hasObjectives(ended);
  return { ...splitTrials(history, countBelow(ended.length, several)), several };
}

function estimatorsIn(
  group: readonly Parameter[],
  { below, above, several }: Divided,
  ties?: Uniform,
): { below: Estimator; above: Estimator } {
  const evenly = (n: number): number[] => Array.from({ length: n }, () => 1);
  return {
    below: estimatorOf(group, below, several ? evenly : weightsByAge, ties),
    above: estimatorOf(group, above, weightsByAge, ties),
  };
}

function estimatorOf(
  group: readonly Parameter[],
  trials: readonly PastTrial[],
  weightsOf: (count: number) => number[],
  ties?: Uniform,
): Estimator {
  const points = trials.map(({ point }) => point).filter((point) => hasAll(group, point));
  return parzenEstimator(group, points, weightsOf(points.length), ties);
}

/** Whether a point has values for all parameters of a group, within their domains. */
function hasAll(group: readonly Parameter[], point: Point): boolean {
  return group.every(({ name, domain }) => {
    const value = point[name];
    return value !== undefined && isWithin(domain, value);
  });
}

/** The first of the points with the greatest log l - log g. */
function bestOf<P extends Point>(
  points: readonly P[],
  below: Estimator,
  above: Estimator,
): P | undefined {
  let best: P | undefined;
  let greatest = -Infinity;
  for (const point of points) {
    const acquisition = below.logDensity(point) - above.logDensity(point);
    if (best !== undefined && !(acquisition > greatest)) continue;
    best = point;
    greatest = acquisition;
  }
  return best;
}
