import { GanError } from "../shared/errors";
import { type Tensor, tidy } from "../shared/tf";
import type { Layer } from "../experiment/schema";
import type { Shape } from "../experiment/shapes";
import { type Applied, applyLayers, constrainLayers, initLayers, isStatistic, type Mode } from "./layers/layer";
import type { InitContext } from "./layers/initializers";
import type { State } from "./state";

/** A network's layers and the shape of one input sample. `name`: for places in messages. */
export interface Network { name: string; layers: readonly Layer[]; input: Shape }

/** Starting weights and statistics, named `<layer>/<weight>`. */
export const initNetwork = ({ layers, input }: Network, context: InitContext): State => initLayers(layers, input, context);

/**
 * Runs a network on a batch x of shape [batch, ...input]. `statistics`: new values of the running statistics, to be
 * put into the state where this pass is one that trains the network.
 */
export function applyNetwork({ name, layers, input }: Network, weights: State, x: Tensor, mode: Mode): Applied {
  return applyLayers(layers, weights, x, input, mode, (i, apply) => {
    const place = `${name}, layer ${i + 1} (${layers[i]!.type})`;
    try {
      // The name of tfjs's scope tells whoever records the operations which layer they belong to.
      return tidy(place, () => ({ ...apply() }));
    } catch (error) {
      if (error instanceof GanError) throw error;
      throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
}

/** A network's weights after an update, brought back to where its layers' constraints allow them: the same tensors where there are none. */
export const constrain = ({ layers }: Network, weights: State): State => constrainLayers(layers, weights);

/** The weights that gradients train. */
export function trainable<T>(weights: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(weights).filter(([name]) => !isStatistic(name)));
}
