import { isWell, type Truth, type TruthLabel } from "./truth";

/*
 * What a person says who has looked at a run's pictures, from a quarter of its steps on, and at
 * nothing else: neither at its curves nor at the advisor's verdicts. Their labels stand on the page
 * beside the last picture. Of points and of 1-D data the figures say all.
 */

export const BY_EYE: Readonly<Record<string, TruthLabel>> = {
  "mnist-fast-g": "collapsed",
  "mnist-usual-2": "slow",
  "mnist-beta1-0": "slow",
  "mnist-minimax-strong-d": "stuck",
  "mnist-weak-d": "collapsed",
  "mnist-huge": "collapsed",
  "mnist-packed": "slow",
  "mnist-noise": "slow",
  "cifar-strong-d": "stuck",
  "cifar-fast-g": "collapsed",
  "cifar-usual": "slow",
};

/**
 * The truth by figures; where these are unclear, what a person says of the pictures. Where the two
 * do not agree whether a run is well it is unclear.
 */
export function withEye(id: string, truth: Truth): Truth {
  const seen = BY_EYE[id];
  if (!seen) return truth;
  if (truth.label === "unclear") return { ...truth, label: seen };
  return isWell(truth.label) === isWell(seen) ? truth : { ...truth, label: "unclear", also: [] };
}
