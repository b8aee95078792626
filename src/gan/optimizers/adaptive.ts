import { fill, sqrt, square } from "../../tensor/tf";
import { mapTree, type Tree, zipTrees, zipTrees3 } from "../tree";
import { withVelocity } from "./momentum";
import { perParameter, type RunningMean, runningMean } from "./slots";
import { chain, scaleByLearningRate, type Transformation, withSlots } from "./transformation";

/* AdaGrad, Adadelta and RMSprop. */

/**
 * AdaGrad's scaling with a diagonal matrix: v = v + g^2; u = g / (sqrt(v) + epsilon) (Duchi et al.
 * 2011).
 */
export function scaleByRootOfSum(initial: number, epsilon: number): Transformation<{ v: Tree }> {
  const squaredSum = perParameter("squaredSum", ({ shape }) => fill(shape, initial));
  return withSlots({ v: squaredSum }, (gradients, old) => {
    const v = zipTrees(gradients, old.v, (g, sum) => sum.add(square(g)));
    const updates = zipTrees(gradients, v, (g, sum) => g.div(sqrt(sum).add(epsilon)));
    return { updates, slots: { v } };
  });
}

/**
 * Adadelta (Zeiler 2012, algorithm 1): u = g sqrt(s + epsilon) / sqrt(v + epsilon). v is the
 * running mean of g^2, and s that of u^2 up to the previous update.
 */
export function adadelta(
  rho: number,
  epsilon: number,
): Transformation<{ v: RunningMean; s: RunningMean }> {
  const secondMoment = runningMean("secondMoment", rho);
  const squaredUpdates = runningMean("squaredUpdates", rho);
  return withSlots({ v: secondMoment, s: squaredUpdates }, (gradients, old) => {
    const v = secondMoment.next(mapTree(gradients, square), old.v);
    const updates = zipTrees3(gradients, old.s.means, v.means, (g, s, vMean) =>
      sqrt(s.add(epsilon))
        .div(sqrt(vMean.add(epsilon)))
        .mul(g),
    );
    const s = squaredUpdates.next(mapTree(updates, square), old.s);
    return { updates, slots: { v, s } };
  });
}

/** RMSprop's scaling: u = g / (sqrt(v) + epsilon), with v the running mean of g^2 (Hinton 2012). */
function scaleByRms(rho: number, epsilon: number): Transformation<{ v: RunningMean }> {
  const secondMoment = runningMean("secondMoment", rho);
  return withSlots({ v: secondMoment }, (gradients, old) => {
    const v = secondMoment.next(mapTree(gradients, square), old.v);
    const updates = zipTrees(gradients, v.means, (g, mean) => g.div(sqrt(mean).add(epsilon)));
    return { updates, slots: { v } };
  });
}

/**
 * Centred RMSprop's scaling (Graves 2013): u = g / (sqrt(v - m^2) + epsilon), with m and v the
 * running means of g and g^2. The slot is the variance s = v - m^2 itself, s = rho s + rho (1 -
 * rho) (g - m)^2: in float32 it cannot become negative, and keeps its digits where gradients hardly
 * change.
 */
function scaleByDeviation(rho: number, epsilon: number): Transformation<{ m: Tree; s: Tree }> {
  const slots = { m: perParameter("gradientMean"), s: perParameter("gradientVariance") };
  return withSlots(slots, (gradients, old) => {
    const deviations = zipTrees(gradients, old.m, (g, mean) => g.sub(mean));
    const m = zipTrees(deviations, old.m, (d, mean) => mean.add(d.mul(1 - rho)));
    const s = zipTrees(deviations, old.s, (d, variance) =>
      variance.mul(rho).add(square(d).mul(rho * (1 - rho))),
    );
    const updates = zipTrees(gradients, s, (g, variance) => g.div(sqrt(variance).add(epsilon)));
    return { updates, slots: { m, s } };
  });
}

/** RMSprop, optionally centred, and optionally followed by the textbook's momentum. */
export function rmsprop({
  rho,
  epsilon,
  centered,
  momentum,
}: {
  rho: number;
  epsilon: number;
  centered?: boolean | undefined;
  momentum?: unknown;
}): Transformation<unknown> {
  const scaled: Transformation<unknown> = centered
    ? scaleByDeviation(rho, epsilon)
    : scaleByRms(rho, epsilon);
  return withVelocity(chain(scaled, scaleByLearningRate), momentum);
}
