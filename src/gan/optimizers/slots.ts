import { exp, expm1, scalar, type Tensor, zerosLike } from "../../tensor/tf";
import {
  besideOwn,
  entry,
  mapTree,
  mergeTrees,
  subtree,
  type Tree,
  withOwn,
  withPrefix,
  zipTrees,
} from "../tree";

/*
 * Slots, the state of an optimizer. A transformation works on slots of its own type. Their layout
 * alone knows the names that they have in a checkpoint, such as `firstMoment/0/kernel`.
 */

/** The layout of slots: their initial values, and how they are read from and written to a tree. */
export interface Layout<Slots> {
  init(parameters: Tree): Slots;
  read(named: Tree): Slots;
  write(slots: Slots): Tree;
}

/** A tensor for each parameter, `<name>/<parameter>`, 0 unless `initial` says otherwise. */
export const perParameter = (
  name: string,
  initial: (parameter: Tensor) => Tensor = zerosLike,
): Layout<Tree> => ({
  init: (parameters) => mapTree(parameters, initial),
  read: (named) => subtree(named, name),
  write: (value) => withPrefix(name, value),
});

/** One number for all parameters. */
export const scalarSlot = (name: string, initial: number): Layout<Tensor> => ({
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

export interface RunningMeanLayout extends Layout<RunningMean> {
  next(values: Tree, old: RunningMean): NextMean;
}

/** The name of the number of updates beside the means. */
const COUNT = "count";

/**
 * Running means m = decay * m + (1 - decay) * x that start at 0, as `<name>/<parameter>`, with the
 * count for their bias correction as `<name>/count`.
 */
export const runningMean = (name: string, decay: number): RunningMeanLayout => ({
  init: (parameters) => ({ means: mapTree(parameters, zerosLike), count: scalar(0) }),
  read(named) {
    const own = subtree(named, name);
    return { means: besideOwn(own, COUNT), count: entry(own, COUNT) };
  },
  write: ({ means, count }) => withPrefix(name, withOwn(means, COUNT, count)),
  next(values, old) {
    const means = zipTrees(values, old.means, (x, mean) => mean.mul(decay).add(x.mul(1 - decay)));
    const count = old.count.add(1);
    return { means, count, correction: biasCorrection(decay, count) };
  },
});

/**
 * 1 - decay^count by expm1, since the plain difference loses five float32 digits at decay = 0.999.
 * Of a negative decay, whose powers change their sign, the plain difference loses none.
 */
function biasCorrection(decay: number, count: Tensor): Tensor {
  if (decay >= 0) return expm1(count.mul(Math.log(decay))).neg();
  const sign = count.mod(2).mul(-2).add(1);
  return scalar(1).sub(exp(count.mul(Math.log(-decay))).mul(sign));
}

/** No slots. */
export const noSlots: Layout<undefined> = {
  init: () => undefined,
  read: () => undefined,
  write: () => ({}),
};

/** Several slots as one record. */
export function record<Slots extends object>(parts: {
  [K in keyof Slots]: Layout<Slots[K]>;
}): Layout<Slots> {
  const keys = Object.keys(parts) as (keyof Slots)[];
  const each = (value: <K extends keyof Slots>(key: K) => Slots[K]): Slots =>
    Object.fromEntries(keys.map((key) => [key, value(key)])) as Slots;
  return {
    init: (parameters) => each((key) => parts[key].init(parameters)),
    read: (named) => each((key) => parts[key].read(named)),
    write: (slots) => mergeTrees(keys.map((key) => parts[key].write(slots[key]))),
  };
}

/** The slots of two transformations. Their names must differ. */
export const pair = <A, B>(first: Layout<A>, second: Layout<B>): Layout<[A, B]> => ({
  init: (parameters) => [first.init(parameters), second.init(parameters)],
  read: (named) => [first.read(named), second.read(named)],
  write: ([a, b]) => mergeTrees([first.write(a), second.write(b)]),
});
