import { concat, split, type Tensor } from "../../tensor/tf";
import type { State } from "../state";
import type { Transformation } from "./transformation";

/**
 * The largest size of a small parameter. For larger ones the copy costs more than the saved
 * operations.
 */
const MAX_SMALL_SIZE = 1 << 12;

/** The name in slots of the vector of all small parameters. */
const SMALL = "small";

/**
 * Applies an elementwise transformation to a network's small parameters as one vector, as optax's
 * `flatten` does. Starting an operation is most of its cost on a bias or a small kernel, and this
 * way there are ten times fewer. The slots of the vector are `<slot>/small`. The transformation
 * must not use `context.parameters`.
 */
export function flatten(inner: Transformation): Transformation {
  return {
    init: (parameters) => inner.init(concatSmall(parameters)),
    update(gradients, slots, hyper, context) {
      const { updates, slots: next } = inner.update(concatSmall(gradients), slots, hyper, context);
      return { updates: splitSmall(updates, gradients), slots: next };
    },
  };
}

/** The names of the small parameters, where there is more than one. */
function smallNames(state: State): string[] {
  const names = Object.keys(state).filter((name) => state[name]!.size <= MAX_SMALL_SIZE);
  return names.length > 1 ? names : [];
}

/** Concatenates a network's small tensors to one vector, `small`, after the large ones. */
export function concatSmall(state: State): State {
  const small = smallNames(state);
  if (small.length === 0) return state;
  return {
    ...Object.fromEntries(Object.entries(state).filter(([name]) => !small.includes(name))),
    [SMALL]: concat(small.map((name) => state[name]!.flatten())),
  };
}

/**
 * The inverse of `concatSmall`: splits `small` into tensors with the names and shapes of those in
 * `like`.
 */
function splitSmall(updates: State, like: State): State {
  const small = smallNames(like);
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
