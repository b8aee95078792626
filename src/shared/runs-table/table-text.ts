import type { RunColumn } from "./column";
import { groupText } from "./groups";
import type { TableRow } from "./table";

/* Rows of the table of runs as text, for documents and for other programs. */

/** What is written where a row and a column meet. */
export function cellText(row: TableRow, column: RunColumn): string {
  if (row.kind === "run") return column.text(row.run);
  return column.id === "name" ? row.group.title : groupText(row.group, column);
}

export function markdownOf(rows: readonly TableRow[], columns: readonly RunColumn[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    `| ${columns.map(({ number }) => (number ? "---:" : "---")).join(" | ")} |`,
    ...rows.map((row) => line(columns.map((column) => cellText(row, column)))),
    "",
  ].join("\n");
}

const escapeMarkdown = (text: string): string =>
  text.replace(/[\\|]/g, "\\$&").replace(/\s+/g, " ");

/** Numbers are in full, as other programs read them. */
export function csvOf(rows: readonly TableRow[], columns: readonly RunColumn[]): string {
  const value = (row: TableRow, column: RunColumn): string => {
    const key = row.kind === "run" && column.number ? column.key(row.run) : undefined;
    return key === undefined ? cellText(row, column) : String(key);
  };
  const line = (cells: readonly string[]) => cells.map(quoted).join(",");
  return [
    line(columns.map(({ title }) => title)),
    ...rows.map((row) => line(columns.map((column) => value(row, column)))),
    "",
  ].join("\n");
}

/** RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe before it. */
function quoted(text: string): string {
  const isFormula = /^[=+@]/.test(text) || /^-(?![\d.])/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
