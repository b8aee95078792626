/* How many iterations a call of the engine runs, so that commands do not wait. */

/**
 * How long a call of the engine should take, and by less than an iteration longer: commands wait
 * for its end, and each call costs a little of its own.
 */
export const CALL_MS = 100;

/**
 * Iterations for the next call, after one of `count` iterations took `ms`; `before` is what was
 * aimed at then.
 */
export function nextPace(before: number, count: number, ms: number): number {
  // The first calls of a program are slow, and a call that had to end early tells little: the pace
  // rises step by step.
  const most = Math.max(before, 8 * count);
  return Math.max(1, Math.min(most, Math.ceil((CALL_MS * count) / ms)));
}

/** Iterations until the next multiple of one of `every` (0: never), at most until `steps`. */
export function iterationsLeft(step: number, steps: number, every: readonly number[]): number {
  return Math.min(steps - step, ...every.filter((n) => n > 0).map((n) => n - (step % n)));
}
