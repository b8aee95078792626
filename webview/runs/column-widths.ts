import type { RunColumn } from "../../src/shared/runs-table/column";
import { NAME } from "../../src/shared/runs-table/columns";
import type { RunsTable, TableRow } from "../../src/shared/runs-table/table";
import type { TableSettings } from "../../src/shared/runs-table/table-settings";
import { cellText } from "../../src/shared/runs-table/table-text";
import { groupHint } from "./group-hint";

/** About the width of a letter, in pixels. */
const LETTER = 7.4;
/** The same of groups, which are bold. */
const BOLD_LETTER = 8.3;
const PADDING = 22;
const MAX_LETTERS = 34;
const MAX_GROUP_LETTERS = 58;
/** The mark before a group's name takes about as much room as so many letters. */
const FOLD_LETTERS = 3;
/** What is in a group is not bold: a share of the room of bold letters. */
const HINT_SHARE = 0.75;
/** Names leave room for other columns: a share of the window's width. */
const NAME_SHARE = 0.42;
/** So many rows say how wide a column is. */
const ROWS_READ = 60;
export const MIN_WIDTH = 36;

/** The widths of the shown columns, in pixels: those of the person, else as their texts need. */
export function columnWidths(
  { columns, rows, isTree: grouped }: RunsTable,
  { widths }: TableSettings,
): number[] {
  const sample = rows.slice(0, ROWS_READ);
  return columns.map((column) => {
    const own = widths[column.id];
    if (own !== undefined) return own;
    if (column.id === "star") return MIN_WIDTH;
    const title = Math.min(column.title.length, MAX_LETTERS) + 2;
    const letters = sample.reduce((most, row) => Math.max(most, lettersOf(row, column)), title);
    const isName = column.id === NAME.id;
    const most = grouped && isName ? MAX_GROUP_LETTERS : MAX_LETTERS;
    const width = Math.min(most, letters) * (grouped ? BOLD_LETTER : LETTER) + PADDING;
    return Math.round(isName ? Math.min(width, NAME_SHARE * innerWidth) : width);
  });
}

/** Beside its name a group says what is in it. */
function lettersOf(row: TableRow, column: RunColumn): number {
  const { length } = cellText(row, column);
  return row.kind === "group" && column.id === NAME.id
    ? length + FOLD_LETTERS + HINT_SHARE * groupHint(row.group).length
    : length;
}
