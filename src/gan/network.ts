import { GanError } from "../shared/errors";
import type { NetworkName } from "../shared/run";
import { type Tensor, tidy } from "../shared/tf";
import type { Layer } from "../experiment/schema";
import { type Shape, shapesAlong } from "../experiment/shapes";
import { applyLayer, initLayer, isStatistic, type Mode } from "./layers/layer";
import type { InitContext } from "./layers/initializers";
import { fold } from "./random";
import { below, type State, under } from "./state";

/** A network's layers and the shape of one input sample. */
export interface Network { name: NetworkName; layers: readonly Layer[]; input: Shape }

/** Starting weights and statistics, named `<layer>/<weight>`. */
export function initNetwork({ layers, input }: Network, context: InitContext): State {
  const shapes = shapesAlong(layers, input);
  return Object.assign({}, ...layers.map((layer, i) =>
    below(String(i), initLayer(layer, shapes[i]!, { ...context, key: fold(context.key, i) })))) as State;
}

/**
 * Runs a network on a batch x of shape [batch, ...input]. `statistics`: new values of the running statistics, to be
 * put into the state where this pass is one that trains the network.
 */
export function applyNetwork({ name, layers, input }: Network, weights: State, x: Tensor, mode: Mode): { y: Tensor; statistics: State } {
  const shapes = shapesAlong(layers, input);
  const statistics: State = {};
  let y = x;
  for (const [i, layer] of layers.entries()) {
    const layerMode = mode.training ? { ...mode, key: fold(mode.key, i) } : mode;
    const place = `${name}, layer ${i + 1} (${layer.type})`;
    try {
      // The name of tfjs's scope tells whoever records the operations which layer they belong to.
      const applied = tidy(place, () => ({ ...applyLayer(layer, under(weights, String(i)), y, shapes[i]!, layerMode) }));
      y = applied.y;
      Object.assign(statistics, below(String(i), applied.statistics));
    } catch (error) {
      if (error instanceof GanError) throw error;
      throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return { y, statistics };
}

/** The weights that gradients train. */
export function trainable<T>(weights: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(weights).filter(([name]) => !isStatistic(name)));
}
