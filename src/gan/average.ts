import { scalar } from "../tensor/tf";
import { type ObjectiveHyper, setting } from "./hyper";
import { mapNetwork, type NetworkState, type TrainState, zipNetworks } from "./state";

/*
 * The exponential moving average of G's parameters and running statistics
 * (`training.generatorAverage`). Samples are drawn from it where it is configured.
 */

/** The average at step 0, which is G itself. */
export const initialAverage = (generator: NetworkState): NetworkState =>
  mapNetwork(generator, (tensor) => tensor.clone());

/**
 * Moves the average towards G at the end of a step: average <- (1 - s) average + s G, for
 * parameters and running statistics alike. At s = 1 the average equals G to the bit. A state
 * without an average is returned as it is.
 */
export function moveAverage(state: TrainState, hyper: ObjectiveHyper): TrainState {
  if (!state.average) return state;
  const share = setting(hyper, "averageShare");
  const keptShare = scalar(1).sub(share);
  const average = zipNetworks(state.generator, state.average, (now, old) =>
    old.mul(keptShare).add(now.mul(share)),
  );
  return { ...state, average };
}

/** The G from which samples are drawn: its average where there is one. */
export const sampledGenerator = ({ generator, average }: TrainState): NetworkState =>
  average ?? generator;
