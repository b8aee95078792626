import { areFinite } from "../shared/finite";
import { power } from "../shared/power";
import { type Compute, countOf, distanceStretches, exactDistance, type Points } from "./distances";
import { average, deviation } from "./moments";
import { shares } from "./pieces";

/* The Parzen window estimate of the log-likelihood, as in table 1 of Goodfellow et al. 2014. */

/** Widths that the paper's code tries: ten from 0.1 to 1, evenly spaced in their logarithm. */
export const SIGMAS: readonly number[] = Array.from({ length: 10 }, (_, i) =>
  power(10, -1 + i / 9),
);

/** Rows of the validation set with which the width is chosen, as in the paper's code. */
export const VALIDATION_ROWS = 1000;

export interface ParzenResult {
  /** Mean log-likelihood of the test rows, in nats. */
  logLikelihood: number;
  /** Its standard error: standard deviation (ddof 0) / sqrt(test rows). */
  standardError: number;
  sigma: number;
  /** Mean log-likelihood of the validation rows at each width that was tried. */
  curve: { sigma: number; logLikelihood: number }[];
  /** What makes the figure doubtful, in words; empty where nothing does. */
  warnings: string[];
}

/**
 * Log-likelihood of each of `points` under kernel densities around `samples`, one for each width:
 * [sigmas][points].
 *
 * log p(x) = logmeanexp_i(-||x - s_i||^2 / (2 sigma^2)) - d log(sigma sqrt(2 pi)) (Breuleux et al.
 * 2011; the code of Goodfellow et al. 2014). NaN throughout where a point or a sample is not
 * finite. Yields the share that is done.
 */
export async function* parzenLogLikelihoods(
  points: Points,
  samples: Points,
  sigmas: readonly number[],
  compute: Compute,
): AsyncGenerator<number, Float64Array[]> {
  const n = countOf(points);
  const m = countOf(samples);
  if (![points, samples].every(({ values }) => areFinite(values)))
    return sigmas.map(() => new Float64Array(n).fill(NaN));
  const results = sigmas.map(() => new Float64Array(n));
  const reach = 2 * DOMINANT * Math.min(...sigmas) ** 2;
  let share = 0;
  let exponentials = 0;
  for await (const stretch of distanceStretches(points, samples, compute)) {
    if (!stretch) {
      yield share;
      continue;
    }
    const { from, to, scale } = stretch;
    for (let row = from; row < to; row++) {
      const measured = stretch.distances.subarray((row - from) * m, (row - from + 1) * m);
      const distances =
        scale === 1 ? measured : Float64Array.from(measured, (distance) => distance * scale);
      const exact = refined(distances, points, row, samples, reach);
      const nearest = Math.min(smallest(distances), smallest(exact));
      for (const [s, sigma] of sigmas.entries())
        results[s]![row] =
          logDensity(distances, exact, nearest, sigma) -
          points.dimensions * Math.log(sigma * Math.sqrt(2 * Math.PI));
      exponentials += m * sigmas.length;
      if (exponentials < MAX_EXPONENTIALS) continue;
      exponentials = 0;
      yield row / n;
    }
    share = to / n;
    yield share;
  }
  return results;
}

/** Exponentials between two yields: some tens of milliseconds. */
const MAX_EXPONENTIALS = 4e6;

/**
 * The logarithm of the mean of exp(-distance / (2 sigma^2)) over all squared distances, of which
 * `nearest` is the smallest; of those in `distances` that are Infinity `exact` has the values.
 */
function logDensity(
  distances: ArrayLike<number>,
  exact: readonly number[],
  nearest: number,
  sigma: number,
): number {
  const scale = -0.5 / (sigma * sigma);
  const limit = nearest + NEGLIGIBLE / -scale;
  let sum = 0;
  for (let i = 0; i < distances.length; i++)
    if (distances[i]! < limit) sum += Math.exp((distances[i]! - nearest) * scale);
  for (const distance of exact) sum += Math.exp((distance - nearest) * scale);
  return nearest * scale + Math.log(sum / distances.length);
}

/** Samples whose share of the density is at least exp(-16) of the nearest one's. */
const DOMINANT = 16;
/**
 * Of more different distances than these the errors of float32 even out. Equal ones, as copies of a
 * sample have, err alike and count as one.
 */
const MAX_REFINED = 100;

/**
 * A sample whose share is less than exp(-40) of the nearest one's adds nothing that a sum of
 * numbers would show.
 */
const NEGLIGIBLE = 40;

/**
 * Takes out the squared distances that lie within `reach` of the smallest, and gives them computed
 * in float64: with a narrow width a few samples make the density, and what float32 lost of their
 * distances would be the error of the result. Those taken out become Infinity.
 */
function refined(
  distances: Float32Array | Float64Array,
  points: Points,
  row: number,
  samples: Points,
  reach: number,
): number[] {
  const limit = smallest(distances) + reach;
  const exact: number[] = [];
  const known = new Map<number, number>();
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i]!;
    if (distance > limit) continue;
    if (!known.has(distance)) {
      if (known.size === MAX_REFINED) continue;
      known.set(distance, exactDistance(points, row, samples, i));
    }
    distances[i] = Infinity;
    exact.push(known.get(distance)!);
  }
  return exact;
}

function smallest(values: ArrayLike<number>): number {
  let least = Infinity;
  for (let i = 0; i < values.length; i++) if (values[i]! < least) least = values[i]!;
  return least;
}

/**
 * The Parzen window estimate of table 1 of Goodfellow et al. 2014, as in its code: the width that
 * makes the first `VALIDATION_ROWS` validation rows likeliest, then the mean and its error over the
 * test rows. Pixels must lie in [0, 1] to be compared with the paper. Yields the share that is
 * done.
 */
export async function* parzenWindow(
  { samples, validation, test }: Record<"samples" | "validation" | "test", Points>,
  compute: Compute,
  sigmas: readonly number[] = SIGMAS,
): AsyncGenerator<number, ParzenResult> {
  const { dimensions } = validation;
  const chosenOn = {
    dimensions,
    values: validation.values.subarray(0, VALIDATION_ROWS * dimensions),
  };
  // Rows count for what each costs: an exponential for each sample and width.
  const work = countOf(chosenOn) * sigmas.length + countOf(test);
  const before = (countOf(chosenOn) * sigmas.length) / work;
  const tried = yield* shares(parzenLogLikelihoods(chosenOn, samples, sigmas, compute), 0, before);
  const curve = sigmas.map((sigma, i) => ({ sigma, logLikelihood: average(tried[i]!) }));
  const best = curve.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  const [likelihoods] = yield* shares(
    parzenLogLikelihoods(test, samples, [best.sigma], compute),
    before,
    1,
  );
  return {
    logLikelihood: average(likelihoods!),
    standardError: deviation(likelihoods!) / Math.sqrt(likelihoods!.length),
    sigma: best.sigma,
    curve,
    warnings: [
      ...(Number.isFinite(best.logLikelihood) &&
      (best === curve[0] || best === curve[curve.length - 1])
        ? [
            `the best width, ${best.sigma.toPrecision(3)}, is the ` +
              `${best === curve[0] ? "smallest" : "largest"} that was tried; a better one ` +
              "may lie beyond",
          ]
        : []),
      ...([test, samples].some(({ values }) => hasOutside(values, 0, 1))
        ? [
            "pixels are not all in [0, 1], as they are in published figures; in [-1, 1] " +
              "the figure is lower by dimensions x log 2",
          ]
        : []),
    ],
  };
}

function hasOutside(values: Float32Array, low: number, high: number): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! < low || values[i]! > high) return true;
  return false;
}
