import { type Compute, countOf, distanceStretches, type Points } from "./distances";

/** Each in [0, 1], but density, which may exceed 1. */
export interface ManifoldMeasures { precision: number; recall: number; density: number; coverage: number }

export interface Neighbours {
  /** k of precision and recall: 3 in Kynkaanniemi et al. 2019. */
  precisionRecall: number;
  /** k of density and coverage: 5 in Naeem et al. 2020. */
  densityCoverage: number;
}
export const NEIGHBOURS: Neighbours = { precisionRecall: 3, densityCoverage: 5 };

/**
 * Precision and recall (Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020) of generated features. A
 * ball reaches from a row to its k-th nearest neighbour in its own set.
 *
 * precision: share of the generated that lie in a real row's ball; recall: share of the real in a generated row's ball;
 * density: real balls that a generated row lies in, mean over the generated, divided by k; coverage: share of the real
 * whose ball holds a generated row. Yields the share that is done.
 */
export async function* manifoldMeasures(real: Points, generated: Points, compute: Compute, k: Neighbours = NEIGHBOURS): AsyncGenerator<number, ManifoldMeasures> {
  const n = countOf(real), m = countOf(generated);
  const most = Math.max(k.precisionRecall, k.densityCoverage);
  if (Math.min(n, m) <= most) throw new RangeError(`${Math.min(n, m)} rows have no ${most} neighbours each`);
  const realRadii = yield* radii(real, [k.precisionRecall, k.densityCoverage], compute, 0);
  const generatedRadii = yield* radii(generated, [k.precisionRecall], compute, 1 / 3);
  const inRealBall = new Uint8Array(m);
  let recalled = 0, covered = 0, balls = 0;
  for await (const { from, to, distances } of distanceStretches(real, generated, compute)) {
    for (let i = from; i < to; i++) {
      const [narrow, wide] = [realRadii[0]![i]!, realRadii[1]![i]!];
      let isRecalled = false, isCovered = false;
      for (let j = 0, at = (i - from) * m; j < m; j++, at++) {
        const distance = distances[at]!;
        if (distance < narrow) inRealBall[j] = 1;
        if (distance < generatedRadii[0]![j]!) isRecalled = true;
        if (distance < wide) {
          balls++;
          isCovered = true;
        }
      }
      recalled += Number(isRecalled);
      covered += Number(isCovered);
    }
    yield 2 / 3 + to / n / 3;
  }
  return {
    precision: inRealBall.reduce((sum, value) => sum + value, 0) / m, recall: recalled / n,
    density: balls / (k.densityCoverage * m), coverage: covered / n,
  };
}

/** The squared distance from each row to its k-th nearest other row, for each of `ks`. */
async function* radii(points: Points, ks: readonly number[], compute: Compute, done: number): AsyncGenerator<number, Float32Array[]> {
  const n = countOf(points), most = Math.max(...ks);
  const results = ks.map(() => new Float32Array(n));
  const nearest = new Float32Array(most);
  for await (const { from, to, distances } of distanceStretches(points, points, compute)) {
    for (let i = from; i < to; i++) {
      nearest.fill(Infinity);
      for (let j = 0, at = (i - from) * n; j < n; j++, at++) {
        const distance = distances[at]!;
        if (j === i || distance >= nearest[most - 1]!) continue;
        let place = most - 1;
        for (; place > 0 && nearest[place - 1]! > distance; place--) nearest[place] = nearest[place - 1]!;
        nearest[place] = distance;
      }
      for (const [which, k] of ks.entries()) results[which]![i] = nearest[k - 1]!;
    }
    yield done + to / n / 3;
  }
  return results;
}
