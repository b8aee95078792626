import type { RunColumn } from "./column";
import { differingColumns, NAME, runColumns } from "./columns";
import { parseFilter } from "./filter";
import type { FilterProblem } from "./filter-terms";
import { groupKey, groupRuns, type RunGroup } from "./groups";
import { rank, type SortKey, sortRuns } from "./order";
import type { RunEntry } from "./run-entry";
import type { TableSettings } from "./table-settings";

/* The table of runs as it is shown: its columns, and its rows filtered, ordered and in groups. */

export type TableRow =
  | { kind: "run"; id: string; run: RunEntry; isMember: boolean }
  | { kind: "group"; id: string; group: RunGroup; isOpen: boolean };

export interface RunsTable {
  /** Everything that can be shown. */
  all: RunColumn[];
  /** What is shown, the pinned ones first. */
  columns: RunColumn[];
  /** How many of them are pinned. */
  pinned: number;
  rows: TableRow[];
  /** The runs that the filter lets through, in their order. */
  runs: RunEntry[];
  problems: FilterProblem[];
  /** How many runs there are, and how many of them are archived. */
  total: number;
  archived: number;
}

/** The columns of some runs; they change only when the runs do. */
export interface TableColumns {
  all: RunColumn[];
  differing: ReadonlySet<string>;
}

export function tableColumns(runs: readonly RunEntry[], atStep?: number): TableColumns {
  const all = runColumns(runs, atStep);
  return { all, differing: new Set(differingColumns(all, runs).map(({ id }) => id)) };
}

export function tableOf(
  runs: readonly RunEntry[],
  { all, differing }: TableColumns,
  settings: TableSettings,
): RunsTable {
  const { filter, order, archived } = settings;
  const columns = shownColumns({ all, differing }, settings);
  const { fits, problems } = parseFilter(filter, all);
  const kept = runs.filter((run) => (archived || !run.notes.archived) && fits(run));
  const sorted = sortRuns(kept, all, order);
  return {
    all,
    ...columns,
    rows: rowsOf(sorted, { all, differing }, settings),
    runs: sorted,
    problems,
    total: runs.length,
    archived: runs.filter(({ notes }) => notes.archived).length,
  };
}

export function isShown(
  { id, always, optional }: RunColumn,
  differing: ReadonlySet<string>,
  { hidden, shown, onlyDiffering }: TableSettings,
): boolean {
  if (id === NAME.id) return true;
  if (hidden.includes(id)) return false;
  if (shown.includes(id)) return true;
  if (optional) return false;
  return always === true || !onlyDiffering || differing.has(id);
}

function shownColumns(
  { all, differing }: TableColumns,
  settings: TableSettings,
): Pick<RunsTable, "columns" | "pinned"> {
  const { columnOrder, pinned } = settings;
  const places = new Map(columnOrder.map((id, i) => [id, i]));
  const place = ({ id }: RunColumn) => places.get(id) ?? Infinity;
  const shown = all.filter((column) => isShown(column, differing, settings));
  const own = new Map(shown.map(({ id }, i) => [id, i]));
  const ownPlace = ({ id }: RunColumn) => own.get(id) ?? 0;
  const ordered = [...shown].sort((a, b) => {
    const [first, second] = [place(a), place(b)];
    return first === second ? ownPlace(a) - ownPlace(b) : first - second;
  });
  const isPinned = ({ id }: RunColumn) => pinned.includes(id);
  const left = ordered.filter(isPinned);
  return {
    columns: [...left, ...ordered.filter((column) => !isPinned(column))],
    pinned: left.length,
  };
}

function rowsOf(
  sorted: readonly RunEntry[],
  { all, differing }: TableColumns,
  { groupBy, open, order }: TableSettings,
): TableRow[] {
  const rowOf = (run: RunEntry, group?: string): TableRow => ({
    kind: "run",
    id: group === undefined ? run.dir : `${group}\n${run.dir}`,
    run,
    isMember: group !== undefined,
  });
  if (groupBy === undefined) return sorted.map((run) => rowOf(run));
  const shown = all.filter(({ id }) => differing.has(id));
  const groups = sortGroups(groupRuns(sorted, groupBy, all, shown), all, order);
  return groups.flatMap((group) => {
    const isOpen = open.includes(group.id);
    const head: TableRow = { kind: "group", id: `group ${group.id}`, group, isOpen };
    return isOpen ? [head, ...group.members.map((run) => rowOf(run, group.id))] : [head];
  });
}

function sortGroups(
  groups: readonly RunGroup[],
  columns: readonly RunColumn[],
  order: readonly SortKey[],
): RunGroup[] {
  const by = order.flatMap(({ by, descending }) => {
    const column = columns.find(({ id }) => id === by);
    return column ? [{ column, descending }] : [];
  });
  const keyed = groups.map((group) => ({
    group,
    keys: by.map(({ column }) => groupKey(group, column)),
  }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of by.entries()) {
      const order = rank(a.keys[i], b.keys[i], descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ group }) => group);
}
