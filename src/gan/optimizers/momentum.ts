import { setting } from "../hyper";
import type { Tensor } from "../../tensor/tf";
import { type Tree, zipTrees } from "../tree";
import { perParameter } from "./slots";
import { chain, scaleByLearningRate, type Transformation, withSlots } from "./transformation";

/* Gradient descent with momentum, in the textbook's form and in PyTorch's. */

/**
 * Momentum: v = momentum * v + u, then u = v. With `nesterov`, u = momentum * v + u with the new v
 * (Sutskever et al. 2013, in the form of PyTorch and Keras, whose parameters are those at the
 * look-ahead point). After `scaleByLearningRate` v accumulates updates, as in textbooks; before it
 * v accumulates gradients. These are different slots, since one cannot replace the other.
 */
export function accumulate(
  slot: "velocity" | "accumulatedGradient",
  { nesterov = false } = {},
): Transformation<{ velocity: Tree }> {
  return withSlots({ velocity: perParameter(slot) }, (gradients, old, hyper) => {
    const momentum = setting(hyper, "momentum");
    const addMomentum = (g: Tensor, v: Tensor) => v.mul(momentum).add(g);
    const velocity = zipTrees(gradients, old.velocity, addMomentum);
    return {
      updates: nesterov ? zipTrees(gradients, velocity, addMomentum) : velocity,
      slots: { velocity },
    };
  });
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
}): Transformation<unknown> =>
  rule === "textbook"
    ? chain(scaleByLearningRate, accumulate("velocity", { nesterov }))
    : chain(accumulate("accumulatedGradient", { nesterov }), scaleByLearningRate);

/** An update followed by the textbook's momentum where that is configured. */
export const withVelocity = (
  update: Transformation<unknown>,
  configured: unknown,
): Transformation<unknown> =>
  configured === undefined ? update : chain(update, accumulate("velocity"));
