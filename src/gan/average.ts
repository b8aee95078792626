import { scalar } from "../tensor/tf";
import type { Model } from "./model";
import { type ObjectiveHyper, setting } from "./hyper";
import { withPrefix, type State, subtree } from "./state";
import { mapTree, zipTrees } from "./tree";

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
  if (!generatorAverage) return {};
  const average = mapTree(generator, (tensor) => tensor.clone());
  return withPrefix(AVERAGE_PREFIX, average);
}

/**
 * Moves the average towards G after an update of G: average <- (1 - s) average + s G, for weights
 * and running statistics alike. At s = 1 the average equals G to the bit.
 */
export function moveAverage(
  { generatorAverage }: Averaging,
  state: State,
  hyper: ObjectiveHyper,
): State {
  if (!generatorAverage) return state;
  const share = setting(hyper, "averageShare");
  const keptShare = scalar(1).sub(share);
  const generator = subtree(state, "generator");
  const average = zipTrees(generator, subtree(state, AVERAGE_PREFIX), (now, old) =>
    old.mul(keptShare).add(now.mul(share)),
  );
  return { ...state, ...withPrefix(AVERAGE_PREFIX, average) };
}

/**
 * The weights and statistics from which samples are drawn: the average where one is configured,
 * else G's own.
 */
export const sampledGenerator = ({ generatorAverage }: Averaging, state: State): State =>
  subtree(state, generatorAverage ? AVERAGE_PREFIX : "generator");
