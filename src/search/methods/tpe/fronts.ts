import { nonDominationRanks } from "../pareto";

/* Which of several trials with two losses count as good, as Optuna 5.0.0's TPE chooses them. */

/** Stands for a coordinate of 0 of the reference point. */
const EPSILON = 1e-12;

/**
 * The places of the best `count` points: whole fronts by their rank (Ozaki et al. 2022,
 * "Multiobjective Tree-Structured Parzen Estimator"); of the front that is too large those that
 * together dominate the greatest area.
 */
export function bestByFronts(points: readonly (readonly number[])[], count: number): number[] {
  const ranks = nonDominationRanks(points);
  const wanted = Math.min(count, points.length);
  const chosen: number[] = [];
  for (let rank = 0; chosen.length < wanted; rank++) {
    const front = ranks.flatMap((other, place) => (other === rank ? [place] : []));
    chosen.push(...spread(front, points, wanted - chosen.length));
  }
  return chosen;
}

interface Candidate {
  place: number;
  x: number;
  y: number;
  /** The corner up to which nothing that was chosen dominates. */
  right: number;
  top: number;
}

/**
 * So many points of a front, one after another the one that adds the greatest area between the
 * front and a reference point a tenth beyond the worst losses (Guerreiro et al. 2016, "Greedy
 * Hypervolume Subset Selection in Low Dimensions"). Of equal points the first counts, until no
 * others are left.
 */
function spread(
  front: readonly number[],
  points: readonly (readonly number[])[],
  count: number,
): number[] {
  if (front.length <= count) return [...front];
  const [right, top] = [0, 1].map((axis) =>
    beyond(Math.max(...front.map((place) => points[place]?.[axis] ?? NaN))),
  );
  const all = front.map((place): Candidate => {
    const [x = NaN, y = NaN] = points[place] ?? [];
    return { place, x, y, right: right ?? NaN, top: top ?? NaN };
  });
  const left = distinct(all);
  const repeated = all.filter((one) => !left.includes(one)).map(({ place }) => place);
  if (left.length <= count) return [...left.map(({ place }) => place), ...repeated].slice(0, count);
  if (!Number.isFinite(right) || !Number.isFinite(top))
    return left.slice(0, count).map(({ place }) => place);
  return Array.from({ length: count }, () => takeLargest(left));
}

/** Takes out the point of the greatest area, and narrows those of the others. */
function takeLargest(left: Candidate[]): number {
  const areas = left.map(({ x, y, right, top }) => (right - x) * (top - y));
  const index = areas.indexOf(Math.max(...areas));
  const [taken] = left.splice(index, 1);
  if (!taken) return -1;
  for (const other of left.slice(0, index)) other.right = Math.min(other.right, taken.x);
  for (const other of left.slice(index)) other.top = Math.min(other.top, taken.y);
  return taken.place;
}

/** The first of each value, by ascending losses. */
function distinct(all: readonly Candidate[]): Candidate[] {
  const sorted = [...all].sort((a, b) => (a.x === b.x ? order(a.y, b.y) : order(a.x, b.x)));
  return sorted.filter(({ x, y }, i) => {
    const before = sorted[i - 1];
    return !before || before.x !== x || before.y !== y;
  });
}

function order(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function beyond(worst: number): number {
  return Math.max(1.1 * worst, 0.9 * worst) || EPSILON;
}
