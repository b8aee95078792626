import type { Tensor } from "../tensor/tf";
import type { NetworkName } from "../shared/run/run";

/**
 * The training state: a flat record of named tensors, which is also the content of a checkpoint.
 *
 * - `generator/0/kernel`: a weight or running statistic of layer 0;
 * - `optimizer/generator/firstMoment/0/kernel`: the optimizer's slot for it;
 * - `optimizer/generator/firstMoment/small`: the slot for all small weights, see
 *   `optimizers/flatten.ts`;
 * - `average/generator/0/kernel`: the moving average of a weight, see `average.ts`.
 */
export type State = Record<string, Tensor>;

/** The entries whose names begin with `prefix/`, without that prefix. */
export function subtree<T>(state: Record<string, T>, prefix: string): Record<string, T> {
  const start = `${prefix}/`;
  return Object.fromEntries(
    Object.entries(state)
      .filter(([name]) => name.startsWith(start))
      .map(([name, tensor]) => [name.slice(start.length), tensor]),
  );
}

/** The same entries under names that begin with `prefix/`. */
export function withPrefix<T>(prefix: string, state: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(state).map(([name, tensor]) => [`${prefix}/${name}`, tensor]),
  );
}

/** The prefix of the slots of a network's optimizer. */
export const slotsPrefix = (network: NetworkName): string => `optimizer/${network}`;
