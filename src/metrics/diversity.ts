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
