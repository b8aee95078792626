import { areFinite } from "../shared/finite";
import {
  type Compute,
  countOf,
  distanceStretches,
  exactDistance,
  type Points,
  type Stretch,
} from "./distances";

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
  const [narrow, wide] = yield* radii(real, [k.precisionRecall, k.densityCoverage], compute, 0);
  const [ofGenerated] = yield* radii(generated, [k.precisionRecall], compute, 1 / 3);
  const balls: Balls = { real, generated, narrow, wide, ofGenerated };
  const tally = { inRealBall: new Uint8Array(m), recalled: 0, covered: 0, balls: 0 };
  let share = 2 / 3;
  let multiplications = 0;
  for await (const stretch of distanceStretches(real, generated, compute)) {
    if (!stretch) {
      yield share;
      continue;
    }
    for (let i = stretch.from; i < stretch.to; i++) {
      multiplications += tallyRow(tally, balls, stretch, i) * real.dimensions;
      if (multiplications < MAX_MULTIPLICATIONS) continue;
      multiplications = 0;
      yield share;
    }
    share = 2 / 3 + stretch.to / n / 3;
    yield share;
  }
  return {
    precision: tally.inRealBall.reduce((sum, value) => sum + value, 0) / m,
    recall: tally.recalled / n,
    density: tally.balls / (k.densityCoverage * m),
    coverage: tally.covered / n,
  };
}

/** Multiplications in float64 between two yields. */
const MAX_MULTIPLICATIONS = 5e7;

/** Both sets, and the squared radii of the balls of their rows. */
interface Balls {
  real: Points;
  generated: Points;
  /** Of real rows: to the neighbour of precision and recall. */
  narrow: Float64Array;
  /** Of real rows: to the neighbour of density and coverage. */
  wide: Float64Array;
  ofGenerated: Float64Array;
}

/** Which rows lie in which balls, counted over the real rows that were looked at. */
interface Tally {
  /** 1 for each generated row in a real row's narrow ball. */
  inRealBall: Uint8Array;
  /** Real rows in a generated row's ball. */
  recalled: number;
  /** Real rows whose wide ball holds a generated row. */
  covered: number;
  /** Pairs of a wide ball and a generated row in it. */
  balls: number;
}

/** Counts a real row. @returns how many of its distances were worked out in float64. */
function tallyRow(
  tally: Tally,
  { real, generated, narrow, wide, ofGenerated }: Balls,
  { from, distances, scale, rounding }: Stretch,
  i: number,
): number {
  const m = ofGenerated.length;
  const narrowRadius = narrow[i]!;
  const wideRadius = wide[i]!;
  const unsure = rounding.rows[i - from]! * scale;
  let inWideBall = 0;
  let isRecalled = false;
  let exact = 0;
  for (let j = 0, at = (i - from) * m; j < m; j++, at++) {
    const radius = ofGenerated[j]!;
    const margin = unsure + rounding.columns[j]! * scale;
    let distance = distances[at]! * scale;
    if (
      Math.abs(distance - narrowRadius) < margin ||
      Math.abs(distance - wideRadius) < margin ||
      Math.abs(distance - radius) < margin
    ) {
      distance = exactDistance(real, i, generated, j);
      exact++;
    }
    if (distance < narrowRadius) tally.inRealBall[j] = 1;
    if (distance < radius) isRecalled = true;
    if (distance < wideRadius) inWideBall++;
  }
  tally.recalled += Number(isRecalled);
  tally.covered += Number(inWideBall > 0);
  tally.balls += inWideBall;
  return exact;
}

/**
 * So many more neighbours are worked out in float64 than are asked for: float32 may have taken one
 * for another.
 */
const SPARE = 4;

/** The squared distance from each row to its k-th nearest other row, for each of `ks`. */
async function* radii<Ks extends readonly number[]>(
  points: Points,
  ks: readonly [...Ks],
  compute: Compute,
  done: number,
): AsyncGenerator<number, { [I in keyof Ks]: Float64Array }> {
  const n = countOf(points);
  const most = Math.min(n - 1, Math.max(...ks) + SPARE);
  const results = ks.map((k) => ({ k, radii: new Float64Array(n) }));
  let share = done;
  for await (const stretch of distanceStretches(points, points, compute)) {
    if (!stretch) {
      yield share;
      continue;
    }
    const { from, to, distances } = stretch;
    for (let i = from; i < to; i++) {
      const nearest = nearestOthers(
        distances.subarray((i - from) * n, (i - from + 1) * n),
        i,
        most,
      );
      const exact = Float64Array.from(nearest, (j) => exactDistance(points, i, points, j)).sort();
      for (const { k, radii: own } of results) own.set(exact.subarray(k - 1, k), i);
    }
    share = done + to / n / 3;
    yield share;
  }
  return results.map((one) => one.radii) as { [I in keyof Ks]: Float64Array };
}

/** The `count` rows nearest to row `self`, itself left out, by its distances to all. */
function nearestOthers(distances: Float32Array, self: number, count: number): Uint32Array {
  const nearest = new Float32Array(count).fill(Infinity);
  const rows = new Uint32Array(count);
  let farthest = Infinity;
  for (let j = 0; j < distances.length; j++) {
    const distance = distances[j]!;
    if (j === self || distance >= farthest) continue;
    let place = count - 1;
    for (; place > 0 && nearest[place - 1]! > distance; place--) {
      nearest[place] = nearest[place - 1]!;
      rows[place] = rows[place - 1]!;
    }
    nearest[place] = distance;
    rows[place] = j;
    farthest = nearest[count - 1]!;
  }
  return rows;
}
