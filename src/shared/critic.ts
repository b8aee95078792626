/** Losses under which D is a critic: what it gives is any number, and no probability. */
const CRITIC_LOSSES: ReadonlySet<unknown> = new Set(["wasserstein", "hinge", "relativisticAverage"]);

/** Whether D is a critic in an experiment, as it is read from a run. */
export function isCritic(experiment: object): boolean {
  const objective = "objective" in experiment ? experiment.objective : undefined;
  return typeof objective === "object" && objective !== null && "loss" in objective && CRITIC_LOSSES.has(objective.loss);
}
