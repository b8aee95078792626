import { expm1, scalar, sqrt, square, zerosLike, type Scalar, type Tensor } from "../shared/tf";
import type { OptimizerConfig } from "../experiment/schema";
import { below, type State, under } from "./state";

/** Settings that may change while a recorded step runs: scalars that are fed, not constants. */
export type Hyper = Record<string, Scalar>;

/**
 * One pure transformation of gradients (the idea of Optax): `init` gives its slots for a set of parameters, `update`
 * turns gradients into updates and old slots into new. Records are named as the parameters; a slot is
 * `<slot>/<parameter>`, and `<slot>/count` counts the updates of a running mean.
 */
export interface Transformation {
  init(parameters: State): State;
  update(gradients: State, slots: State, hyper: Hyper): { updates: State; slots: State };
}

const map = (state: State, f: (tensor: Tensor, name: string) => Tensor): State =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, f(tensor, name)]));

/** Applies transformations one after the other. Their slots must have different names. */
export function chain(...parts: Transformation[]): Transformation {
  return {
    init: (parameters) => Object.assign({}, ...parts.map((part) => part.init(parameters))) as State,
    update(gradients, slots, hyper) {
      let updates = gradients;
      const next: State = {};
      for (const part of parts) {
        const result = part.update(updates, slots, hyper);
        updates = result.updates;
        Object.assign(next, result.slots);
      }
      return { updates, slots: next };
    },
  };
}

/** u = learningRate * g. */
const scaleByLearningRate: Transformation = {
  init: () => ({}),
  update: (gradients, _, hyper) => ({ updates: map(gradients, (g) => g.mul(hyper["learningRate"]!)), slots: {} }),
};

/** v = momentum * v + u; u = v. After `scaleByLearningRate` it is the textbook's v = momentum * v + learningRate * g. */
const accumulate: Transformation = {
  init: (parameters) => below("velocity", map(parameters, zerosLike)),
  update(gradients, slots, hyper) {
    const old = under(slots, "velocity");
    const velocity = map(gradients, (g, name) => old[name]!.mul(hyper["momentum"]!).add(g));
    return { updates: velocity, slots: below("velocity", velocity) };
  },
};

/** A running mean m = decay * m + (1 - decay) * x that starts at 0, with the count that bias correction needs. */
function runningMean(slot: string, decay: number) {
  return {
    init: (parameters: State): State => ({ ...below(slot, map(parameters, zerosLike)), [`${slot}/count`]: scalar(0) }),
    next(values: State, slots: State): { means: State; slots: State; correction: Tensor } {
      const old = under(slots, slot);
      const means = map(values, (x, name) => old[name]!.mul(decay).add(x.mul(1 - decay)));
      const count = old["count"]!.add(1);
      // 1 - decay^count through expm1: the plain difference loses five digits in float32 at decay = 0.999.
      const correction = expm1(count.mul(Math.log(decay))).neg();
      return { means, correction, slots: { ...below(slot, means), [`${slot}/count`]: count } };
    },
  };
}

/** u = g / (sqrt(v) + epsilon) with v the running mean of g^2 (Hinton 2012); epsilon outside the root. */
function scaleByRms(rho: number, epsilon: number): Transformation {
  const second = runningMean("secondMoment", rho);
  return {
    init: second.init,
    update(gradients, slots) {
      const { means, slots: next } = second.next(map(gradients, square), slots);
      return { updates: map(gradients, (g, name) => g.div(sqrt(means[name]!).add(epsilon))), slots: next };
    },
  };
}

/**
 * u = learningRate * mhat / (sqrt(vhat) + epsilon) (Kingma and Ba 2015, algorithm 1). The corrections of m and v are
 * numbers, not tensors: they go into the rate and into epsilon, as at the end of the paper's section 2, so that each
 * parameter needs four operations for it and not six.
 */
function adam(beta1: number, beta2: number, epsilon: number): Transformation {
  const first = runningMean("firstMoment", beta1), second = runningMean("secondMoment", beta2);
  return {
    init: (parameters) => ({ ...first.init(parameters), ...second.init(parameters) }),
    update(gradients, slots, hyper) {
      const m = first.next(gradients, slots), v = second.next(map(gradients, square), slots);
      const root = sqrt(v.correction), rate = hyper["learningRate"]!.mul(root).div(m.correction), floor = root.mul(epsilon);
      const updates = map(gradients, (_, name) => m.means[name]!.div(sqrt(v.means[name]!).add(floor)).mul(rate));
      return { updates, slots: { ...m.slots, ...v.slots } };
    },
  };
}

/** The transformation that a config names. Parameters then change by theta = theta - u. */
export function optimizer(config: OptimizerConfig): Transformation {
  switch (config.type) {
    case "sgd": return scaleByLearningRate;
    case "momentum": return chain(scaleByLearningRate, accumulate);
    case "rmsprop": return chain(scaleByRms(config.rho, config.epsilon), scaleByLearningRate);
    case "adam": return adam(config.beta1, config.beta2, config.epsilon);
  }
}

/**
 * Slots for a new optimizer: those that the old one has under the same name, hence with the same meaning, carried over;
 * the others as `init` makes them. `carriedOver`: the names of the slots kept, such as `secondMoment`.
 */
export function carryOver<T>(old: Record<string, T>, fresh: Record<string, T>): { slots: Record<string, T>; carriedOver: string[] } {
  const kept = new Set<string>();
  const slots = Object.fromEntries(Object.entries(fresh).map(([name, slot]) => {
    const before = old[name];
    if (before !== undefined) kept.add(name.split("/")[0]!);
    return [name, before ?? slot];
  }));
  return { slots, carriedOver: [...kept] };
}
