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
  "few-16": "memorising",
  "few-16-again-1": "memorising",
  "few-16-slow": "memorising",
  "few-16-slow-again-1": "memorising",
  "few-16-noise": "collapsed",
  "few-16-noise-again-1": "collapsed",
  "few-16-r1-slow": "slow",
  "few-16-r1-slow-again-1": "slow",
  // Set aside: looked at when all bounds had been chosen.
  "mnist-idle": "stuck",
  "mnist-usual": "slow",
  "mnist-fast-g-2": "oscillating",
  "mnist-slow": "slow",
  "mnist-r1": "healthy",
  "mnist-r1-10": "healthy",
  "mnist-hinge-r1": "healthy",
  "cifar-huge": "collapsed",
  "cifar-slow": "slow",
  "few-16-r1": "memorising",
  "few-16-r1-again-1": "memorising",
  "few-16-packed": "collapsed",
  "few-16-packed-again-1": "collapsed",
  "few-16-hinge-r1": "collapsed",
  "few-16-hinge-r1-again-1": "memorising",
  // The third round: by the pictures of each quarter, before any verdict on them was seen.
  "fashion-usual": "slow",
  "fashion-unpenalised": "slow",
  "fashion-crawl": "stuck",
  // Varied, but of black and white pixels alone, and no better at the end than after a quarter.
  "fashion-huge": "unclear",
  // The sixth round: likewise, in a shuffled order and without names.
  "clothes-optimistic": "slow",
  "clothes-slow": "slow",
  "clothesConv-r1": "slow",
  "clothesConv-weak-d": "collapsed",
  "photos-usual": "slow",
  "photos-hinge-average": "slow",
  "photos-cooled": "slow",
  // All samples of a picture are of one style, and it is another one in the next.
  "photosPlain-lookahead": "oscillating",
  "photosPlain-unbounded": "oscillating",
  // The seventh round, as the sixth.
  "scenes-frozen": "stuck",
  "scenes-less-noise": "slow",
  "scenes-minimax": "stuck",
  "scenes-nadam-average": "slow",
  "scenesPlain-hinge-spectral": "collapsed",
  "scenesPlain-huge": "diverging",
  "scenesPlain-r1-average": "slow",
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
