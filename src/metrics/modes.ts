import { kullbackLeibler } from "./divergence";

export interface ModeCoverage {
  /** Modes that are nearest to at least one high-quality sample. */
  modesCovered: number;
  /** Share of the samples within three standard deviations of their nearest mode, in [0, 1]. */
  highQuality: number;
  /**
   * Reverse Kullback-Leibler divergence, in nats, of the samples' distribution over the modes from the even one. Every sample
   * counts for its nearest mode, of high quality or not: so Lin et al. put it, while their published program leaves the others
   * out. 0 where all modes get as much, log(modes) where one gets all; NaN where a point is not a number.
   */
  reverseKl: number;
}

/**
 * How much of a 2-D mixture a sample covers, by the definitions of Lin et al. 2018 (PacGAN) and Srivastava et al. 2017.
 * `points` is flat: x0, y0, x1, y1, ...
 */
export function modeCoverage(
  points: Float32Array,
  centres: readonly (readonly [number, number])[],
  stddev: number,
): ModeCoverage {
  const covered = new Set<number>();
  const shares = new Float64Array(centres.length);
  let good = 0;
  const count = points.length / 2;
  for (let i = 0; i < count; i++) {
    let nearest = 0,
      best = Infinity;
    for (const [mode, [x, y]] of centres.entries()) {
      const distance = (points[2 * i]! - x) ** 2 + (points[2 * i + 1]! - y) ** 2;
      if (distance < best) [nearest, best] = [mode, distance];
    }
    shares[nearest]! += best < Infinity ? 1 / count : NaN;
    if (Math.sqrt(best) > 3 * stddev) continue;
    good++;
    covered.add(nearest);
  }
  return {
    modesCovered: covered.size,
    highQuality: good / count,
    reverseKl: kullbackLeibler(
      shares,
      shares.map(() => 1 / centres.length),
    ),
  };
}
