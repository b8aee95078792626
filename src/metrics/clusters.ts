import { binsOf } from "./bins";
import { countOf, evenPoints, exactDistance, type Points } from "./distances";

/*
 * The clusters of data: points that lie nearer to each other than to those of other clusters, as
 * DBSCAN finds them (Ester et al. 1996), by single linkage. Bins by k-means cut modes into pieces and
 * join others; clusters are the modes, where data has any.
 */

/** Clusters of data, and what tells to which of them a point belongs. */
export interface Clusters {
  /** How many of the data's points each has. */
  counts: number[];
  /** The mean of each. */
  centres: Points;
  /** Some points of each, and of which cluster they are. */
  examples: Points;
  clusterOf: Uint32Array;
}

/** More points than this say no more of where clusters are. */
const MAX_POINTS = 500;
/** Ester et al. take each point's distance to its fourth neighbour in 2-D data. */
const NEIGHBOUR = 4;
/** Points are joined within the distance that so many of them have to that neighbour. */
const JOINED_SHARE = 0.95;
/** A cluster with less than this share of the points is a stray point or two. */
const MIN_SHARE = 0.01;
/** Points of a cluster that tell what belongs to it. */
const MAX_EXAMPLES = 4;

/** Undefined where data has one cluster alone, or all is one. */
export function clustersOf(data: Points): Clusters | undefined {
  const points = evenPoints(data, MAX_POINTS);
  const count = countOf(points);
  const reach = quantileOf(neighbourDistances(points), JOINED_SHARE);
  const groups = componentsOf(points, reach).filter((own) => own.length >= MIN_SHARE * count);
  if (groups.length < 2) return undefined;
  const examples = groups.map((own) => evenOf(own, MAX_EXAMPLES));
  const clusterOf = Uint32Array.from(examples.flatMap((own, group) => own.map(() => group)));
  return {
    counts: groups.map((own) => own.length),
    centres: joined(
      points.dimensions,
      groups.map((own) => meanOf(points, own)),
    ),
    examples: joined(
      points.dimensions,
      examples.flat().map((i) => pointAt(points, i)),
    ),
    clusterOf,
  };
}

/** How many points each cluster has: those that are nearest to one of its examples. */
export function* clusterCounts(
  points: Points,
  { counts, examples, clusterOf }: Clusters,
): Generator<void, number[]> {
  const found = counts.map(() => 0);
  for (const example of yield* binsOf(points, examples)) found[clusterOf[example]!]!++;
  return found;
}

/** The square of each point's distance to its fourth neighbour. */
function neighbourDistances(points: Points): Float64Array {
  const count = countOf(points);
  return Float64Array.from({ length: count }, (_, i) => {
    const least = new Float64Array(NEIGHBOUR).fill(Infinity);
    for (let j = 0; j < count; j++) {
      const square = j === i ? Infinity : exactDistance(points, i, points, j);
      if (square >= least[NEIGHBOUR - 1]!) continue;
      least[NEIGHBOUR - 1] = square;
      least.sort();
    }
    return least[NEIGHBOUR - 1]!;
  });
}

const quantileOf = (values: Float64Array, share: number): number =>
  values.slice().sort()[Math.min(values.length - 1, Math.floor(share * values.length))]!;

/** The points that are joined with each other, over any number of others, at this squared reach. */
function componentsOf(points: Points, reach: number): number[][] {
  const count = countOf(points);
  const left = new Set(Array.from({ length: count }, (_, i) => i));
  const groups: number[][] = [];
  for (const seed of left) {
    left.delete(seed);
    const group = [seed];
    for (const i of group)
      for (const j of left)
        if (exactDistance(points, i, points, j) <= reach) {
          left.delete(j);
          group.push(j);
        }
    groups.push(group);
  }
  return groups;
}

/** At most so many, evenly from a list. */
const evenOf = (list: readonly number[], most: number): number[] =>
  list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);

const pointAt = ({ values, dimensions }: Points, i: number): Float32Array =>
  values.slice(i * dimensions, (i + 1) * dimensions);

const meanOf = (points: Points, own: readonly number[]): Float32Array =>
  Float32Array.from(
    { length: points.dimensions },
    (_, k) =>
      own.reduce((sum, i) => sum + points.values[i * points.dimensions + k]!, 0) / own.length,
  );

function joined(dimensions: number, all: readonly Float32Array[]): Points {
  const values = new Float32Array(all.length * dimensions);
  all.forEach((point, i) => values.set(point, i * dimensions));
  return { values, dimensions };
}
