import type { Evidence } from "../shared/advisor/verdict";

/* What is still learnt is waited for: a part of the data that was never made has not been lost. */

/** A value of a figure at a step. */
export interface Point {
  step: number;
  value: number;
}

/** Past it a figure shows that something is wrong. */
interface Limit {
  limit: number;
  is: Evidence["is"];
}

/** So many steps, and so large a share of them, are waited for; a change by the factor says that a G still learns. */
const WAIT = { steps: 300, share: 0.4, factor: 1.25 };

/** Whether a run is still in the part of it in which a G is given time. */
export const isWithinWait = (step: number, steps: number): boolean =>
  step < Math.max(WAIT.steps, WAIT.share * steps);

/**
 * Whether a figure of variety is past its limit because a G still learns: it was never half way
 * between the limit and what it is of the data itself, and 300 and two fifths of the steps are not over yet
 * or it is nearer than at half of the steps so far.
 *
 * @param points of a G that has been trained, up to now
 * @param steps those that the config asks for
 */
export function stillLearns(
  points: readonly Point[],
  { limit, is }: Limit,
  steps: number,
): boolean {
  const last = points.at(-1);
  if (!last) return false;
  const ofData = is === "above" ? 0 : 1;
  const wellAt = (limit + ofData) / 2;
  const isNearer = (a: number, b: number) => (is === "above" ? a < b : a > b);
  if (points.some(({ value }) => isNearer(value, wellAt))) return false;
  if (isWithinWait(last.step, steps)) return true;
  const half = points.findLast(({ step }) => step <= last.step / 2);
  if (!half) return false;
  return is === "above"
    ? half.value > WAIT.factor * last.value
    : last.value > WAIT.factor * half.value;
}
