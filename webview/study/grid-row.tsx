import type { TrialColumn } from "../../src/shared/study/trial-table";
import type { TrialView } from "../../src/shared/study/study-view";

interface GridRowProps {
  trial: TrialView;
  /** Its place among the shown ones. */
  row: number;
  top: number;
  columns: readonly TrialColumn[];
  template: string;
  best: boolean;
  pointed: boolean;
  selected: boolean;
  /** The column of the cell that has the focus, if it is in this row. */
  current: number | undefined;
  onChoose(column: number): void;
  onOpen(trial: TrialView): void;
  onPoint(trial: number | undefined): void;
}

/** A trial in the table. */
export function GridRow(props: GridRowProps) {
  const { trial, row, columns, current, selected, pointed, best } = props;
  return (
    <div
      class={["grid-row", best && "best", pointed && "pointed"].filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={row + 2}
      aria-selected={selected}
      data-state={trial.state}
      style={{ top: `${props.top}px`, gridTemplateColumns: props.template }}
      onMouseEnter={() => props.onPoint(trial.number)}
      onMouseLeave={() => props.onPoint(undefined)}
      onClick={({ target }) => {
        const cell = target instanceof Element ? target.closest("[aria-colindex]") : null;
        props.onChoose(Number(cell?.getAttribute("aria-colindex") ?? 1) - 1);
      }}
      onDblClick={() => props.onOpen(trial)}
    >
      {columns.map(({ id, number, text }, i) => (
        <div
          key={id}
          role="gridcell"
          class={number ? "cell number" : "cell"}
          aria-colindex={i + 1}
          tabIndex={current === i ? 0 : -1}
        >
          {text(trial)}
        </div>
      ))}
    </div>
  );
}
