/* Domination between vectors of losses: less is better in each. */

/** Whether `a` is nowhere worse than `b`, and somewhere better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (const [i, loss] of a.entries()) {
    const other = b[i] ?? Infinity;
    if (loss > other) return false;
    if (loss < other) better = true;
  }
  return better;
}

/**
 * Ranks by non-dominated sorting (Deb et al. 2002, "NSGA-II"): 0 for what nothing dominates, the
 * Pareto front; 1 for what nothing dominates once the front is taken away, and so on.
 */
export function nonDominationRanks(points: readonly (readonly number[])[]): number[] {
  const ranks = points.map(() => -1);
  for (let rank = 0; ranks.includes(-1); rank++) {
    const left = points.flatMap((_, i) => (ranks[i] === -1 ? [i] : []));
    const front = undominated(left.map((i) => points[i] ?? []));
    for (const place of front) ranks[left[place] ?? 0] = rank;
  }
  return ranks;
}

/** The places of the points that none of the others dominates, ascending. */
export function undominated(points: readonly (readonly number[])[]): number[] {
  // A point is dominated only by points that are lexicographically before it, and then also by
  // one of the front among them.
  const order = points.map((_, i) => i).sort((a, b) => lexicographic(points[a], points[b]));
  const front: number[] = [];
  for (const i of order) {
    const point = points[i] ?? [];
    if (!front.some((other) => dominates(points[other] ?? [], point))) front.push(i);
  }
  return front.sort((a, b) => a - b);
}

function lexicographic(a: readonly number[] = [], b: readonly number[] = []): number {
  for (const [i, loss] of a.entries()) {
    const other = b[i] ?? 0;
    if (loss !== other) return loss < other ? -1 : 1;
  }
  return 0;
}
