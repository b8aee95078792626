import erfc from "@stdlib/math-base-special-erfc";
import erfcx from "@stdlib/math-base-special-erfcx";
import quantile from "@stdlib/stats-base-dists-normal-quantile";

/* The standard normal distribution, exact in its tails. Phi is its cumulative distribution. */

/** Phi(x). */
export function cumulative(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/**
 * log Phi(x). Below -1 by the scaled complementary error function,
 * erfcx(t) = exp(t^2) erfc(t): there Phi itself would lose its logarithm, and underflow from -38.
 */
export function logCumulative(x: number): number {
  const t = x / Math.SQRT2;
  return x < -1 ? Math.log(erfcx(-t) / 2) - t * t : Math.log1p(-erfc(t) / 2);
}

/** From here to the left Phi has fewer digits, and soon none. */
const FAR = -37;

/**
 * log (Phi(b) - Phi(a)), a <= b. What lies on one side of 0 is worked out in the left tail, where
 * the difference of two probabilities near 0 keeps its digits.
 */
export function logMass(a: number, b: number): number {
  if (a > 0) return logMass(-b, -a);
  if (b > 0) return Math.log1p(-cumulative(a) - cumulative(-b));
  if (b > FAR) return Math.log(cumulative(b) - cumulative(a));
  return logDifference(logCumulative(b), logCumulative(a));
}

/** log (exp(p) - exp(q)), p >= q. */
function logDifference(p: number, q: number): number {
  return p + Math.log1p(-Math.exp(q - p));
}

/**
 * The value of a standard normal distribution truncated to [a, b] at a share in [0, 1) of its
 * probability. 0 must lie between a and b, so that no tail is far from both.
 */
export function truncatedQuantile(share: number, a: number, b: number): number {
  const left = cumulative(a);
  const right = cumulative(-b);
  const mass = 1 - left - right;
  const lower = left + share * mass;
  const value = lower <= 0.5 ? quantile(lower, 0, 1) : -quantile(right + (1 - share) * mass, 0, 1);
  return Math.min(Math.max(value, a), b);
}
