import { concat, split, type Tensor } from "../../tensor/tf";
import type { State } from "../state";
import type { Transformation } from "./transformation";

/** Numbers up to which a parameter is cheaper joined with others: above, copying it costs more than the operations saved. */
const FEW_NUMBERS = 1 << 12;

/** The name that small parameters together have in slots. */
const SMALL = "small";

/**
 * A transformation that treats every number alike, applied to a network's small parameters as one vector: biases and small kernels then take
 * a tenth of the operations, whose start is most of what they cost (Optax calls it `flatten`). Their slots are `<slot>/small`. It
 * must not look at the parameters.
 */
export function flattened(inner: Transformation): Transformation {
  return {
    init: (parameters) => inner.init(joined(parameters)),
    update(gradients, slots, hyper, surroundings) {
      const { updates, slots: next } = inner.update(joined(gradients), slots, hyper, surroundings);
      return { updates: apart(updates, gradients), slots: next };
    },
  };
}

/** The names of those that are joined: of small parameters, where there is more than one. */
function smallOnes(state: State): string[] {
  const names = Object.keys(state).filter((name) => state[name]!.size <= FEW_NUMBERS);
  return names.length > 1 ? names : [];
}

/** A network's tensors, the small ones as one vector. */
export function joined(state: State): State {
  const small = smallOnes(state);
  if (small.length === 0) return state;
  return {
    ...Object.fromEntries(Object.entries(state).filter(([name]) => !small.includes(name))),
    [SMALL]: concat(small.map((name) => state[name]!.flatten())),
  };
}

/** What was joined, as tensors named and shaped as those of `like`. */
function apart(updates: State, like: State): State {
  const small = smallOnes(like);
  if (small.length === 0) return updates;
  const pieces = split(
    updates[SMALL]!,
    small.map((name) => like[name]!.size),
  );
  const tensors = new Map<string, Tensor>(
    small.map((name, i) => [name, pieces[i]!.reshape(like[name]!.shape)]),
  );
  return Object.fromEntries(
    Object.keys(like).map((name) => [name, tensors.get(name) ?? updates[name]!]),
  );
}
