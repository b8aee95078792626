/*
 * How many trials count as good, and how much each counts: the defaults of Optuna 5.0.0.
 */

/** At most so many trials count as good where there is one objective. */
const MOST_BELOW = 25;
/** The share of trials that counts as good. */
const SHARE_BELOW = 0.1;
/** So many of the newest trials count fully. */
const NEWEST = 25;

/**
 * How many of n trials count as good: a tenth, rounded up; with one objective at most 25, with
 * several no fewer, since a front is as long as it is.
 */
export function countBelow(n: number, severalObjectives: boolean): number {
  const share = Math.ceil(SHARE_BELOW * n);
  return severalObjectives ? share : Math.min(share, MOST_BELOW);
}

/**
 * The weights of n trials in their order: the newest 25 count 1; those before rise evenly from 1/n
 * to 1, so that what was learnt at first is forgotten in time.
 */
export function weightsByAge(n: number): number[] {
  const older = Math.max(n - NEWEST, 0);
  return Array.from({ length: n }, (_, i) => {
    if (i >= older) return 1;
    if (older === 1) return 1 / n;
    return i === older - 1 ? 1 : 1 / n + (i * (1 - 1 / n)) / (older - 1);
  });
}
