import { withPrefix, type State, subtree } from "../state";
import { type Hyper, map, type Transformation } from "./transformation";

const SLOW = "slowWeights";

/**
 * Keeps the slow weights of lookahead in a slot. They begin equal to the parameters. Updates pass
 * through unchanged, and only `lookAhead` changes the slot.
 */
export const trackSlowWeights: Transformation = {
  init: (parameters) =>
    withPrefix(
      SLOW,
      map(parameters, (theta) => theta.clone()),
    ),
  update: (gradients, slots) => ({
    updates: gradients,
    slots: withPrefix(SLOW, subtree(slots, SLOW)),
  }),
};

/**
 * The lookahead sync at the end of a training step (Zhang et al. 2019, algorithm 1): slow <- slow +
 * rate (theta - slow), then theta <- slow. The setting `lookahead` is the rate in steps with a
 * sync, and 0 in others, where it changes no bit. Both players sync in the same step, as in
 * algorithm 1 of Chavdarova et al. 2021, regardless of how many updates each has had.
 */
export function lookAhead(
  parameters: State,
  slots: State,
  hyper: Hyper,
): { parameters: State; slots: State } {
  const rate = hyper["lookahead"];
  if (!rate) return { parameters, slots };
  const returns = rate.greater(0).cast("float32");
  const stays = returns.neg().add(1);
  const old = subtree(slots, SLOW);
  const slow = map(parameters, (theta, name) => old[name]!.add(theta.sub(old[name]!).mul(rate)));
  return {
    parameters: map(parameters, (theta, name) => theta.mul(stays).add(slow[name]!.mul(returns))),
    slots: { ...slots, ...withPrefix(SLOW, slow) },
  };
}
