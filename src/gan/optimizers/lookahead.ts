import type { Hyper } from "../hyper";
import { type Tree, zipTrees } from "../tree";
import { perParameter } from "./slots";
import { withSlots } from "./transformation";

/* Lookahead (Zhang et al. 2019): slow weights, to which the fast ones return. */

const slowWeights = perParameter("slowWeights", (theta) => theta.clone());

/**
 * Keeps the slow weights of lookahead in a slot. They begin equal to the parameters. Updates pass
 * through unchanged, and only `lookAhead` changes the slot.
 */
export const trackSlowWeights = withSlots({ slowWeights }, (gradients, slots) => ({
  updates: gradients,
  slots,
}));

/**
 * The lookahead sync at the end of a training step (Zhang et al. 2019, algorithm 1): slow <- slow +
 * rate (theta - slow), then theta <- slow. The setting `lookahead` is the rate in steps with a
 * sync, and 0 in others, where it changes no bit. Both networks sync in the same step, as in
 * algorithm 1 of Chavdarova et al. 2021, regardless of how many updates each has had.
 */
export function lookAhead(
  parameters: Tree,
  slots: Tree,
  { lookahead: rate }: Hyper,
): { parameters: Tree; slots: Tree } {
  if (!rate) return { parameters, slots };
  const isSync = rate.greater(0).cast("float32");
  const isNoSync = isSync.neg().add(1);
  const slow = zipTrees(parameters, slowWeights.read(slots), (theta, old) =>
    old.add(theta.sub(old).mul(rate)),
  );
  return {
    parameters: zipTrees(parameters, slow, (theta, slowTheta) =>
      theta.mul(isNoSync).add(slowTheta.mul(isSync)),
    ),
    slots: { ...slots, ...slowWeights.write(slow) },
  };
}
