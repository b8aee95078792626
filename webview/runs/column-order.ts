/* The order of columns, as a person moves them. */

/** The ids with one of them so many places further. */
export function moved(ids: readonly string[], id: string, places: number): string[] {
  const from = ids.indexOf(id);
  const others = ids.filter((other) => other !== id);
  const to = Math.max(0, Math.min(others.length, from + places));
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** The ids with one of them put where another one is. */
export const placedAt = (ids: readonly string[], id: string, target: string): string[] =>
  moved(ids, id, ids.indexOf(target) - ids.indexOf(id));
