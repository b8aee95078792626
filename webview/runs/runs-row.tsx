import type { RunColumn } from "../../src/shared/runs-table/column";
import type { TableRow } from "../../src/shared/runs-table/table";
import { cellText } from "../../src/shared/runs-table/table-text";
import { Icon } from "../components/icon";
import { pinnedStyle } from "./grid-layout";
import { groupHint } from "./group-hint";
import { RUNS_STRINGS } from "./runs-strings";

interface RunsRowProps {
  row: TableRow;
  /** Its place among the shown ones. */
  place: number;
  top: number;
  columns: readonly RunColumn[];
  widths: readonly number[];
  pinned: number;
  template: string;
  selected: boolean;
  /** The column of the cell that has the focus, if it is in this row. */
  current: number | undefined;
  onChoose(column: number, event: MouseEvent): void;
  onOpen(): void;
  /** Of a group: shows or hides its members. */
  onFold(): void;
}

/** A run, or a group of runs. */
export function RunsRow(props: RunsRowProps) {
  const { row, place, columns, widths, pinned, current, selected } = props;
  const isGroup = row.kind === "group";
  return (
    <div
      class={isGroup ? "grid-row group" : "grid-row"}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={selected}
      aria-expanded={isGroup ? row.isOpen : undefined}
      aria-level={isGroup || !row.isMember ? 1 : 2}
      data-state={isGroup ? row.group.study?.state : row.run.state}
      style={{ top: `${props.top}px`, gridTemplateColumns: props.template }}
      onClick={(event) => {
        const { target } = event;
        if (target instanceof Element && target.closest(".group-fold")) return props.onFold();
        const cell = target instanceof Element ? target.closest("[aria-colindex]") : null;
        props.onChoose(Number(cell?.getAttribute("aria-colindex") ?? 1) - 1, event);
      }}
      onDblClick={props.onOpen}
    >
      {columns.map((column, i) => {
        const style = pinnedStyle(i, widths, pinned);
        const text = cellText(row, column);
        const isName = column.id === "name";
        return (
          <div
            key={column.id}
            role="gridcell"
            class={["cell", column.number && "number", i < pinned && "pinned"]
              .filter(Boolean)
              .join(" ")}
            style={style}
            aria-colindex={i + 1}
            data-column={column.id}
            title={text}
            tabIndex={current === i ? 0 : -1}
          >
            {isName && <NameMark row={row} />}
            <span class="cell-text">{isName && text === "" ? RUNS_STRINGS.ungrouped : text}</span>
            {isName && isGroup && <span class="hint group-hint">{groupHint(row.group)}</span>}
          </div>
        );
      })}
    </div>
  );
}

/** What a row is: a group that opens, a member of one, a run that is archived. */
function NameMark({ row }: { row: TableRow }) {
  if (row.kind === "group")
    return (
      <span class="group-fold" aria-hidden="true">
        <Icon name={row.isOpen ? "chevron-down" : "chevron-right"} />
      </span>
    );
  return (
    <>
      {row.isMember && <span class="member-mark" />}
      {row.run.notes.archived && <Icon name="archive" />}
    </>
  );
}
