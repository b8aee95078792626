import { expm1, scalar, zerosLike, type Scalar, type Tensor } from "../../tensor/tf";
import type { Key } from "../random";
import { below, type State, under } from "../state";

/** Settings that may change while a recorded step runs: scalars that are fed, not constants. `settingsAt` names them. */
export type Hyper = Record<string, Scalar>;

/** What an update may use beside gradients and slots. */
export interface Surroundings {
  /** The parameters at which the gradients were taken. */
  parameters: State;
  /** Where random numbers come from; no two updates have the same key. */
  key: Key;
}

/**
 * One pure transformation of gradients (the idea of Optax): `init` gives its slots for a set of parameters, `update`
 * turns gradients into updates and old slots into new. Records are named as the parameters; a slot is
 * `<slot>/<parameter>`, and `<slot>/count` counts the updates of a running mean.
 */
export interface Transformation {
  init(parameters: State): State;
  update(
    gradients: State,
    slots: State,
    hyper: Hyper,
    surroundings: Surroundings,
  ): { updates: State; slots: State };
}

export const map = (state: State, f: (tensor: Tensor, name: string) => Tensor): State =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, f(tensor, name)]));

/** Applies transformations one after the other. Their slots must have different names. */
export function chain(...parts: Transformation[]): Transformation {
  if (parts.length === 1) return parts[0]!;
  return {
    init: (parameters) => Object.assign({}, ...parts.map((part) => part.init(parameters))) as State,
    update(gradients, slots, hyper, surroundings) {
      let updates = gradients;
      const next: State = {};
      for (const part of parts) {
        const result = part.update(updates, slots, hyper, surroundings);
        updates = result.updates;
        Object.assign(next, result.slots);
      }
      return { updates, slots: next };
    },
  };
}

/** A transformation that remembers nothing. */
export const stateless = (
  update: (gradients: State, hyper: Hyper, surroundings: Surroundings) => State,
): Transformation => ({
  init: () => ({}),
  update: (gradients, _, hyper, surroundings) => ({
    updates: update(gradients, hyper, surroundings),
    slots: {},
  }),
});

/** u = learningRate * g. */
export const scaleByLearningRate = stateless((gradients, hyper) =>
  map(gradients, (g) => g.mul(hyper["learningRate"]!)),
);

/** A running mean m = decay * m + (1 - decay) * x that starts at 0, with the count that bias correction needs. */
export function runningMean(slot: string, decay: number) {
  return {
    init: (parameters: State): State => ({
      ...below(slot, map(parameters, zerosLike)),
      [`${slot}/count`]: scalar(0),
    }),
    next(
      values: State,
      slots: State,
    ): { means: State; slots: State; count: Tensor; correction: Tensor } {
      const old = under(slots, slot);
      const means = map(values, (x, name) => old[name]!.mul(decay).add(x.mul(1 - decay)));
      const count = old["count"]!.add(1);
      // 1 - decay^count through expm1: the plain difference loses five digits in float32 at decay = 0.999.
      const correction = expm1(count.mul(Math.log(decay))).neg();
      return {
        means,
        count,
        correction,
        slots: { ...below(slot, means), [`${slot}/count`]: count },
      };
    },
  };
}
