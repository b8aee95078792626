/*
 * What a distance between samples and a distribution is on average where the samples are from that
 * very distribution: no G can be expected to score below it.
 */

/** Steps of the integral over the distribution function. */
const STEPS = 4000;

/**
 * Of the 1-Wasserstein distance in 1-D: the integral of E|F_n - F|, where F_n - F is normal with
 * variance F (1 - F) / n. Against a second sample of the same size in place of the distribution
 * itself the variance is twice as large.
 *
 * @param interval where all but a negligible part of the distribution lies
 */
export function wassersteinFloor(
  density: (x: number) => number,
  [from, to]: readonly [number, number],
  samples: number,
  against: "distribution" | "sample",
): number {
  const width = (to - from) / STEPS;
  const shares = Array.from({ length: STEPS }, (_, i) => density(from + (i + 0.5) * width));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let below = 0;
  let integral = 0;
  for (const share of shares) {
    const middle = Math.min(1, (below + share / 2) / total);
    integral += Math.sqrt(middle * (1 - middle)) * width;
    below += share;
  }
  const drawn = against === "sample" ? 2 : 1;
  return integral * Math.sqrt((2 * drawn) / (Math.PI * samples));
}

/**
 * Of the Jensen-Shannon divergence between the shares of `samples` draws in each bin and the bins'
 * own shares: its exact mean.
 */
export function jensenShannonFloor(shares: ArrayLike<number>, samples: number): number {
  return Array.from(shares).reduce((sum, share) => sum + meanOfBin(share, samples, divergence), 0);
}

/**
 * Of the sum of the bins' differences, |p - q|, between the shares of `samples` draws in each bin
 * and the bins' own shares: its exact mean.
 */
export function differenceFloor(shares: ArrayLike<number>, samples: number): number {
  const difference = (p: number, q: number) => Math.abs(p - q);
  return Array.from(shares).reduce((sum, share) => sum + meanOfBin(share, samples, difference), 0);
}

/** Chances below this share of the greatest are left out. */
const NEGLIGIBLE = 1e-18;

/** What a bin adds to a distance, from its share of the draws and its own. */
type Term = (p: number, q: number) => number;

/**
 * The mean of a bin's part of a distance, over the binomial distribution of the draws that fall
 * into it.
 */
function meanOfBin(share: number, samples: number, term: Term): number {
  if (share <= 0) return 0;
  if (share >= 1) return term(1, 1);
  const odds = share / (1 - share);
  const mode = Math.min(samples, Math.floor((samples + 1) * share));
  let mean = 0;
  let total = 0;
  const add = (count: number, chance: number) => {
    mean += chance * term(count / samples, share);
    total += chance;
  };
  add(mode, 1);
  for (let count = mode, chance = 1; count < samples && chance > NEGLIGIBLE; count++) {
    chance *= ((samples - count) / (count + 1)) * odds;
    add(count + 1, chance);
  }
  for (let count = mode, chance = 1; count > 0 && chance > NEGLIGIBLE; count--) {
    chance *= count / ((samples - count + 1) * odds);
    add(count - 1, chance);
  }
  return mean / total;
}

/** What a bin adds to the Jensen-Shannon divergence. */
function divergence(p: number, q: number): number {
  const middle = (p + q) / 2;
  const of = (share: number) => (share > 0 ? share * Math.log(share / middle) : 0);
  return (of(p) + of(q)) / 2;
}
