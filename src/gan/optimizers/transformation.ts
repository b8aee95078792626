import { expm1, scalar, zerosLike, type Scalar, type Tensor } from "../../tensor/tf";
import type { Key } from "../random";
import { withPrefix, type State, subtree } from "../state";

/**
 * Settings that can change from step to step. They are inputs of a recorded step, and not constants
 * in it. `settingsAt` names them.
 */
export type Hyper = Record<string, Scalar>;

/** What an update can use beside gradients, slots and settings. */
export interface UpdateContext {
  /** The parameters at which the gradients were taken. */
  parameters: State;
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
  init(parameters: State): State;
  update(
    gradients: State,
    slots: State,
    hyper: Hyper,
    context: UpdateContext,
  ): { updates: State; slots: State };
}

export const map = (state: State, f: (tensor: Tensor, name: string) => Tensor): State =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, f(tensor, name)]));

/** Applies transformations in sequence. Their slots must have different names. */
export function chain(...parts: Transformation[]): Transformation {
  if (parts.length === 1) return parts[0]!;
  return {
    init: (parameters) => Object.assign({}, ...parts.map((part) => part.init(parameters))) as State,
    update(gradients, slots, hyper, context) {
      let updates = gradients;
      const next: State = {};
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
  update: (gradients: State, hyper: Hyper, context: UpdateContext) => State,
): Transformation => ({
  init: () => ({}),
  update: (gradients, _, hyper, context) => ({
    updates: update(gradients, hyper, context),
    slots: {},
  }),
});

/** u = learningRate * g. */
export const scaleByLearningRate = stateless((gradients, hyper) =>
  map(gradients, (g) => g.mul(hyper["learningRate"]!)),
);

/**
 * A running mean m = decay * m + (1 - decay) * x that starts at 0, and the count for its bias
 * correction.
 */
export function runningMean(slot: string, decay: number) {
  return {
    init: (parameters: State): State => ({
      ...withPrefix(slot, map(parameters, zerosLike)),
      [`${slot}/count`]: scalar(0),
    }),
    next(
      values: State,
      slots: State,
    ): { means: State; slots: State; count: Tensor; correction: Tensor } {
      const old = subtree(slots, slot);
      const means = map(values, (x, name) => old[name]!.mul(decay).add(x.mul(1 - decay)));
      const count = old["count"]!.add(1);
      // 1 - decay^count by expm1, since the plain difference loses five float32 digits at decay =
      // 0.999.
      const correction = expm1(count.mul(Math.log(decay))).neg();
      return {
        means,
        count,
        correction,
        slots: { ...withPrefix(slot, means), [`${slot}/count`]: count },
      };
    },
  };
}
