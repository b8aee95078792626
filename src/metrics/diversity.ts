import { countOf, exactDistance, type Points } from "./distances";

/* How far samples lie apart, compared with how far the data's own examples do. */

/** Of more points than this the first are taken: 32,640 pairs. */
export const MAX_SPREAD_POINTS = 256;

/**
 * The mean Euclidean distance between two different points, of at most the first
 * `MAX_SPREAD_POINTS`; NaN of fewer than two.
 */
export function meanDistance(points: Points): number {
  const count = Math.min(MAX_SPREAD_POINTS, countOf(points));
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
