import { below, type State, under } from "../state";
import { type Hyper, map, type Transformation } from "./transformation";

const SLOW = "slowWeights";

/** The slow weights of lookahead, which begin where the parameters are. Updates pass through; `lookAhead` moves the slot. */
export const slowWeights: Transformation = {
  init: (parameters) =>
    below(
      SLOW,
      map(parameters, (theta) => theta.clone()),
    ),
  update: (gradients, slots) => ({ updates: gradients, slots: below(SLOW, under(slots, SLOW)) }),
};

/**
 * Lookahead at the end of a training step (Zhang et al. 2019, algorithm 1): slow = slow + rate (theta - slow); theta = slow. `lookahead`
 * in `hyper` is the rate where the fast weights return, else 0, which changes nothing to the bit. Both players return in the
 * same step, as Chavdarova et al. 2021 have it (algorithm 1), however many updates each has had since.
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
  const old = under(slots, SLOW);
  const slow = map(parameters, (theta, name) => old[name]!.add(theta.sub(old[name]!).mul(rate)));
  return {
    parameters: map(parameters, (theta, name) => theta.mul(stays).add(slow[name]!.mul(returns))),
    slots: { ...slots, ...below(SLOW, slow) },
  };
}
