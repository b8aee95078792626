import type { TruthLabel } from "./truth";

/*
 * What a person says of runs of the fourth round who has looked at their pictures of the middle and
 * of the last third, in a shuffled order and without names, and at nothing else.
 */

export const FOURTH_BY_EYE: Readonly<Record<string, TruthLabel>> = {
  "ring6-usual": "healthy",
  "ring6-r1": "healthy",
  "ring6-extra-adam": "healthy",
  "ring6-many-g": "collapsed",
  "ring7-hinge-r1": "healthy",
  "ring7-warmed": "healthy",
  "ring7-restless": "oscillating",
  "ring9-relativistic": "healthy",
  "ring9-slow": "healthy",
  "ring9-momentum": "diverging",
  "ring14-lookahead": "healthy",
  "ring14-perfect-d": "stuck",
  "grid4-least-squares": "healthy",
  "grid4-wgan-gp": "healthy",
  "grid4-weak-d": "collapsed",
  "grid4-batch-3": "healthy",
  "grid9far-big-batch": "partial",
  "grid9far-average": "partial",
  "grid9far-unpenalised": "oscillating",
  "grid16near-dragan": "slow",
  "grid16near-packed": "healthy",
  "grid16near-flipped": "collapsed",
  "grid16near-thin-g": "stuck",
  "moonsWide-smoothed": "healthy",
  "moonsWide-extra-adam": "healthy",
  "moonsWide-hasty": "stuck",
  "spiral3-r1": "healthy",
  "rollUnit-hinge-average": "slow",
  "rollUnit-sparse": "collapsed",
  "circles-relativistic": "healthy",
  "circles-far": "diverging",
  "digits128-usual": "slow",
  "digits128-r1-average": "healthy",
  "digits128-fast-g": "collapsed",
  "digits128-huge": "partial",
  "digits64-hinge": "slow",
  "digits64-strong-d": "stuck",
};
