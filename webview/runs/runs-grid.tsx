import { useRef, useState } from "preact/hooks";
import { type GridPlace, placeByKey } from "../../src/shared/grid-place";
import { NAME } from "../../src/shared/runs-table/columns";
import { orderAfter } from "../../src/shared/runs-table/order";
import type { RunEntry } from "../../src/shared/runs-table/run-entry";
import type { StudyEntry } from "../../src/shared/runs-table/study-entry";
import type { RunsTable, TableRow } from "../../src/shared/runs-table/table";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { toggled } from "../components/legend";
import { ROW_HEIGHT, useFocusMove, useRowsInView, withRow } from "../components/use-rows";
import { placedAt } from "./column-order";
import { templateOf } from "./grid-layout";
import { headChange } from "./head-keys";
import { RunsHead } from "./runs-head";
import { RunsRow } from "./runs-row";
import { RUNS_STRINGS } from "./runs-strings";
import { chosenAfter, type Choice, dirsOf } from "./selection";

export interface RunsGridProps {
  table: RunsTable;
  widths: readonly number[];
  settings: TableSettings;
  /** The folders of the runs that are chosen. */
  chosen: ReadonlySet<string>;
  onChoose(chosen: ReadonlySet<string>): void;
  onChange(changes: Partial<TableSettings>): void;
  onOpen(run: RunEntry): void;
  onOpenStudy(study: StudyEntry): void;
}

/**
 * The table as a grid: one of its cells has the focus, and keys move it. Only the rows in view are
 * drawn, and the one that has the focus.
 */
export function RunsGrid(props: RunsGridProps) {
  const { table, widths, settings } = props;
  const { rows, columns, pinned } = table;
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<GridPlace>({ row: -1, column: 1 });
  const view = useRowsInView(scroller, rows.length);
  const moved = useFocusMove(scroller, place);
  const current: GridPlace = {
    row: Math.min(place.row, rows.length - 1),
    column: Math.min(place.column, columns.length - 1),
  };
  const actions = useRowActions(props, setPlace);
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    const ctrl = ctrlKey || metaKey;
    if (current.row < 0 && changeHead(props, current.column, event)) {
      event.preventDefault();
      return moved();
    }
    if (actions.foldByKey(key, current)) return event.preventDefault();
    const size = { rows: rows.length, columns: columns.length };
    const next = placeByKey(current, { key, ctrl, page: view.page }, size);
    if (!next && !actions.byKey(key, ctrl, current.row)) return;
    event.preventDefault();
    if (!next) return;
    if (shiftKey && next.row >= 0) actions.choose(next, { extend: true, add: false });
    moved();
    setPlace(next);
  };
  return (
    <div
      ref={scroller}
      class="runs-grid"
      role={table.isTree ? "treegrid" : "grid"}
      aria-label={RUNS_STRINGS.title}
      aria-multiselectable
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      onScroll={view.follow}
      onKeyDown={onKeyDown}
    >
      <RunsHead
        {...{ columns, widths, pinned, current }}
        order={settings.order}
        {...headActions(props, setPlace)}
      />
      <div class="grid-body" role="rowgroup" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
        <Rows
          {...props}
          shown={withRow(view, current.row, rows.length)}
          current={current}
          actions={actions}
        />
      </div>
    </div>
  );
}

/** What the mouse does at the columns' names. */
function headActions(
  { table: { columns }, settings, onChange }: RunsGridProps,
  setPlace: (place: GridPlace) => void,
) {
  return {
    onSort(column: number, keep: boolean) {
      setPlace({ row: -1, column });
      const id = columns[column]?.id;
      if (id !== undefined) onChange({ order: orderAfter(settings.order, id, keep) });
    },
    onResize(id: string, width: number) {
      onChange({ widths: { ...settings.widths, [id]: width } });
    },
    onMove(id: string, target: string) {
      const ids = columns.map((column) => column.id);
      onChange({ columnOrder: placedAt(ids, id, target) });
    },
  };
}

/** What keys do at a column's name. @returns whether the key meant something */
function changeHead(props: RunsGridProps, column: number, event: KeyboardEvent): boolean {
  const changes = headChange(props, column, event);
  if (changes) props.onChange(changes);
  return changes !== undefined;
}

interface RowActions {
  choose(place: GridPlace, choice: Choice): void;
  /** Opens a run or a study; of other groups shows or hides the members. */
  open(row: TableRow): void;
  /** Shows or hides the members of a group. */
  fold(row: TableRow): void;
  /** Arrows at the name of a group. @returns whether the key meant that */
  foldByKey(key: string, place: GridPlace): boolean;
  /** @returns whether the key meant something */
  byKey(key: string, ctrl: boolean, row: number): boolean;
}

function useRowActions(props: RunsGridProps, setPlace: (place: GridPlace) => void): RowActions {
  const { table, settings, chosen, onChoose, onChange, onOpen, onOpenStudy } = props;
  /** Where a choice of several rows began. */
  const anchor = useRef(0);
  const choose = (place: GridPlace, choice: Choice) => {
    if (!choice.extend) anchor.current = place.row;
    onChoose(chosenAfter(table.rows, chosen, { anchor: anchor.current, row: place.row }, choice));
    setPlace(place);
  };
  const fold = (row: TableRow) => {
    if (row.kind === "group") onChange({ open: toggled(settings.open, row.group.id) });
  };
  const open = (row: TableRow) => {
    if (row.kind === "run") onOpen(row.run);
    else if (row.group.study) onOpenStudy(row.group.study);
    else fold(row);
  };
  return {
    choose,
    open,
    fold,
    foldByKey(key, { row, column }) {
      const at = table.rows[row];
      if (at?.kind !== "group" || table.columns[column]?.id !== NAME.id) return false;
      if (key !== (at.isOpen ? "ArrowLeft" : "ArrowRight")) return false;
      fold(at);
      return true;
    },
    byKey(key, ctrl, row) {
      const at = table.rows[row];
      if (ctrl && key.toLowerCase() === "a") onChoose(new Set(table.runs.map(({ dir }) => dir)));
      else if (key === "Escape" && chosen.size > 0) onChoose(new Set());
      else if (at && key === "Enter") open(at);
      else if (at && key === " ") choose({ row, column: 0 }, { extend: false, add: true });
      else return false;
      return true;
    },
  };
}

function isChosen(row: TableRow, chosen: ReadonlySet<string>): boolean {
  const dirs = dirsOf(row);
  return dirs.length > 0 && dirs.every((dir) => chosen.has(dir));
}

interface RowsProps extends RunsGridProps {
  /** Which of the rows are drawn. */
  shown: readonly number[];
  current: GridPlace;
  actions: RowActions;
}

function Rows({ table, widths, chosen, shown, current, actions }: RowsProps) {
  const { rows, columns, pinned } = table;
  const template = templateOf(widths);
  const drawn = shown.flatMap((place) => {
    const row = rows[place];
    return row ? [{ place, row }] : [];
  });
  return (
    <>
      {drawn.map(({ place, row }) => (
        <RunsRow
          key={row.id}
          {...{ row, place, columns, widths, pinned, template }}
          top={place * ROW_HEIGHT}
          selected={isChosen(row, chosen)}
          current={current.row === place ? current.column : undefined}
          onChoose={(column, event) =>
            actions.choose(
              { row: place, column },
              { extend: event.shiftKey, add: event.ctrlKey || event.metaKey },
            )
          }
          onOpen={() => actions.open(row)}
          onFold={() => actions.fold(row)}
        />
      ))}
    </>
  );
}
