import { scalar } from "../tensor/tf";
import type { Model } from "./model";
import type { Hyper } from "./optimizers";
import { withPrefix, type State, subtree } from "./state";

/*
 * The exponential moving average of G's weights and running statistics
 * (`training.generatorAverage`). It lies in the state under `average/generator/`, and samples are
 * drawn from it where it is configured.
 */

const AVERAGE_PREFIX = "average/generator";
type Averaging = Pick<Model, "generatorAverage">;

/**
 * The average at step 0, which is G itself; empty without `generatorAverage`.
 * @param generator G's weights and statistics, without their prefix.
 */
export function initialAverage({ generatorAverage }: Averaging, generator: State): State {
  return generatorAverage
    ? withPrefix(
        AVERAGE_PREFIX,
        Object.fromEntries(
          Object.entries(generator).map(([name, tensor]) => [name, tensor.clone()]),
        ),
      )
    : {};
}

/**
 * Moves the average towards G after an update of G: average <- (1 - s) average + s G, for weights
 * and running statistics alike. At s = 1 the average equals G to the bit.
 */
export function moveAverage({ generatorAverage }: Averaging, state: State, hyper: Hyper): State {
  if (!generatorAverage) return state;
  const share = hyper["averageShare"]!;
  const kept = scalar(1).sub(share);
  const old = subtree(state, AVERAGE_PREFIX);
  return {
    ...state,
    ...withPrefix(
      AVERAGE_PREFIX,
      Object.fromEntries(
        Object.entries(subtree(state, "generator")).map(([name, now]) => [
          name,
          old[name]!.mul(kept).add(now.mul(share)),
        ]),
      ),
    ),
  };
}

/**
 * The weights and statistics from which samples are drawn: the average where one is configured,
 * else G's own.
 */
export const sampledGenerator = ({ generatorAverage }: Averaging, state: State): State =>
  subtree(state, generatorAverage ? AVERAGE_PREFIX : "generator");
