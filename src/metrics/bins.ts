import { countOf, evenPoints, exactDistance, type Points } from "./distances";
import { atShare } from "./pieces";

/*
 * Number of statistically different bins (NDB; Richardson and Weiss 2018): the data is cut into
 * bins by k-means, and each bin's share of the samples is tested against its share of the data.
 */

const ITERATIONS = 20;
/** Two-sided, at the 5 % level of the paper. */
const CRITICAL_Z = 1.96;

/** Multiplications between two yields: some hundredths of a second. */
const PIECE = 2e7;

/**
 * The centres of `count` bins of the data, by Lloyd's algorithm from some of its examples: the
 * same for the same data. At most as many as there are examples. Yields the share that is done.
 */
export function* binCentres(real: Points, count: number): Generator<number, Points> {
  let centres = evenPoints(real, count);
  for (let i = 0; i < ITERATIONS; i++) {
    const bins = yield* atShare(i / ITERATIONS, binsOf(real, centres));
    const next = movedCentres(centres, real, bins);
    const isSettled = next.values.every((value, place) => value === centres.values[place]);
    centres = next;
    if (isSettled) break;
  }
  return centres;
}

/** Each centre at the mean of its points; one without points stays where it is. */
function movedCentres(centres: Points, points: Points, bins: Uint32Array): Points {
  const { dimensions } = centres;
  const sums = new Float64Array(centres.values.length);
  const counts = new Float64Array(countOf(centres));
  bins.forEach((bin, i) => {
    counts[bin]!++;
    for (let k = 0; k < dimensions; k++)
      sums[bin * dimensions + k]! += points.values[i * dimensions + k]!;
  });
  const values = centres.values.map((value, place) => {
    const count = counts[Math.floor(place / dimensions)]!;
    return count > 0 ? sums[place]! / count : value;
  });
  return { values, dimensions };
}

/** The nearest centre of each point. */
export function* binsOf(points: Points, centres: Points): Generator<void, Uint32Array> {
  const count = countOf(points);
  const bins = countOf(centres);
  const nearest = new Uint32Array(count);
  const rows = Math.max(1, Math.floor(PIECE / (bins * points.dimensions)));
  for (let i = 0; i < count; i++) {
    let least = Infinity;
    for (let bin = 0; bin < bins; bin++) {
      const square = exactDistance(points, i, centres, bin);
      if (square >= least) continue;
      nearest[i] = bin;
      least = square;
    }
    if ((i + 1) % rows === 0) yield;
  }
  return nearest;
}

/** How many points each bin has. */
export function* binCounts(points: Points, centres: Points): Generator<void, number[]> {
  const counts = Array.from({ length: countOf(centres) }, () => 0);
  for (const bin of yield* binsOf(points, centres)) counts[bin]!++;
  return counts;
}

export interface BinComparison {
  /** Bins whose share of the samples differs from that of the data. */
  different: number[];
  /** Those of them that have less than a tenth of their share, and more than twice as much. */
  missing: number[];
  crowded: number[];
}

/** A bin is missing with less than this of its share, and crowded with more than that. */
export const MISSING_SHARE = 0.1;
export const CROWDED_SHARE = 2;

/** Tests each bin by the two-proportion z-test with a pooled variance. */
export function compareBins(real: readonly number[], generated: readonly number[]): BinComparison {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const n = total(real);
  const m = total(generated);
  const ratio = (bin: number) => generated[bin]! / m / (real[bin]! / n);
  const different = real.flatMap((count, bin) => {
    const pooled = (count + generated[bin]!) / (n + m);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
    return Math.abs(count / n - generated[bin]! / m) > CRITICAL_Z * error ? [bin] : [];
  });
  return {
    different,
    missing: different.filter((bin) => ratio(bin) < MISSING_SHARE),
    crowded: different.filter((bin) => ratio(bin) > CROWDED_SHARE),
  };
}

/**
 * The share of the data that samples lack, were the rest of it made evenly: 1 - exp(-KL), KL of the
 * samples' shares of the bins from those of the data. 0 where they agree. Where both are counts,
 * chance alone makes KL (bins - 1) (1 / n + 1 / m) / 2 in the mean (Wilks 1938), which is taken off.
 *
 * @param chance whether both are counts of points drawn at random
 */
export function lackingShare(
  real: readonly number[],
  generated: readonly number[],
  { chance = true } = {},
): number {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  const n = total(real);
  const m = total(generated);
  const divergence = generated.reduce((sum, count, bin) => {
    // A bin without examples has no share to compare with.
    const share = real[bin]! / n;
    return count === 0 || share === 0 ? sum : sum + (count / m) * Math.log(count / m / share);
  }, 0);
  const byChance = chance ? ((real.length - 1) / 2) * (1 / n + 1 / m) : 0;
  return 1 - Math.exp(-Math.max(0, divergence - byChance));
}
