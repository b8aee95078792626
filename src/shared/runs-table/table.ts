import type { RunColumn } from "./column";
import { differingColumns, NAME, runColumns } from "./columns";
import { parseFilter } from "./filter";
import type { FilterProblem } from "./filter-terms";
import { BY_STUDY, groupKey, groupRuns, type RunGroup } from "./groups";
import { rank, type SortKey, sortRuns } from "./order";
import type { RunEntry } from "./run-entry";
import type { StudyEntry } from "./study-entry";
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
  /** Whether some of the rows are groups. */
  isTree: boolean;
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
  studies: readonly StudyEntry[] = [],
): RunsTable {
  const { filter, order, archived } = settings;
  const columns = shownColumns({ all, differing }, settings);
  const { fits, problems } = parseFilter(filter, all);
  const kept = runs.filter((run) => (archived || !run.notes.archived) && fits(run));
  const sorted = sortRuns(kept, all, order);
  const rows = rowsOf(sorted, { all, differing }, settings, studies);
  return {
    all,
    ...columns,
    rows,
    isTree: rows.some(({ kind }) => kind === "group"),
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
  columns: TableColumns,
  settings: TableSettings,
  studies: readonly StudyEntry[],
): TableRow[] {
  const rowOf = (run: RunEntry, group?: string): TableRow => ({
    kind: "run",
    id: group === undefined ? run.dir : `${group}\n${run.dir}`,
    run,
    isMember: group !== undefined,
  });
  const { groupBy, open, order } = settings;
  if (groupBy === undefined) return sorted.map((run) => rowOf(run));
  const groups = groupsOf(sorted, groupBy, columns, settings, studies);
  const singles = groupBy === BY_STUDY ? sorted.filter(({ study }) => !study) : [];
  return sortItems([...groups, ...singles], sorted, columns.all, order).flatMap((item) => {
    if (!("members" in item)) return [rowOf(item)];
    const isOpen = open.includes(item.id);
    const head: TableRow = { kind: "group", id: `group ${item.id}`, group: item, isOpen };
    return isOpen ? [head, ...item.members.map((run) => rowOf(run, item.id))] : [head];
  });
}

/** The groups of some runs. Studies of which nothing is filtered out are there without runs too. */
function groupsOf(
  sorted: readonly RunEntry[],
  groupBy: string,
  { all, differing }: TableColumns,
  { filter }: TableSettings,
  studies: readonly StudyEntry[],
): RunGroup[] {
  const shown = all.filter(({ id }) => differing.has(id));
  const groups = groupRuns(sorted, groupBy, all, shown);
  if (groupBy !== BY_STUDY) return groups;
  const known = new Map(groups.map((group) => [group.id, group]));
  const others = studies.filter(({ dir }) => filter.trim() === "" && !known.has(dir));
  return [
    ...others.map((study) => ({ id: study.dir, title: study.name, members: [], study })),
    ...groups.map((group) => {
      const study = studies.find(({ dir }) => dir === group.id);
      return study ? { ...group, study } : group;
    }),
  ];
}

/** Groups and single runs in an order; equals are as their first runs are. */
function sortItems(
  items: readonly (RunGroup | RunEntry)[],
  sorted: readonly RunEntry[],
  columns: readonly RunColumn[],
  order: readonly SortKey[],
): (RunGroup | RunEntry)[] {
  const by = order.flatMap(({ by, descending }) => {
    const column = columns.find(({ id }) => id === by);
    return column ? [{ column, descending }] : [];
  });
  const places = new Map(sorted.map((run, place) => [run, place]));
  const placeOf = (run: RunEntry | undefined) => (run && places.get(run)) ?? -1;
  const keyed = items.map((item) => ({
    item,
    place: placeOf("members" in item ? item.members[0] : item),
    keys: by.map(({ column }) => ("members" in item ? groupKey(item, column) : column.key(item))),
  }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of by.entries()) {
      const order = rank(a.keys[i], b.keys[i], descending);
      if (order !== 0) return order;
    }
    return a.place - b.place;
  });
  return keyed.map(({ item }) => item);
}
