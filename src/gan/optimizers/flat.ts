import { concat, split, type Tensor } from "../../shared/tf";
import type { State } from "../state";
import type { Transformation } from "./transformation";

/** Numbers up to which a network's parameters are cheaper joined than each by itself: above, copying them costs more than the operations saved. */
const FEW_NUMBERS = 1 << 12;

/** The name that all parameters together have in slots. */
const ALL = "all";

/**
 * A transformation that treats every number alike, applied to all parameters of a small network as one vector: a tenth of the
 * operations, whose start is most of what they cost there (Optax calls it `flatten`). Slots are then `<slot>/all`. It must not
 * look at the parameters.
 */
export function flattened(inner: Transformation): Transformation {
  return {
    init: (parameters) => inner.init(joined(parameters)),
    update(gradients, slots, hyper, surroundings) {
      const { updates, slots: next } = inner.update(joined(gradients), slots, hyper, surroundings);
      return { updates: isFew(gradients) ? apart(updates[ALL]!, gradients) : updates, slots: next };
    },
  };
}

const isFew = (state: State): boolean => Object.values(state).reduce((sum, { size }) => sum + size, 0) <= FEW_NUMBERS;

/** All tensors of a small network as one vector; those of another as they are. */
export function joined(state: State): State {
  return isFew(state) ? { [ALL]: concat(Object.values(state).map((tensor) => tensor.flatten())) } : state;
}

/** A vector as tensors named and shaped as those of `like`. */
function apart(vector: Tensor, like: State): State {
  const tensors = Object.values(like);
  const pieces = split(vector, tensors.map(({ size }) => size));
  return Object.fromEntries(Object.keys(like).map((name, i) => [name, pieces[i]!.reshape(tensors[i]!.shape)]));
}
