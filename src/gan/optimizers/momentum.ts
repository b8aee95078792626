import { zerosLike } from "../../tensor/tf";
import { below, under } from "../state";
import { chain, map, scaleByLearningRate, type Transformation } from "./transformation";

/**
 * v = momentum * v + u, then u = v; `nesterov`: u = momentum * v + u with the new v (Sutskever et al. 2013, in the form of PyTorch and
 * Keras, which moves the look-ahead's weights). After `scaleByLearningRate` v holds updates, as textbooks have it; before that
 * it holds gradients, which is another slot: the two cannot stand in for each other.
 */
export function accumulate(
  slot: "velocity" | "accumulatedGradient",
  { nesterov = false } = {},
): Transformation {
  return {
    init: (parameters) => below(slot, map(parameters, zerosLike)),
    update(gradients, slots, hyper) {
      const old = under(slots, slot);
      const share = hyper["momentum"]!;
      const velocity = map(gradients, (g, name) => old[name]!.mul(share).add(g));
      return {
        updates: nesterov
          ? map(gradients, (g, name) => velocity[name]!.mul(share).add(g))
          : velocity,
        slots: below(slot, velocity),
      };
    },
  };
}

/** Momentum by the textbook's rule or by PyTorch's, `v = momentum * v + g; theta = theta - learningRate * v`. */
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
