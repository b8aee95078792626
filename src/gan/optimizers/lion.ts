import { sign } from "../../tensor/tf";
import { setting } from "../hyper";
import { zipTrees } from "../tree";
import { type RunningMean, runningMean } from "./slots";
import { type Transformation, withSlots } from "./transformation";

/**
 * Lion (Chen et al. 2023, algorithm 2): u = learningRate * sign(beta1 m + (1 - beta1) g). m is the
 * running mean of g with decay beta2, before this gradient.
 */
export function lion({
  beta1,
  beta2,
}: {
  beta1: number;
  beta2: number;
}): Transformation<{ m: RunningMean }> {
  const firstMoment = runningMean("firstMoment", beta2);
  return withSlots({ m: firstMoment }, (gradients, { m }, hyper) => {
    const learningRate = setting(hyper, "learningRate");
    const updates = zipTrees(gradients, m.means, (g, mean) =>
      sign(mean.mul(beta1).add(g.mul(1 - beta1))).mul(learningRate),
    );
    return { updates, slots: { m: firstMoment.next(gradients, m) } };
  });
}
