import { GanError } from "../shared/errors";
import { type Tensor, tidy } from "../tensor/tf";
import type { Layer } from "../experiment/schema";
import { type Shape, shapesAlong, sizeOf } from "../experiment/shapes";
import {
  type Applied,
  applyLayers,
  constrainLayers,
  initLayers,
  isStatistic,
  type Mode,
} from "./layers/layer";
import type { InitContext } from "./layers/initializers";
import { applyModule, initModule, moduleName, type ModuleNetwork } from "./module";
import type { State } from "./state";

/** A network of built-in layers, the shape of one input sample, and of a conditional GAN the number of classes. `name`: for places in messages. */
export interface LayeredNetwork {
  name: string;
  layers: readonly Layer[];
  input: Shape;
  classes?: number | undefined;
  module?: undefined;
}
export type Network = LayeredNetwork | ModuleNetwork;

/** Starting weights and statistics, named `<layer>/<weight>`, or as a module names them. */
export const initNetwork = (network: Network, context: InitContext): State =>
  network.module
    ? initModule(network, context.key)
    : initLayers(network.layers, network.input, { ...context, classes: network.classes });

/**
 * Runs a network on a batch x of shape [batch, ...input]. `statistics`: new values of the running statistics, to be
 * put into the state where this pass is one that trains the network.
 */
export function applyNetwork(network: Network, weights: State, x: Tensor, mode: Mode): Applied {
  // The name of tfjs's scope tells whoever records the operations which layer they belong to.
  if (network.module)
    return {
      y: tidy(moduleName(network), () => applyModule(network, weights, x, mode)),
      statistics: {},
    };
  const { name, layers, input } = network;
  return applyLayers(layers, weights, x, input, mode, (i, apply) => {
    const place = `${name}, layer ${i + 1} (${layers[i]!.type})`;
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

/** A network's weights after an update, brought back to where its layers' constraints allow them: the same tensors where there are none. */
export const constrain = ({ layers }: Network, weights: State): State =>
  layers ? constrainLayers(layers, weights) : weights;

/** How many numbers a network holds of one sample where it is widest; of a module it is guessed, and rather too high. */
export function widthOf(network: Network): number {
  if (network.module)
    return Math.max(4096, 16 * sizeOf(network.input), 16 * sizeOf(network.output));
  return shapesAlong(network.layers, network.input, network.classes).reduce(
    (most, shape) => Math.max(most, sizeOf(shape)),
    1,
  );
}

/** The weights that gradients train. */
export function trainable<T>(weights: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(weights).filter(([name]) => !isStatistic(name)));
}
