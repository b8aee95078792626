/* Where a remedy is tried from. */

/**
 * The checkpoint to branch from, so that a branch has nothing of what a verdict is about: the last
 * before it began. Undefined where there is none: the remedy then needs a new run.
 *
 * @param steps of the checkpoints that there are
 * @param since the first step of what the verdict has seen
 */
export const lastGoodCheckpoint = (steps: readonly number[], since: number): number | undefined =>
  steps.filter((step) => step < since).sort((a, b) => b - a)[0];
