import { sign } from "../../tensor/tf";
import { under } from "../state";
import { map, runningMean, type Transformation } from "./transformation";

/** u = learningRate * sign(beta1 m + (1 - beta1) g), with the m before this gradient; m is the running mean of g with beta2 (Chen et al. 2023, algorithm 2). */
export function lion({ beta1, beta2 }: { beta1: number; beta2: number }): Transformation {
  const first = runningMean("firstMoment", beta2);
  return {
    init: first.init,
    update(gradients, slots, hyper) {
      const old = under(slots, "firstMoment");
      const updates = map(gradients, (g, name) =>
        sign(old[name]!.mul(beta1).add(g.mul(1 - beta1))).mul(hyper["learningRate"]!),
      );
      return { updates, slots: first.next(gradients, slots).slots };
    },
  };
}
