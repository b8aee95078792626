import type { Tensor } from "../tensor/tf";
import type { NetworkName } from "../shared/run/run";
import type { Model } from "./model";
import type { Network } from "./network";
import { entry, mapTree, mergeTrees, subtree, type Tree, withPrefix, zipTrees } from "./tree";

/*
 * The state of a training as records of tensors, and its flat form with names such as
 * `generator/0/kernel`.
 */

/**
 * A network's parameters, which gradients train, and its running statistics, which passes in
 * training move. Those of layers are named by the layer: `0/kernel`, `2/layers/1/movingMean`.
 */
export type NetworkState<T = Tensor> = {
  params: Record<string, T>;
  stats: Record<string, T>;
};

/** All that training changes. */
export type TrainState<T = Tensor> = Record<NetworkName, NetworkState<T>> & {
  /** The slots of each network's optimizer, `<slot>/<parameter>`. */
  optimizers: Record<NetworkName, Record<string, T>>;
  /** The moving average of G, see `average.ts`. */
  average?: NetworkState<T> | undefined;
};

export const onlyParams = <T>(params: Record<string, T>): NetworkState<T> => ({
  params,
  stats: {},
});

/** The state of a part of a network, which begins with `prefix/`. */
export const partOf = <T>({ params, stats }: NetworkState<T>, prefix: string): NetworkState<T> => ({
  params: subtree(params, prefix),
  stats: subtree(stats, prefix),
});

/** The state of a network that has the given one as a part, under `prefix/`. */
export const asPart = <T>(prefix: string, { params, stats }: NetworkState<T>): NetworkState<T> => ({
  params: withPrefix(prefix, params),
  stats: withPrefix(prefix, stats),
});

export const mergeParts = <T>(parts: readonly NetworkState<T>[]): NetworkState<T> => ({
  params: mergeTrees(parts.map(({ params }) => params)),
  stats: mergeTrees(parts.map(({ stats }) => stats)),
});

/* ---- the flat record of named tensors in a checkpoint and in an engine's program */

/** The prefix of the slots of a network's optimizer. */
export const slotsPrefix = (network: NetworkName): string => `optimizer/${network}`;
const AVERAGE_PREFIX = "average/generator";

/** The running statistics of layers. `u` is the singular vector of a kernel or an embedding. */
const STATS = new Set(["movingMean", "movingVariance", "u"]);
const isStat = (name: string): boolean => STATS.has(name.slice(name.lastIndexOf("/") + 1));

/** The tensors of one layer, in their order. */
const LAYER_TENSORS = [
  ...["kernel", "bias", "u", "embedding", "embedding/u"],
  ...["gamma", "beta", "movingMean", "movingVariance"],
];

/** A text by which names are sorted: by the places of layers, then as in `LAYER_TENSORS`. */
function sortKey(name: string): string {
  const [places = ""] = /^((\d+|layers|shortcut)\/)*/.exec(name) ?? [];
  const tensor = LAYER_TENSORS.indexOf(name.slice(places.length));
  return places.replace(/\d+/g, (place) => place.padStart(6, "0")) + tensor;
}

/** A network's tensors layer by layer. */
export function flattenNetwork<T>({ params, stats }: NetworkState<T>): Record<string, T> {
  if (Object.keys(stats).length === 0) return params;
  const named = Object.entries({ ...params, ...stats });
  const keyed = named.map(([name, value]) => ({ name, value, key: sortKey(name) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  return Object.fromEntries(keyed.map(({ name, value }) => [name, value]));
}

/** The inverse of `flattenNetwork`. All tensors of a module are parameters. */
export function unflattenNetwork<T>(
  { module }: Pick<Network, "module">,
  named: Record<string, T>,
): NetworkState<T> {
  if (module) return onlyParams(named);
  const entries = Object.entries(named);
  return {
    params: Object.fromEntries(entries.filter(([name]) => !isStat(name))),
    stats: Object.fromEntries(entries.filter(([name]) => isStat(name))),
  };
}

/**
 * The training state as a flat record, which is also the content of a checkpoint.
 *
 * - `generator/0/kernel`: a parameter or running statistic of layer 0;
 * - `optimizer/generator/firstMoment/0/kernel`: the optimizer's slot for it;
 * - `optimizer/generator/firstMoment/small`: the slot for all small parameters, see
 *   `optimizers/flatten.ts`;
 * - `optimizer/generator/firstMoment/count`: the number of updates of a running mean, see
 *   `optimizers/slots.ts`; the slot for a parameter of that name is `~count`, see `withOwn`;
 * - `average/generator/0/kernel`: the moving average of a parameter, see `average.ts`.
 */
export function flattenState<T>(state: TrainState<T>): Record<string, T> {
  const networkAndSlots = (network: NetworkName) => ({
    ...withPrefix(network, flattenNetwork(state[network])),
    ...withPrefix(slotsPrefix(network), state.optimizers[network]),
  });
  return {
    ...networkAndSlots("generator"),
    ...(state.average ? withPrefix(AVERAGE_PREFIX, flattenNetwork(state.average)) : {}),
    ...networkAndSlots("discriminator"),
  };
}

/** The inverse of `flattenState`. */
export function unflattenState<T>(
  model: Pick<Model, NetworkName | "generatorAverage">,
  named: Record<string, T>,
): TrainState<T> {
  const network = (name: NetworkName) => unflattenNetwork(model[name], subtree(named, name));
  const average = subtree(named, AVERAGE_PREFIX);
  return {
    generator: network("generator"),
    discriminator: network("discriminator"),
    optimizers: {
      generator: subtree(named, slotsPrefix("generator")),
      discriminator: subtree(named, slotsPrefix("discriminator")),
    },
    ...(model.generatorAverage ? { average: unflattenNetwork(model.generator, average) } : {}),
  };
}

/* ---- functions of states, in the order of their tensors in a checkpoint */

/** Applies `f` to every tensor of a network. */
export function mapNetwork(state: NetworkState, f: (tensor: Tensor) => Tensor): NetworkState {
  const named = mapTree(flattenNetwork(state), f);
  return likeNetwork(state, named);
}

/** Applies `f` to the tensors of two networks that have the same name. */
export function zipNetworks(
  a: NetworkState,
  b: NetworkState,
  f: (a: Tensor, b: Tensor) => Tensor,
): NetworkState {
  return likeNetwork(a, zipTrees(flattenNetwork(a), flattenNetwork(b), f));
}

const likeNetwork = ({ params, stats }: NetworkState, named: Tree): NetworkState => ({
  params: mapTree(params, (_, name) => entry(named, name)),
  stats: mapTree(stats, (_, name) => entry(named, name)),
});

/** Applies `f` to every tensor of a state. */
export function mapState(state: TrainState, f: (tensor: Tensor) => Tensor): TrainState {
  const generator = mapNetwork(state.generator, f);
  const slots = mapTree(state.optimizers.generator, f);
  const average = state.average && mapNetwork(state.average, f);
  const discriminator = mapNetwork(state.discriminator, f);
  return {
    generator,
    discriminator,
    optimizers: { generator: slots, discriminator: mapTree(state.optimizers.discriminator, f) },
    average,
  };
}
