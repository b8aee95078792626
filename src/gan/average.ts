import { scalar } from "../tensor/tf";
import type { Model } from "./model";
import type { Hyper } from "./optimizers";
import { below, type State, under } from "./state";

/* The moving average of G's weights, `average/generator/...`, where one is configured. */

const PREFIX = "average/generator";
type Averaging = Pick<Model, "generatorAverage">;

/** The average at step 0: G itself. `generator`: its weights and statistics, without their prefix. */
export function initialAverage({ generatorAverage }: Averaging, generator: State): State {
  return generatorAverage
    ? below(
        PREFIX,
        Object.fromEntries(
          Object.entries(generator).map(([name, tensor]) => [name, tensor.clone()]),
        ),
      )
    : {};
}

/**
 * The state after an update of G, with the average moved towards it: average <- (1 - s) average + s G for weights and
 * running statistics alike. At s = 1 it is G to the bit.
 */
export function moveAverage({ generatorAverage }: Averaging, state: State, hyper: Hyper): State {
  if (!generatorAverage) return state;
  const share = hyper["averageShare"]!;
  const kept = scalar(1).sub(share);
  const old = under(state, PREFIX);
  return {
    ...state,
    ...below(
      PREFIX,
      Object.fromEntries(
        Object.entries(under(state, "generator")).map(([name, now]) => [
          name,
          old[name]!.mul(kept).add(now.mul(share)),
        ]),
      ),
    ),
  };
}

/** The weights and statistics of the generator that samples are shown and measured of: the average where there is one, else G as it is. */
export const sampledGenerator = ({ generatorAverage }: Averaging, state: State): State =>
  under(state, generatorAverage ? PREFIX : "generator");
