import { areFinite } from "../shared/finite";
import { type Compute, countOf, distanceStretches, exactDistance, type Points } from "./distances";

/*
 * Precision, recall, density and coverage by nearest neighbours (Kynkäänniemi et al. 2019; Naeem et
 * al. 2020).
 */

/** Each in [0, 1], but density, which may exceed 1. */
export interface ManifoldMeasures {
  precision: number;
  recall: number;
  density: number;
  coverage: number;
}

export interface Neighbours {
  /** k of precision and recall: 3 in Kynkaanniemi et al. 2019. */
  precisionRecall: number;
  /** k of density and coverage: 5 in Naeem et al. 2020. */
  densityCoverage: number;
}
export const NEIGHBOURS: Neighbours = { precisionRecall: 3, densityCoverage: 5 };

/**
 * Precision and recall (Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020) of
 * generated features. A ball reaches from a row to its k-th nearest neighbour in its own set.
 *
 * precision: share of the generated that lie in a real row's ball; recall: share of the real in a
 * generated row's ball; density: real balls that a generated row lies in, mean over the generated,
 * divided by k; coverage: share of the real whose ball holds a generated row. A ball is without its
 * border, as in the code of Naeem et al. All are NaN where a feature is not finite. Yields the
 * share that is done.
 *
 * Where float32 cannot tell on which side of a border a row lies, its distance is worked out in
 * float64.
 *
 * @throws RangeError where there are too few rows to have so many neighbours
 */
export async function* manifoldMeasures(
  real: Points,
  generated: Points,
  compute: Compute,
  k: Neighbours = NEIGHBOURS,
): AsyncGenerator<number, ManifoldMeasures> {
  const n = countOf(real);
  const m = countOf(generated);
  const most = Math.max(k.precisionRecall, k.densityCoverage);
  if (Math.min(n, m) <= most)
    throw new RangeError(
      `each row needs ${most} neighbours in its own set, and there are ${n} real and ${m} ` +
        "generated rows",
    );
  if (![real, generated].every(({ values }) => areFinite(values)))
    return { precision: NaN, recall: NaN, density: NaN, coverage: NaN };
  const [narrowRadii, wideRadii] = (yield* radii(
    real,
    [k.precisionRecall, k.densityCoverage],
    compute,
    0,
  )) as [Float64Array, Float64Array];
  const [generatedRadii] = (yield* radii(generated, [k.precisionRecall], compute, 1 / 3)) as [
    Float64Array,
  ];
  const inRealBall = new Uint8Array(m);
  let recalled = 0;
  let covered = 0;
  let balls = 0;
  let share = 2 / 3;
  let multiplications = 0;
  for await (const stretch of distanceStretches(real, generated, compute)) {
    if (!stretch) {
      yield share;
      continue;
    }
    const { from, to, distances, scale, rounding } = stretch;
    for (let i = from; i < to; i++) {
      const narrow = narrowRadii[i]!;
      const wide = wideRadii[i]!;
      const unsure = rounding.rows[i - from]! * scale;
      let isRecalled = false;
      let isCovered = false;
      for (let j = 0, at = (i - from) * m; j < m; j++, at++) {
        const radius = generatedRadii[j]!;
        const margin = unsure + rounding.columns[j]! * scale;
        let distance = distances[at]! * scale;
        if (
          Math.abs(distance - narrow) < margin ||
          Math.abs(distance - wide) < margin ||
          Math.abs(distance - radius) < margin
        ) {
          distance = exactDistance(real, i, generated, j);
          multiplications += real.dimensions;
        }
        if (distance < narrow) inRealBall[j] = 1;
        if (distance < radius) isRecalled = true;
        if (distance < wide) {
          balls++;
          isCovered = true;
        }
      }
      recalled += Number(isRecalled);
      covered += Number(isCovered);
      if (multiplications < MAX_MULTIPLICATIONS) continue;
      multiplications = 0;
      yield share;
    }
    share = 2 / 3 + to / n / 3;
    yield share;
  }
  return {
    precision: inRealBall.reduce((sum, value) => sum + value, 0) / m,
    recall: recalled / n,
    density: balls / (k.densityCoverage * m),
    coverage: covered / n,
  };
}

/** Multiplications in float64 between two yields. */
const MAX_MULTIPLICATIONS = 5e7;

/**
 * So many more neighbours are worked out in float64 than are asked for: float32 may have taken one
 * for another.
 */
const SPARE = 4;

/** The squared distance from each row to its k-th nearest other row, for each of `ks`. */
async function* radii(
  points: Points,
  ks: readonly number[],
  compute: Compute,
  done: number,
): AsyncGenerator<number, Float64Array[]> {
  const n = countOf(points);
  const most = Math.min(n - 1, Math.max(...ks) + SPARE);
  const results = ks.map(() => new Float64Array(n));
  const nearest = new Float32Array(most);
  const which = new Uint32Array(most);
  let share = done;
  for await (const stretch of distanceStretches(points, points, compute)) {
    if (!stretch) {
      yield share;
      continue;
    }
    const { from, to, distances } = stretch;
    for (let i = from; i < to; i++) {
      nearest.fill(Infinity);
      for (let j = 0, at = (i - from) * n; j < n; j++, at++) {
        const distance = distances[at]!;
        if (j === i || distance >= nearest[most - 1]!) continue;
        let place = most - 1;
        for (; place > 0 && nearest[place - 1]! > distance; place--) {
          nearest[place] = nearest[place - 1]!;
          which[place] = which[place - 1]!;
        }
        nearest[place] = distance;
        which[place] = j;
      }
      const exact = Float64Array.from(which, (j) => exactDistance(points, i, points, j)).sort();
      for (const [at, k] of ks.entries()) results[at]![i] = exact[k - 1]!;
    }
    share = done + to / n / 3;
    yield share;
  }
  return results;
}
