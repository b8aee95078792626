import { sign } from "../../tensor/tf";
import { subtree } from "../state";
import { map, runningMean, type Transformation } from "./transformation";

/**
 * Lion (Chen et al. 2023, algorithm 2): u = learningRate * sign(beta1 m + (1 - beta1) g). m is the
 * running mean of g with decay beta2, before this gradient.
 */
export function lion({ beta1, beta2 }: { beta1: number; beta2: number }): Transformation {
  const first = runningMean("firstMoment", beta2);
  return {
    init: first.init,
    update(gradients, slots, hyper) {
      const old = subtree(slots, "firstMoment");
      const updates = map(gradients, (g, name) =>
        sign(old[name]!.mul(beta1).add(g.mul(1 - beta1))).mul(hyper["learningRate"]!),
      );
      return { updates, slots: first.next(gradients, slots).slots };
    },
  };
}
