import type { GridPlace } from "../../src/shared/grid-place";
import type { SortOrder, TrialColumn } from "../../src/shared/study/trial-table";
import { Icon } from "../components/icon";

/** The columns of a row, by their widths in letters. */
export const templateOf = (widths: readonly number[]): string =>
  widths.map((letters) => `calc(${letters}ch + 18px)`).join(" ");

interface HeadProps {
  columns: readonly TrialColumn[];
  widths: readonly number[];
  order: SortOrder;
  current: GridPlace;
  onSort(column: number, id: string): void;
}

/** The names of the columns; each sorts by its column. */
export function GridHead({ columns, widths, order, current, onSort }: HeadProps) {
  return (
    <div class="grid-head" role="rowgroup">
      <div
        class="grid-row"
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: templateOf(widths) }}
      >
        {columns.map(({ id, title, number }, i) => {
          const sorted = order.by === id;
          const direction = order.descending ? "descending" : "ascending";
          return (
            <div
              key={id}
              role="columnheader"
              class={number ? "cell number" : "cell"}
              title={title}
              aria-colindex={i + 1}
              aria-sort={sorted ? direction : "none"}
              tabIndex={current.row < 0 && current.column === i ? 0 : -1}
              onClick={() => onSort(i, id)}
            >
              <span>{title}</span>
              {sorted && <Icon name={order.descending ? "arrow-down" : "arrow-up"} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}
