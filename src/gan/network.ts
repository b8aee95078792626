import { GanError } from "../shared/errors";
import { type Tensor, tidy } from "../tensor/tf";
import type { Layer } from "../experiment/schema";
import { shapesAlong } from "../experiment/layer-shapes";
import { type Shape, sizeOf } from "../experiment/shapes";
import { type Applied, applyLayers, constrainLayers, initLayers, type Mode } from "./layers/layer";
import type { InitContext } from "./layers/initializers";
import { applyModule, initModule, moduleName, type ModuleNetwork } from "./module";
import { type NetworkState, onlyParams } from "./state";
import type { Tree } from "./tree";

/*
 * A network of either kind, of built-in layers or a module: its first state, and a pass through it.
 */

/**
 * A network of built-in layers. `name` appears in messages, `input` is the shape of one input
 * sample, and `classes` is the number of classes of a conditional GAN.
 */
export interface LayeredNetwork {
  name: string;
  layers: readonly Layer[];
  input: Shape;
  classes?: number | undefined;
  module?: undefined;
}
export type Network = LayeredNetwork | ModuleNetwork;

/** The initial state. Tensors are named `<layer>/<tensor>`, or as a module names them. */
export const initNetwork = (network: Network, context: InitContext): NetworkState =>
  network.module
    ? onlyParams(initModule(network, context.key))
    : initLayers(network.layers, network.input, { ...context, classes: network.classes });

/**
 * Runs a network on a batch x, [batch, ...input]. The result's `stats` are new values of the
 * running statistics, which the caller stores only where this pass trains the network.
 */
export function applyNetwork(
  network: Network,
  state: NetworkState,
  x: Tensor,
  mode: Mode,
): Applied {
  // The recorder reads the name of tfjs's scope, to say in messages which layer an operation
  // belongs to.
  if (network.module)
    return {
      y: tidy(moduleName(network), () => applyModule(network, state.params, x, mode)),
      stats: {},
    };
  const { name, layers, input } = network;
  return applyLayers(layers, state, x, input, mode, (i, { type }, apply) => {
    const place = `${name}, layer ${i + 1} (${type})`;
    try {
      return tidy(place, () => ({ ...apply() }));
    } catch (error) {
      if (error instanceof GanError) throw error;
      throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  });
}

/**
 * Applies the layers' weight constraints after an update. Unconstrained tensors are returned as
 * they are.
 */
export const constrain = ({ layers }: Network, params: Tree): Tree =>
  layers ? constrainLayers(layers, params) : params;

/**
 * The size of the largest activation of one sample. A module's activations are not known, so it
 * gets an estimate that is rather too high.
 */
export function widthOf(network: Network): number {
  if (network.module)
    return Math.max(4096, 16 * sizeOf(network.input), 16 * sizeOf(network.output));
  return shapesAlong(network.layers, network.input, network.classes).reduce(
    (most, shape) => Math.max(most, sizeOf(shape)),
    1,
  );
}
