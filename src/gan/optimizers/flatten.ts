import { concat, split, type Tensor } from "../../tensor/tf";
import { besideOwn, entry, mapTree, mergeTrees, type Tree, withOwn, zip } from "../tree";
import type { Transformation } from "./transformation";

/* Lets an optimizer treat all small parameters as one, which saves operations. */

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
export function flatten<Slots>(inner: Transformation<Slots>): Transformation<Slots> {
  return {
    layout: { ...inner.layout, init: (parameters) => inner.layout.init(concatSmall(parameters)) },
    update(gradients, slots, hyper, context) {
      const { updates, slots: next } = inner.update(concatSmall(gradients), slots, hyper, context);
      return { updates: splitSmall(updates, gradients), slots: next };
    },
  };
}

/** Separates the small tensors from the large ones. A single small tensor counts as a large one. */
function separate(state: Tree): { small: Tree; large: Tree } {
  const entries = Object.entries(state);
  const isSmall = ([, tensor]: (typeof entries)[number]) => tensor.size <= MAX_SMALL_SIZE;
  const small = entries.filter(isSmall);
  if (small.length < 2) return { small: {}, large: state };
  return {
    small: Object.fromEntries(small),
    large: Object.fromEntries(entries.filter((named) => !isSmall(named))),
  };
}

/** Concatenates a network's small tensors to one vector, `small`, after the large ones. */
export function concatSmall(state: Tree): Tree {
  const { small, large } = separate(state);
  const vectors = Object.values(small).map((tensor) => tensor.flatten());
  return vectors.length === 0 ? large : withOwn<Tensor>(large, SMALL, concat(vectors));
}

/**
 * The inverse of `concatSmall`: splits `small` into tensors with the names and shapes of those in
 * `like`.
 */
function splitSmall(updates: Tree, like: Tree): Tree {
  const { small } = separate(like);
  const tensors = Object.entries(small);
  if (tensors.length === 0) return updates;
  const pieces = split(
    entry(updates, SMALL),
    tensors.map(([, tensor]) => tensor.size),
  );
  const parts = Object.fromEntries(
    zip(tensors, pieces).map(([[name, tensor], piece]) => [name, piece.reshape(tensor.shape)]),
  );
  const all = mergeTrees([besideOwn(updates, SMALL), parts]);
  // The order of the names is that of `like`.
  return mapTree(like, (_, name) => entry(all, name));
}
