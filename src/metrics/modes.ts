import { areFinite } from "../shared/finite";
import { kullbackLeibler } from "./divergence";

/*
 * How many modes of a mixture samples reach, how many are of high quality, and how they are shared
 * out.
 */

export interface ModeCoverage {
  /** Modes that are nearest to at least one high-quality sample. */
  modesCovered: number;
  /** Share of the samples within three standard deviations of their nearest mode, in [0, 1]. */
  highQuality: number;
  /**
   * Reverse Kullback-Leibler divergence, in nats, of the samples' distribution over the modes from
   * the even one. Every sample counts for its nearest mode, of high quality or not: so Lin et al.
   * put it, while their published program leaves the others out. 0 where all modes get as much,
   * log(modes) where one gets all.
   */
  reverseKl: number;
}

/** Distances worked out between two yields. */
const PIECE = 1e7;

/**
 * How much of a 2-D mixture a sample covers, by the definitions of Lin et al. 2018 (PacGAN) and
 * Srivastava et al. 2017. `points` is flat: x0, y0, x1, y1, ... All are NaN where a point is not
 * finite. Yields the share that is done.
 */
export async function* modeCoverage(
  points: Float32Array,
  centres: readonly (readonly [number, number])[],
  stddev: number,
): AsyncGenerator<number, ModeCoverage> {
  if (!areFinite(points)) return { modesCovered: NaN, highQuality: NaN, reverseKl: NaN };
  const covered = new Set<number>();
  const shares = new Float64Array(centres.length);
  const count = points.length / 2;
  let good = 0;
  for (let i = 0, since = 0; i < count; i++, since += centres.length) {
    const [mode, square] = nearestCentre(points[2 * i]!, points[2 * i + 1]!, centres);
    shares[mode]! += 1 / count;
    if (Math.sqrt(square) <= 3 * stddev) {
      good++;
      covered.add(mode);
    }
    if (since < PIECE) continue;
    since = 0;
    yield i / count;
  }
  const even = shares.map(() => 1 / centres.length);
  return {
    modesCovered: covered.size,
    highQuality: good / count,
    reverseKl: kullbackLeibler(shares, even),
  };
}

function nearestCentre(
  x: number,
  y: number,
  centres: readonly (readonly [number, number])[],
): [mode: number, square: number] {
  let nearest = 0;
  let least = Infinity;
  let mode = 0;
  for (const centre of centres) {
    const square = (x - centre[0]) ** 2 + (y - centre[1]) ** 2;
    if (square < least) {
      nearest = mode;
      least = square;
    }
    mode++;
  }
  return [nearest, least];
}
