import { fill, sqrt, square, zerosLike } from "../../tensor/tf";
import { below, under } from "../state";
import { accumulate } from "./momentum";
import {
  chain,
  map,
  runningMean,
  scaleByLearningRate,
  type Transformation,
} from "./transformation";

/** v = v + g^2; u = g / (sqrt(v) + epsilon) (Duchi et al. 2011, with a diagonal matrix). */
export function scaleByRootOfSum(initial: number, epsilon: number): Transformation {
  return {
    init: (parameters) =>
      below(
        "squaredSum",
        map(parameters, ({ shape }) => fill(shape, initial)),
      ),
    update(gradients, slots) {
      const old = under(slots, "squaredSum");
      const sums = map(gradients, (g, name) => old[name]!.add(square(g)));
      return {
        updates: map(gradients, (g, name) => g.div(sqrt(sums[name]!).add(epsilon))),
        slots: below("squaredSum", sums),
      };
    },
  };
}

/** u = g sqrt(s + epsilon) / sqrt(v + epsilon) with v the running mean of g^2 and s that of u^2 up to the update before (Zeiler 2012, algorithm 1). */
export function adadelta(rho: number, epsilon: number): Transformation {
  const second = runningMean("secondMoment", rho);
  const moved = runningMean("squaredUpdates", rho);
  return {
    init: (parameters) => ({ ...second.init(parameters), ...moved.init(parameters) }),
    update(gradients, slots) {
      const v = second.next(map(gradients, square), slots);
      const s = under(slots, "squaredUpdates");
      const updates = map(gradients, (g, name) =>
        sqrt(s[name]!.add(epsilon))
          .div(sqrt(v.means[name]!.add(epsilon)))
          .mul(g),
      );
      return { updates, slots: { ...v.slots, ...moved.next(map(updates, square), slots).slots } };
    },
  };
}

/** u = g / (sqrt(v) + epsilon) with v the running mean of g^2 (Hinton 2012); epsilon outside the root. */
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
 * u = g / (sqrt(v - m^2) + epsilon) with m and v the running means of g and g^2 (Graves 2013). The variance is carried on by itself:
 * s = rho s + rho (1 - rho) (g - m)^2 is v - m^2 for every sequence of gradients, and in float32 neither negative nor wiped out
 * where gradients hardly change.
 */
function scaleByDeviation(rho: number, epsilon: number): Transformation {
  const MEAN = "gradientMean";
  const VARIANCE = "gradientVariance";
  return {
    init: (parameters) => ({
      ...below(MEAN, map(parameters, zerosLike)),
      ...below(VARIANCE, map(parameters, zerosLike)),
    }),
    update(gradients, slots) {
      const means = under(slots, MEAN);
      const variances = under(slots, VARIANCE);
      const apart = map(gradients, (g, name) => g.sub(means[name]!));
      const next = {
        means: map(apart, (d, name) => means[name]!.add(d.mul(1 - rho))),
        variances: map(apart, (d, name) =>
          variances[name]!.mul(rho).add(square(d).mul(rho * (1 - rho))),
        ),
      };
      return {
        updates: map(gradients, (g, name) => g.div(sqrt(next.variances[name]!).add(epsilon))),
        slots: { ...below(MEAN, next.means), ...below(VARIANCE, next.variances) },
      };
    },
  };
}

/** RMSprop, centred or not, with the textbook's momentum after it or without. */
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
