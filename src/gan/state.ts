import type { Tensor } from "../tensor/tf";
import type { NetworkName } from "../shared/run/run";

/**
 * All that training changes, as a flat record of named tensors; a checkpoint is exactly this.
 *
 * `generator/0/kernel`: weights and running statistics of layer 0;
 * `optimizer/generator/firstMoment/0/kernel`: a slot of the optimizer for it; `.../firstMoment/small`: for all its small ones together.
 */
export type State = Record<string, Tensor>;

/** The part of a state below a prefix, with the prefix taken off its names. */
export function under<T>(state: Record<string, T>, prefix: string): Record<string, T> {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(state)
      .filter(([name]) => name.startsWith(start))
      .map(([name, tensor]) => [name.slice(start.length), tensor]),
  );
}

/** The same tensors with a prefix before their names. */
export function below<T>(prefix: string, state: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [`${prefix}/${name}`, tensor]),
  );
}

export const slotsPrefix = (network: NetworkName): string => `optimizer/${network}`;
