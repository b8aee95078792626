import { type Axis, linearAxis, logAxis, namesAxis, quantilesOf, widened } from "../charts/axis";
import { valueOf } from "./best-so-far";
import type { ObjectiveView, ParameterView, StudyView, TrialView } from "./study-view";

/* Axes of a study's charts: of a parameter, and of an objective. */

type Range = readonly [number, number];

/** What is written along an axis; a parameter that hardly fits has fewer ticks. */
export function parameterAxis({ domain }: ParameterView, range: Range, count = 4): Axis {
  if (domain.kind === "choice") return namesAxis(domain.labels, range);
  const { from, to, log } = domain;
  if (from === to) return linearAxis([from - 1, to + 1], range, count);
  return log && from > 0 ? logAxis([from, to], range, count) : linearAxis([from, to], range, count);
}

/** A trial's value of a parameter as a number: of a choice the place of its label. */
export function positionOf(
  { name, domain }: ParameterView,
  { values }: Pick<TrialView, "values">,
): number | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  if (domain.kind !== "choice") return typeof value === "number" ? value : undefined;
  const index = domain.labels.indexOf(String(value));
  return index < 0 ? undefined : index;
}

/** From such a factor between its values on an objective's axis is logarithmic. */
const LOG_FROM = 30;
/** The share of the values at the worse end that an axis need not span. */
const OUTLIERS = 0.05;

/**
 * An objective's axis over values: all of them where it is logarithmic, else all but the worst few,
 * which lie at its end. Without a finite value it goes from 0 to 1.
 */
export function objectiveAxis(
  { direction }: Pick<ObjectiveView, "direction">,
  values: readonly number[],
  range: Range,
  count = 4,
): Axis {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return linearAxis([0, 1], range, count);
  const quantile = quantilesOf(finite);
  const low = quantile(0);
  const high = quantile(1);
  if (low > 0 && high / low > LOG_FROM) return clamped(logAxis([low, high], range, count), range);
  const span: Range =
    direction === "least" ? [low, quantile(1 - OUTLIERS)] : [quantile(OUTLIERS), high];
  return clamped(linearAxis(withAir(span), range, count), range);
}

/** Some air at both ends, so that no point lies on the frame. */
function withAir(span: Range): Range {
  const [low, high] = widened(span);
  return span[1] > span[0] ? [low - (high - low) * 0.03, high] : [low, high];
}

const clamped = ({ at, ticks }: Axis, [from, to]: Range): Axis => ({
  at: (value) => Math.min(Math.max(from, to), Math.max(Math.min(from, to), at(value))),
  ticks,
});

/** All values of an objective that trials have. */
export const objectiveValues = ({ trials }: Pick<StudyView, "trials">, objective = 0): number[] =>
  trials.flatMap((trial) => valueOf(trial, objective) ?? []);
