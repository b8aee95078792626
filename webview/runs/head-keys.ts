import { orderAfter } from "../../src/shared/runs-table/order";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { toggled } from "../components/legend";
import { moved } from "./column-order";
import { MIN_WIDTH } from "./column-widths";
import type { RunsGridProps } from "./runs-grid";

/** How much wider a key makes a column, in pixels. */
const STEP = 16;

/**
 * What a key does at a column's name: Enter sorts, Alt with arrows moves, Ctrl with arrows resizes,
 * P pins, Delete hides.
 */
export function headChange(
  { table, widths, settings }: RunsGridProps,
  at: number,
  { key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent,
): Partial<TableSettings> | undefined {
  const column = table.columns[at];
  if (!column) return undefined;
  const { id } = column;
  const arrow = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (key === "Enter" || key === " ") return { order: orderAfter(settings.order, id, shiftKey) };
  if (arrow !== undefined && altKey) {
    const ids = table.columns.map((one) => one.id);
    return { columnOrder: moved(ids, id, arrow) };
  }
  if (arrow !== undefined && (ctrlKey || metaKey)) {
    const width = Math.max(MIN_WIDTH, (widths[at] ?? MIN_WIDTH) + arrow * STEP);
    return { widths: { ...settings.widths, [id]: width } };
  }
  if (key === "p") return { pinned: toggled(settings.pinned, id) };
  if (key === "Delete" && id !== "name")
    return {
      hidden: [...settings.hidden, id],
      shown: settings.shown.filter((one) => one !== id),
    };
  return undefined;
}
