import type { TableColumn } from "../experiment/schema";

/** How the numbers of a sample stand for the columns of a table. */
export interface Table {
  columns: readonly TableColumn[];
  /** For each column, what a numeric value was shifted and divided by; 0 and 1 for the others. */
  means: readonly number[];
  stddevs: readonly number[];
}

/** How many numbers of a sample a column takes. */
export const widthOf = (column: TableColumn): number =>
  column.type === "numeric" ? 1 : column.values.length;

/**
 * Samples [n, size], flat, as the text of a table: numbers in the units of the file, of a categorical column the value
 * with the largest number.
 */
export function tableText(
  { columns, means, stddevs }: Table,
  samples: Float32Array,
  delimiter = ",",
): string {
  const size = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const quoted = (text: string) =>
    /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [columns.map(({ name }) => quoted(name)).join(delimiter)];
  for (let from = 0; from < samples.length; from += size) {
    let at = from;
    lines.push(
      columns
        .map((column, i) => {
          const numbers = samples.subarray(at, (at += widthOf(column)));
          if (column.type === "numeric") return inUnits(numbers[0]!, means[i]!, stddevs[i]!);
          return quoted(column.values[numbers.indexOf(numbers.reduce((a, b) => Math.max(a, b)))]!);
        })
        .join(delimiter),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** No more digits than a float32 has, of the value and of its distance from the mean. */
function inUnits(standardised: number, mean: number, stddev: number): string {
  const value = Number((standardised * stddev + mean).toPrecision(7));
  return String(
    Number(value.toFixed(Math.min(20, Math.max(0, 6 - Math.ceil(Math.log10(stddev)))))),
  );
}
