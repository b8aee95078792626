import { type Hyper, setting } from "../hyper";
import type { Key } from "../random";
import { mapTree, type Tree } from "../tree";

/** What an update can use beside gradients, slots and settings. */
export interface UpdateContext {
  /** The parameters at which the gradients were taken. */
  parameters: Tree;
  /** The key of random numbers; every update has its own. */
  key: Key;
}

/**
 * A pure gradient transformation, as in optax: `init` makes the slots for a set of parameters,
 * `update` turns gradients into updates and old slots into new ones. Gradients and updates have the
 * names of the parameters. A slot's tensors are named `<slot>/<parameter>`, and `<slot>/count` is
 * the number of updates of a running mean.
 */
export interface Transformation {
  init(parameters: Tree): Tree;
  update(
    gradients: Tree,
    slots: Tree,
    hyper: Hyper,
    context: UpdateContext,
  ): { updates: Tree; slots: Tree };
}

/** Applies transformations in sequence. Their slots must have different names. */
export function chain(...parts: Transformation[]): Transformation {
  return {
    init: (parameters) => Object.assign({}, ...parts.map((part) => part.init(parameters))) as Tree,
    update(gradients, slots, hyper, context) {
      let updates = gradients;
      const next: Tree = {};
      for (const part of parts) {
        const result = part.update(updates, slots, hyper, context);
        updates = result.updates;
        Object.assign(next, result.slots);
      }
      return { updates, slots: next };
    },
  };
}

/** A transformation without slots. */
export const stateless = (
  update: (gradients: Tree, hyper: Hyper, context: UpdateContext) => Tree,
): Transformation => ({
  init: () => ({}),
  update: (gradients, _, hyper, context) => ({
    updates: update(gradients, hyper, context),
    slots: {},
  }),
});

/** u = learningRate * g. */
export const scaleByLearningRate = stateless((gradients, hyper) =>
  mapTree(gradients, (g) => g.mul(setting(hyper, "learningRate"))),
);
