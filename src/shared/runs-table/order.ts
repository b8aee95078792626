import type { ColumnKey, RunColumn } from "./column";
import type { RunEntry } from "./run-entry";

/* The order of the table of runs, by any number of columns. */

export interface SortKey {
  /** The id of a column. */
  by: string;
  descending: boolean;
}

const collator = new Intl.Collator("en", { numeric: true });

/** Two keys in ascending order; both are there. */
export function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return collator.compare(String(a), String(b));
}

const isRankable = (key: ColumnKey): key is number | string =>
  key !== undefined && !Number.isNaN(key);

/** Keys in one direction; one that is missing or NaN is last in both. */
export function rank(a: ColumnKey, b: ColumnKey, descending: boolean): number {
  if (!isRankable(a) || !isRankable(b)) return Number(isRankable(b)) - Number(isRankable(a));
  return descending ? compareKeys(b, a) : compareKeys(a, b);
}

/** The runs in an order; equals are newest first. */
export function sortRuns(
  runs: readonly RunEntry[],
  columns: readonly RunColumn[],
  order: readonly SortKey[],
): RunEntry[] {
  const by = order.flatMap(({ by, descending }) => {
    const found = columns.find(({ id }) => id === by);
    return found ? [{ key: found.key, descending }] : [];
  });
  const keyed = runs.map((run) => ({ run, keys: by.map(({ key }) => key(run)) }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of by.entries()) {
      const order = rank(a.keys[i], b.keys[i], descending);
      if (order !== 0) return order;
    }
    return newestFirst(a.run, b.run);
  });
  return keyed.map(({ run }) => run);
}

function newestFirst(a: RunEntry, b: RunEntry): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  if (a.dir === b.dir) return 0;
  return a.dir < b.dir ? 1 : -1;
}

/**
 * The order after a click on a column: its direction turns, and a third click takes it out.
 *
 * @param keep whether the other columns stay in the order
 */
export function orderAfter(order: readonly SortKey[], by: string, keep: boolean): SortKey[] {
  const before = order.find((key) => key.by === by);
  const next = { by, descending: before !== undefined };
  if (!keep) return before?.descending ? [] : [next];
  if (!before) return [...order, next];
  if (before.descending) return order.filter((key) => key.by !== by);
  return order.map((key) => (key.by === by ? next : key));
}
