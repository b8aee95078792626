import { changedKeys } from "../evaluation/comparison";
import type { NetworkName, RunEvent } from "../run/run";

/*
 * Changes as earlier versions wrote them, one type for each kind of setting, read as the one kind
 * that there is now.
 */

/** An event of a change in the `events.jsonl` of an earlier version. */
export type OldChangeEvent = { step: number; time: string } & (
  | {
      type: "optimizerChanged";
      network: NetworkName;
      from: object;
      to: object;
      slots: "keep" | "reset";
      carriedOver: string[];
    }
  | { type: "learningRateChanged"; network: NetworkName; from: number; to: number }
  | { type: "discriminatorStepsChanged"; from: number; to: number }
  | { type: "objectiveChanged"; from: object; to: object }
);

/** An event of any version as this one writes it. */
export function currentEvent(event: RunEvent | OldChangeEvent): RunEvent {
  const { step, time } = event;
  switch (event.type) {
    case "optimizerChanged": {
      const { network, from, to, slots, carriedOver } = event;
      const set = [{ path: `optimizer.${network}`, from, to }];
      return { type: "changed", set, slots, carriedOver: { [network]: carriedOver }, step, time };
    }
    case "learningRateChanged": {
      const { network, from, to } = event;
      const path = `optimizer.${network}.learningRate`;
      return { type: "changed", set: [{ path, from, to }], step, time };
    }
    case "discriminatorStepsChanged": {
      const { from, to } = event;
      const set = [{ path: "training.discriminatorSteps", from, to }];
      return { type: "changed", set, step, time };
    }
    case "objectiveChanged": {
      const differing = changedKeys([event.from, event.to], ["objective"]);
      const set = differing.map(({ key, values: [from, to] }) => ({ path: key, from, to }));
      return { type: "changed", set, step, time };
    }
    default:
      return event;
  }
}

/**
 * A command as a person or a script may write it, for this version or an earlier one, as this one
 * reads it.
 */
export function currentCommand(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { type, networks, set, ...rest } = value as Record<string, unknown>;
  const changes = (settings: object[]) => ({ type: "change", set: settings });
  const forNetworks = (below: string, to: unknown) =>
    (Array.isArray(networks) ? networks : []).map((network) => ({
      path: `optimizer.${String(network)}${below}`,
      value: to,
    }));
  switch (type) {
    case "setOptimizer": {
      const { slots, optimizer } = rest;
      return {
        ...changes(forNetworks("", optimizer)),
        ...(slots === undefined ? {} : { slots }),
      };
    }
    case "setLearningRate":
      return changes(forNetworks(".learningRate", rest["learningRate"]));
    case "setDiscriminatorSteps":
      return changes([{ path: "training.discriminatorSteps", value: rest["value"] }]);
    case "setObjective":
      return changes(
        (Array.isArray(set) ? set : []).map(
          (setting: { path?: unknown; value?: unknown } | null) => ({
            path: `objective.${String(setting?.path)}`,
            value: setting?.value,
          }),
        ),
      );
    default:
      return value;
  }
}
