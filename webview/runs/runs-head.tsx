import { useRef, useState } from "preact/hooks";
import type { RunColumn } from "../../src/shared/runs-table/column";
import type { SortKey } from "../../src/shared/runs-table/order";
import type { GridPlace } from "../../src/shared/grid-place";
import { Icon } from "../components/icon";
import { MIN_WIDTH } from "./column-widths";
import { pinnedStyle, templateOf } from "./grid-layout";

interface RunsHeadProps {
  columns: readonly RunColumn[];
  widths: readonly number[];
  pinned: number;
  order: readonly SortKey[];
  current: GridPlace;
  onSort(column: number, keep: boolean): void;
  onResize(id: string, width: number): void;
  /** One column was dropped on another. */
  onMove(id: string, target: string): void;
}

/** The names of the columns: clicked to sort, dragged to move, their edges dragged to resize. */
export function RunsHead(props: RunsHeadProps) {
  const { columns, widths, pinned, order, current, onMove } = props;
  const [dragged, setDragged] = useState<string>();
  return (
    <div class="grid-head" role="rowgroup">
      <div
        class="grid-row"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: templateOf(widths) }}
      >
        {columns.map((column, i) => (
          <HeadCell
            key={column.id}
            {...{ column, i, order }}
            width={widths[i] ?? MIN_WIDTH}
            style={pinnedStyle(i, widths, pinned)}
            isCurrent={current.row < 0 && current.column === i}
            onSort={(keep) => props.onSort(i, keep)}
            onResize={(width) => props.onResize(column.id, width)}
            onDrag={setDragged}
            onDrop={() => {
              if (dragged !== undefined && dragged !== column.id) onMove(dragged, column.id);
              setDragged(undefined);
            }}
          />
        ))}
      </div>
    </div>
  );
}

interface HeadCellProps {
  column: RunColumn;
  i: number;
  order: readonly SortKey[];
  width: number;
  style: Record<string, string>;
  isCurrent: boolean;
  onSort(keep: boolean): void;
  onResize(width: number): void;
  onDrag(id: string | undefined): void;
  onDrop(): void;
}

function HeadCell(props: HeadCellProps) {
  const { column, i, order, style, isCurrent, onSort, onDrag, onDrop } = props;
  const { id, title, tip, number } = column;
  const place = order.findIndex(({ by }) => by === id);
  const key = order[place];
  const direction = key?.descending ? "descending" : "ascending";
  return (
    <div
      role="columnheader"
      class={["cell", number && "number", "left" in style && "pinned"].filter(Boolean).join(" ")}
      style={style}
      title={tip === undefined ? title : `${title}\n${tip}`}
      aria-colindex={i + 1}
      aria-sort={key ? direction : "none"}
      tabIndex={isCurrent ? 0 : -1}
      draggable
      onClick={({ shiftKey, target }) => {
        const isHandle = target instanceof Element && target.closest(".resize-handle");
        if (!isHandle) onSort(shiftKey);
      }}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", id);
        onDrag(id);
      }}
      onDragOver={(event) => event.preventDefault()}
      onDragEnd={() => onDrag(undefined)}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
    >
      <span>{id === "star" ? "★" : title}</span>
      {key && (
        <span class="sort-mark">
          <Icon name={key.descending ? "arrow-down" : "arrow-up"} />
          {order.length > 1 && <sub aria-hidden>{place + 1}</sub>}
        </span>
      )}
      <ResizeHandle width={props.width} onResize={props.onResize} />
    </div>
  );
}

interface ResizeHandleProps {
  width: number;
  onResize(width: number): void;
}

/** The edge of a column's name. */
function ResizeHandle({ width, onResize }: ResizeHandleProps) {
  const start = useRef<{ x: number; width: number }>(undefined);
  return (
    <span
      class="resize-handle"
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={({ clientX }) => {
        if (!start.current) return;
        onResize(Math.max(MIN_WIDTH, start.current.width + clientX - start.current.x));
      }}
      onPointerUp={() => {
        start.current = undefined;
      }}
    />
  );
}
