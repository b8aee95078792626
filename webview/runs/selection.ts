import type { TableRow } from "../../src/shared/runs-table/table";

/* Which runs are chosen, as lists of files have it. */

/** How a row is chosen: by itself, in addition to others, or with all up to where it began. */
export interface Choice {
  extend: boolean;
  add: boolean;
}

/** The folders of the runs of a row. */
export const dirsOf = (row: TableRow): string[] =>
  row.kind === "run" ? [row.run.dir] : row.group.members.map(({ dir }) => dir);

/** What is chosen after a row was. */
export function chosenAfter(
  rows: readonly TableRow[],
  before: ReadonlySet<string>,
  { anchor, row }: { anchor: number; row: number },
  { extend, add }: Choice,
): Set<string> {
  const [from, to] = extend ? [Math.min(anchor, row), Math.max(anchor, row)] : [row, row];
  const dirs = rows.slice(Math.max(0, from), to + 1).flatMap(dirsOf);
  if (extend || !add) return new Set(add ? [...before, ...dirs] : dirs);
  const isChosen = dirs.every((dir) => before.has(dir));
  const next = new Set(before);
  for (const dir of dirs) {
    if (isChosen) next.delete(dir);
    else next.add(dir);
  }
  return next;
}
