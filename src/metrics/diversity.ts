import { countOf, evenPoints, exactDistance, type Points } from "./distances";

/* How far samples lie apart, compared with how far the data's own examples do. */

/** Of more points than this so many are taken: 32,640 pairs. */
export const MAX_SPREAD_POINTS = 256;

/**
 * The mean Euclidean distance between two different points, of at most `MAX_SPREAD_POINTS`; NaN of
 * fewer than two.
 */
export function meanDistance(all: Points): number {
  const points = evenPoints(all, MAX_SPREAD_POINTS);
  const count = countOf(points);
  let sum = 0;
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++) sum += Math.sqrt(exactDistance(points, i, points, j));
  return sum / ((count * (count - 1)) / 2);
}

/**
 * The mean distance between samples over that between examples of the data: 1 where they are as
 * varied, 0 where all samples are the same.
 */
export const spreadOf = (generated: Points, real: Points): number =>
  meanDistance(generated) / meanDistance(real);

/** So many examples say how far apart examples are, */
const MAX_APART = 64;
/** and as many others are compared with them as take so many multiplications. */
const APART_MULTIPLICATIONS = 1e8;

/**
 * The median distance of an example to the nearest other one. Of many examples some are compared
 * with some: that is an overestimate. NaN of fewer than two. Yields between examples.
 */
export function* medianApart(
  count: number,
  dimensions: number,
  rowsOf: (indices: readonly number[]) => Float32Array,
): Generator<void, number> {
  const most = Math.max(MAX_APART, Math.floor(APART_MULTIPLICATIONS / (MAX_APART * dimensions)));
  const others = evenIndices(count, most);
  const points: Points = { values: rowsOf(others), dimensions };
  const distances: number[] = [];
  for (const own of evenIndices(others.length, MAX_APART)) {
    let least = Infinity;
    for (let i = 0; i < others.length; i++)
      if (i !== own) least = Math.min(least, exactDistance(points, own, points, i));
    if (Number.isFinite(least)) distances.push(Math.sqrt(least));
    yield;
  }
  distances.sort((a, b) => a - b);
  return distances[Math.floor(distances.length / 2)] ?? NaN;
}

/** At most so many of a number of indices, evenly. */
const evenIndices = (count: number, most: number): number[] =>
  Array.from({ length: Math.min(count, most) }, (_, i) =>
    Math.floor((i * count) / Math.min(count, most)),
  );

/** Multiplications between two yields: some hundredths of a second. */
const PIECE = 2e7;

/** The distance of each point to the nearest of the others. Yields the share that is done. */
export function* nearestOthers(points: Points): Generator<number, Float64Array> {
  const count = countOf(points);
  const squares = new Float64Array(count).fill(Infinity);
  const rows = Math.max(1, Math.floor(PIECE / (count * points.dimensions)));
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const square = exactDistance(points, i, points, j);
      squares[i] = Math.min(squares[i]!, square);
      squares[j] = Math.min(squares[j]!, square);
    }
    if (i % rows === 0) yield i / count;
  }
  return squares.map(Math.sqrt);
}
