import { expm1, scalar, type Tensor, zerosLike } from "../../tensor/tf";
import type { Hyper } from "../hyper";
import { entry, mapTree, mergeTrees, subtree, type Tree, withPrefix, zipTrees } from "../tree";
import type { Transformation, UpdateContext } from "./transformation";

/*
 * Slots, the state of an optimizer. A transformation works on a record of typed slots. This file
 * alone knows the names that they have in a checkpoint, such as `firstMoment/0/kernel`.
 */

/** One slot: its initial value, and how it is read from and written to named tensors. */
export interface Slot<T> {
  init(parameters: Tree): T;
  read(named: Tree): T;
  write(value: T): Tree;
}

/** A tensor for each parameter, `<name>/<parameter>`, 0 unless `initial` says otherwise. */
export const perParameter = (
  name: string,
  initial: (parameter: Tensor) => Tensor = zerosLike,
): Slot<Tree> => ({
  init: (parameters) => mapTree(parameters, initial),
  read: (named) => subtree(named, name),
  write: (value) => withPrefix(name, value),
});

/** One number for all parameters. */
export const scalarSlot = (name: string, initial: number): Slot<Tensor> => ({
  init: () => scalar(initial),
  read: (named) => entry(named, name),
  write: (value) => ({ [name]: value }),
});

/** A running mean for each parameter, and the number of updates that they have had. */
export interface RunningMean {
  means: Tree;
  count: Tensor;
}

/** A running mean after an update. Its bias-corrected value is means / correction. */
export interface NextMean extends RunningMean {
  correction: Tensor;
}

export interface RunningMeanSlot extends Slot<RunningMean> {
  next(values: Tree, old: RunningMean): NextMean;
}

/**
 * Running means m = decay * m + (1 - decay) * x that start at 0, as `<name>/<parameter>`, with the
 * count for their bias correction as `<name>/count`.
 */
export const runningMean = (name: string, decay: number): RunningMeanSlot => ({
  init: (parameters) => ({ means: mapTree(parameters, zerosLike), count: scalar(0) }),
  read(named) {
    const { count, ...means } = subtree(named, name);
    if (!count) throw new Error(`the running mean ${name} has no count`);
    return { means, count };
  },
  write: ({ means, count }) => withPrefix(name, { ...means, count }),
  next(values, old) {
    const means = zipTrees(values, old.means, (x, mean) => mean.mul(decay).add(x.mul(1 - decay)));
    const count = old.count.add(1);
    // 1 - decay^count by expm1, since the plain difference loses five float32 digits at decay =
    // 0.999.
    const correction = expm1(count.mul(Math.log(decay))).neg();
    return { means, count, correction };
  },
});

/** A gradient transformation on typed slots. */
export function withSlots<T extends object>(
  layout: { [K in keyof T]: Slot<T[K]> },
  update: (
    gradients: Tree,
    slots: T,
    hyper: Hyper,
    context: UpdateContext,
  ) => { updates: Tree; slots: T },
): Transformation {
  const names = Object.keys(layout) as (keyof T)[];
  return {
    init: (parameters) =>
      mergeTrees(names.map((name) => layout[name].write(layout[name].init(parameters)))),
    update(gradients, named, hyper, context) {
      const slots = Object.fromEntries(names.map((name) => [name, layout[name].read(named)])) as T;
      const next = update(gradients, slots, hyper, context);
      return {
        updates: next.updates,
        slots: mergeTrees(names.map((name) => layout[name].write(next.slots[name]))),
      };
    },
  };
}
