import { zerosLike } from "../../tensor/tf";
import { withPrefix, subtree } from "../state";
import { chain, map, scaleByLearningRate, type Transformation } from "./transformation";

/**
 * Momentum: v = momentum * v + u, then u = v. With `nesterov`, u = momentum * v + u with the new v
 * (Sutskever et al. 2013, in the form of PyTorch and Keras, whose parameters are those at the
 * look-ahead point). After `scaleByLearningRate` v accumulates updates, as in textbooks; before it
 * v accumulates gradients. These are different slots, since one cannot replace the other.
 */
export function accumulate(
  slot: "velocity" | "accumulatedGradient",
  { nesterov = false } = {},
): Transformation {
  return {
    init: (parameters) => withPrefix(slot, map(parameters, zerosLike)),
    update(gradients, slots, hyper) {
      const old = subtree(slots, slot);
      const share = hyper["momentum"]!;
      const velocity = map(gradients, (g, name) => old[name]!.mul(share).add(g));
      return {
        updates: nesterov
          ? map(gradients, (g, name) => velocity[name]!.mul(share).add(g))
          : velocity,
        slots: withPrefix(slot, velocity),
      };
    },
  };
}

/**
 * Momentum by the textbook's rule, v = momentum * v + learningRate * g, or by PyTorch's, v =
 * momentum * v + g and u = learningRate * v.
 */
export const momentum = ({
  nesterov = false,
  rule = "textbook",
}: {
  nesterov?: boolean | undefined;
  rule?: "textbook" | "pytorch" | undefined;
}): Transformation =>
  rule === "textbook"
    ? chain(scaleByLearningRate, accumulate("velocity", { nesterov }))
    : chain(accumulate("accumulatedGradient", { nesterov }), scaleByLearningRate);
