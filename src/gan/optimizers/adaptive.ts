import { fill, sqrt, square, zerosLike } from "../../tensor/tf";
import { withPrefix, subtree } from "../state";
import { accumulate } from "./momentum";
import {
  chain,
  map,
  runningMean,
  scaleByLearningRate,
  type Transformation,
} from "./transformation";

/**
 * AdaGrad's scaling with a diagonal matrix: v = v + g^2; u = g / (sqrt(v) + epsilon) (Duchi et al.
 * 2011).
 */
export function scaleByRootOfSum(initial: number, epsilon: number): Transformation {
  return {
    init: (parameters) =>
      withPrefix(
        "squaredSum",
        map(parameters, ({ shape }) => fill(shape, initial)),
      ),
    update(gradients, slots) {
      const old = subtree(slots, "squaredSum");
      const sums = map(gradients, (g, name) => old[name]!.add(square(g)));
      return {
        updates: map(gradients, (g, name) => g.div(sqrt(sums[name]!).add(epsilon))),
        slots: withPrefix("squaredSum", sums),
      };
    },
  };
}

/**
 * Adadelta (Zeiler 2012, algorithm 1): u = g sqrt(s + epsilon) / sqrt(v + epsilon). v is the
 * running mean of g^2, and s that of u^2 up to the previous update.
 */
export function adadelta(rho: number, epsilon: number): Transformation {
  const second = runningMean("secondMoment", rho);
  const moved = runningMean("squaredUpdates", rho);
  return {
    init: (parameters) => ({ ...second.init(parameters), ...moved.init(parameters) }),
    update(gradients, slots) {
      const v = second.next(map(gradients, square), slots);
      const s = subtree(slots, "squaredUpdates");
      const updates = map(gradients, (g, name) =>
        sqrt(s[name]!.add(epsilon))
          .div(sqrt(v.means[name]!.add(epsilon)))
          .mul(g),
      );
      return { updates, slots: { ...v.slots, ...moved.next(map(updates, square), slots).slots } };
    },
  };
}

/** RMSprop's scaling: u = g / (sqrt(v) + epsilon), with v the running mean of g^2 (Hinton 2012). */
function scaleByRms(rho: number, epsilon: number): Transformation {
  const second = runningMean("secondMoment", rho);
  return {
    init: second.init,
    update(gradients, slots) {
      const { means, slots: next } = second.next(map(gradients, square), slots);
      return {
        updates: map(gradients, (g, name) => g.div(sqrt(means[name]!).add(epsilon))),
        slots: next,
      };
    },
  };
}

/**
 * Centred RMSprop's scaling (Graves 2013): u = g / (sqrt(v - m^2) + epsilon), with m and v the
 * running means of g and g^2. The slot is the variance s = v - m^2 itself, s = rho s + rho (1 -
 * rho) (g - m)^2: in float32 it cannot become negative, and keeps its digits where gradients hardly
 * change.
 */
function scaleByDeviation(rho: number, epsilon: number): Transformation {
  const MEAN = "gradientMean";
  const VARIANCE = "gradientVariance";
  return {
    init: (parameters) => ({
      ...withPrefix(MEAN, map(parameters, zerosLike)),
      ...withPrefix(VARIANCE, map(parameters, zerosLike)),
    }),
    update(gradients, slots) {
      const means = subtree(slots, MEAN);
      const variances = subtree(slots, VARIANCE);
      const apart = map(gradients, (g, name) => g.sub(means[name]!));
      const next = {
        means: map(apart, (d, name) => means[name]!.add(d.mul(1 - rho))),
        variances: map(apart, (d, name) =>
          variances[name]!.mul(rho).add(square(d).mul(rho * (1 - rho))),
        ),
      };
      return {
        updates: map(gradients, (g, name) => g.div(sqrt(next.variances[name]!).add(epsilon))),
        slots: { ...withPrefix(MEAN, next.means), ...withPrefix(VARIANCE, next.variances) },
      };
    },
  };
}

/** RMSprop, optionally centred, and optionally followed by the textbook's momentum. */
export const rmsprop = ({
  rho,
  epsilon,
  centered,
  momentum,
}: {
  rho: number;
  epsilon: number;
  centered?: boolean | undefined;
  momentum?: unknown;
}): Transformation =>
  chain(
    centered ? scaleByDeviation(rho, epsilon) : scaleByRms(rho, epsilon),
    scaleByLearningRate,
    ...(momentum === undefined ? [] : [accumulate("velocity")]),
  );
