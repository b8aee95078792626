/*
 * Maps and lists whose entries exist by the caller's invariants. A missing one is a fault of this
 * program.
 */

/**
 * The entry of a map. @param what names it in the message of the Error that is thrown where there
 * is none.
 */
export function lookup<K, V>(map: ReadonlyMap<K, V>, key: K, what: string): V {
  const entry = map.get(key);
  if (entry === undefined) throw new Error(`internal: ${what} is missing`);
  return entry;
}

/** The pairs of two lists. @throws Error where their lengths differ. */
export function zip<A, B>(first: readonly A[], second: readonly B[]): [A, B][] {
  if (first.length !== second.length)
    throw new Error(`internal: ${first.length} names for ${second.length} values`);
  return first.flatMap((a, i) => second.slice(i, i + 1).map((b): [A, B] => [a, b]));
}
