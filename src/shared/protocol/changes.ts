import { isOptimizer, type OptimizerLike } from "./optimizer-settings";
import type { NetworkName, RunEvent } from "../run/run";

/** What a person changed in the middle of a run. */
export type ChangeEvent = Extract<
  RunEvent,
  {
    type:
      "optimizerChanged" | "learningRateChanged" | "discriminatorStepsChanged" | "objectiveChanged";
  }
>;

const CHANGES: ReadonlySet<RunEvent["type"]> = new Set<ChangeEvent["type"]>([
  "optimizerChanged",
  "learningRateChanged",
  "discriminatorStepsChanged",
  "objectiveChanged",
]);

export function isChange(event: RunEvent): event is ChangeEvent {
  return CHANGES.has(event.type);
}

/**
 * The changes that a run still has. One that was taken back to the checkpoint of step s has lost those made after s. A
 * change that counts from s + 1 was made at s and is in the checkpoint.
 */
export function standingChanges(events: readonly RunEvent[]): ChangeEvent[] {
  let changes: ChangeEvent[] = [];
  for (const event of events) {
    if (event.type === "resumed" && event.fromCheckpoint)
      changes = changes.filter((change) => change.step <= event.step + 1);
    if (isChange(event)) changes.push(event);
  }
  return changes;
}

/** The objective that a run has now: its experiment's, or what it was last changed to. */
export function currentObjective(experiment: object, events: readonly RunEvent[]): object {
  const changed = standingChanges(events).findLast((event) => event.type === "objectiveChanged");
  const { objective } = experiment as { objective?: object };
  return changed?.to ?? objective ?? {};
}

/** The optimizers that a run has now: those of its experiment, then each change that stands. */
export function currentOptimizers(
  experiment: object,
  events: readonly RunEvent[],
): Partial<Record<NetworkName, OptimizerLike>> {
  const now: Partial<Record<NetworkName, OptimizerLike>> = {};
  const configured = ("optimizer" in experiment ? experiment.optimizer : undefined) as
    Record<string, unknown> | undefined;
  for (const network of ["generator", "discriminator"] as const) {
    const optimizer = configured?.[network];
    if (isOptimizer(optimizer)) now[network] = optimizer;
  }
  for (const event of standingChanges(events)) {
    if (event.type === "optimizerChanged" && isOptimizer(event.to)) now[event.network] = event.to;
    const before = event.type === "learningRateChanged" ? now[event.network] : undefined;
    if (event.type === "learningRateChanged" && before)
      now[event.network] = { ...before, learningRate: event.to };
  }
  return now;
}
