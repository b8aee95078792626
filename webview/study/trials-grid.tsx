import { useRef, useState } from "preact/hooks";
import { type GridPlace, placeByKey } from "../../src/shared/grid-place";
import type { TrialView } from "../../src/shared/study/study-view";
import type { SortOrder, TrialColumn } from "../../src/shared/study/trial-table";
import { GridHead, templateOf } from "./grid-head";
import { GridRow } from "./grid-row";
import { useTrialFocus } from "./study-context";
import { STUDY_STRINGS } from "./study-strings";
import { ROW_HEIGHT, useFocusMove, useRowsInView, withRow } from "../components/use-rows";

interface TrialsGridProps {
  /** As they are shown: sorted and filtered. */
  trials: readonly TrialView[];
  columns: readonly TrialColumn[];
  /** The widths of the columns, in letters. */
  widths: readonly number[];
  best: ReadonlySet<number>;
  order: SortOrder;
  onOrder(order: SortOrder): void;
  onOpen(trial: TrialView): void;
}

/**
 * The table of trials as a grid: one of its cells has the focus, and keys move it. Only the rows in
 * view are drawn, and the one that has the focus.
 */
export function TrialsGrid(props: TrialsGridProps) {
  const { trials, columns, widths, order, onOrder } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<GridPlace>({ row: -1, column: 0 });
  const view = useRowsInView(scroller, trials.length);
  const moved = useFocusMove(scroller, place);
  const current: GridPlace = {
    row: Math.min(place.row, trials.length - 1),
    column: Math.min(place.column, columns.length - 1),
  };
  const sortBy = (id: string) =>
    onOrder({ by: id, descending: order.by === id ? !order.descending : false });
  const act = useCellKeys(props, current, sortBy);
  return (
    <div
      ref={scroller}
      class="trials-grid"
      role="grid"
      aria-label={STUDY_STRINGS.table}
      aria-rowcount={trials.length + 1}
      aria-colcount={columns.length}
      onScroll={view.follow}
      onKeyDown={(event) => {
        const { key, ctrlKey, metaKey } = event;
        const size = { rows: trials.length, columns: columns.length };
        const next = placeByKey(current, { key, ctrl: ctrlKey || metaKey, page: view.page }, size);
        if (!next && !act(key)) return;
        event.preventDefault();
        if (!next) return;
        moved();
        setPlace(next);
      }}
    >
      <GridHead
        {...{ columns, widths, order, current }}
        onSort={(column, id) => {
          setPlace({ row: -1, column });
          sortBy(id);
        }}
      />
      <div class="grid-body" role="rowgroup" style={{ height: `${trials.length * ROW_HEIGHT}px` }}>
        <Rows
          {...props}
          rows={withRow(view, current.row, trials.length)}
          current={current}
          onPlace={setPlace}
        />
      </div>
    </div>
  );
}

/** What Enter and the space bar do where the focus is. @returns whether the key meant something */
function useCellKeys(
  { trials, columns, onOpen }: TrialsGridProps,
  { row, column }: GridPlace,
  sortBy: (id: string) => void,
): (key: string) => boolean {
  const focus = useTrialFocus();
  return (key) => {
    if (key !== "Enter" && key !== " ") return false;
    const head = row < 0 ? columns[column] : undefined;
    const trial = trials[row];
    if (head) sortBy(head.id);
    else if (trial && key === "Enter") onOpen(trial);
    else if (trial) focus.select(focus.selected === trial.number ? undefined : trial.number);
    return true;
  };
}

interface RowsProps extends TrialsGridProps {
  /** Which of the trials are drawn. */
  rows: readonly number[];
  current: GridPlace;
  onPlace(place: GridPlace): void;
}

function Rows({ trials, columns, widths, best, rows, current, onPlace, onOpen }: RowsProps) {
  const focus = useTrialFocus();
  const template = templateOf(widths);
  const drawn = rows.flatMap((row) => {
    const trial = trials[row];
    return trial ? [{ row, trial }] : [];
  });
  return (
    <>
      {drawn.map(({ row, trial }) => (
        <GridRow
          key={trial.number}
          {...{ trial, row, columns, template, onOpen }}
          top={row * ROW_HEIGHT}
          best={best.has(trial.number)}
          pointed={focus.pointed === trial.number}
          selected={focus.selected === trial.number}
          current={current.row === row ? current.column : undefined}
          onChoose={(column) => {
            onPlace({ row, column });
            focus.select(trial.number);
          }}
          onPoint={focus.point}
        />
      ))}
    </>
  );
}
