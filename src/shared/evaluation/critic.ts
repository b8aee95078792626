/** Losses under which D is a critic: what it gives is any number, and no probability. */
const CRITIC_LOSSES: ReadonlySet<unknown> = new Set([
  "wasserstein",
  "hinge",
  "relativisticAverage",
]);

/** Whether D is a critic under an objective, as it is read from a run. */
export const isCritic = (objective: object): boolean =>
  "loss" in objective && CRITIC_LOSSES.has(objective.loss);
