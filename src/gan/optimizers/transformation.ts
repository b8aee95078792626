import { type Hyper, setting } from "../hyper";
import type { Key } from "../random";
import { entry, mapTree, mergeTrees, type Tree } from "../tree";
import { type Layout, noSlots, pair, record } from "./slots";

/* What a gradient transformation is, and how several become one. */

/** What an update can use beside gradients, slots and settings. */
export interface UpdateContext {
  /** The parameters at which the gradients were taken. */
  parameters: Tree;
  /** The key of random numbers; every update has its own. */
  key: Key;
}

/**
 * A pure gradient transformation, as in optax: `layout` declares its slots, `update` turns
 * gradients into updates and old slots into new ones. Gradients and updates have the names of the
 * parameters. These are methods, so that a list can hold transformations of different slots, each
 * as one of `unknown` slots.
 */
export interface Transformation<Slots> {
  readonly layout: Layout<Slots>;
  update(
    gradients: Tree,
    slots: Slots,
    hyper: Hyper,
    context: UpdateContext,
  ): { updates: Tree; slots: Slots };
}

/**
 * A transformation whose slots are named tensors, as in a checkpoint: `<slot>/<parameter>`, and
 * `<slot>/count` for the number of updates of a running mean.
 */
export interface Optimizer {
  init(parameters: Tree): Tree;
  update(
    gradients: Tree,
    slots: Tree,
    hyper: Hyper,
    context: UpdateContext,
  ): { updates: Tree; slots: Tree };
}

/** A transformation as an optimizer of named tensors. */
export const withNamedSlots = <Slots>(transformation: Transformation<Slots>): Optimizer => ({
  init(parameters) {
    const { layout } = transformation;
    return layout.write(layout.init(parameters));
  },
  update(gradients, named, hyper, context) {
    const { layout } = transformation;
    const { updates, slots } = transformation.update(gradients, layout.read(named), hyper, context);
    return { updates, slots: layout.write(slots) };
  },
});

/** A transformation with a record of slots. */
export const withSlots = <Slots extends object>(
  slots: { [K in keyof Slots]: Layout<Slots[K]> },
  update: Transformation<Slots>["update"],
): Transformation<Slots> => ({ layout: record<Slots>(slots), update });

/** A transformation without slots. */
export const stateless = (
  update: (gradients: Tree, hyper: Hyper, context: UpdateContext) => Tree,
): Transformation<undefined> => ({
  layout: noSlots,
  update: (gradients, slots, hyper, context) => ({
    updates: update(gradients, hyper, context),
    slots,
  }),
});

/** Applies two transformations in sequence. Their slots must have different names. */
export const chain = <A, B>(
  first: Transformation<A>,
  second: Transformation<B>,
): Transformation<[A, B]> => ({
  layout: pair(first.layout, second.layout),
  update(gradients, [a, b], hyper, context) {
    const one = first.update(gradients, a, hyper, context);
    const two = second.update(one.updates, b, hyper, context);
    return { updates: two.updates, slots: [one.slots, two.slots] };
  },
});

/**
 * Applies one transformation to the parameters with the `chosen` names and another to the rest, as
 * optax's `partition` does.
 */
export function partition<A, B>(
  chosen: (parameters: Tree) => ReadonlySet<string>,
  first: Transformation<A>,
  second: Transformation<B>,
): Transformation<[A, B]> {
  const separate = (tree: Tree): [Tree, Tree] => {
    const names = chosen(tree);
    const where = (isChosen: boolean): Tree =>
      Object.fromEntries(Object.entries(tree).filter(([name]) => names.has(name) === isChosen));
    return [where(true), where(false)];
  };
  return {
    layout: {
      ...pair(first.layout, second.layout),
      init(parameters) {
        const [own, rest] = separate(parameters);
        return [first.layout.init(own), second.layout.init(rest)];
      },
    },
    update(gradients, [a, b], hyper, context) {
      const [own, rest] = separate(gradients);
      const one = first.update(own, a, hyper, context);
      const two = second.update(rest, b, hyper, context);
      const all = mergeTrees([one.updates, two.updates]);
      // The order of the names is that of the gradients.
      const updates = mapTree(gradients, (_, name) => entry(all, name));
      return { updates, slots: [one.slots, two.slots] };
    },
  };
}

/** A transformation that is given other settings than its caller's. */
export const withHyper = <Slots>(
  inner: Transformation<Slots>,
  change: (hyper: Hyper) => Hyper,
): Transformation<Slots> => ({
  ...inner,
  update: (gradients, slots, hyper, context) =>
    inner.update(gradients, slots, change(hyper), context),
});

/** u = learningRate * g. */
export const scaleByLearningRate = stateless((gradients, hyper) =>
  mapTree(gradients, (g) => g.mul(setting(hyper, "learningRate"))),
);
