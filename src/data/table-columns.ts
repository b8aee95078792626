import type { DataOf, TableColumn } from "../experiment/schema";
import { numberText } from "./table-numbers";

/* The columns of a table as numbers: standardised, or one number for each category. */

/** How a numeric column is standardised and written back. */
export interface ColumnScale {
  mean: number;
  /** 0 where the column never changes: it is 0 in training and comes back as its mean. */
  stddev: number;
  /** The most decimals that a value of it has in the file. */
  decimals: number;
}

/** How the numbers of a sample stand for the columns of a table. */
export interface Table {
  columns: readonly TableColumn[];
  /** A column each; of a categorical one it says nothing. */
  scales: readonly ColumnScale[];
}

/** How a table is written in its file. */
export type TableFormat = Pick<DataOf<"csv">, "delimiter" | "decimal">;

/** The scale of a column whose values are taken as they are. */
export const PLAIN_SCALE: ColumnScale = { mean: 0, stddev: 1, decimals: 0 };

/** How many numbers of a sample a column takes. */
export const widthOf = (column: TableColumn): number =>
  column.type === "numeric" ? 1 : column.values.length;

/** How many numbers a row has. */
export const rowWidth = (columns: readonly TableColumn[]): number =>
  columns.reduce((sum, column) => sum + widthOf(column), 0);

/** Two float64 that are apart by no more than this share of them differ by rounding alone. */
export const ROUNDING = 2 ** -50;

/** A value as training sees it. */
export function standardised(value: number, { mean, stddev }: ColumnScale): number {
  const distance = value - mean;
  if (stddev > 0) return distance / stddev;
  return Math.abs(distance) <= ROUNDING * Math.abs(mean) ? 0 : distance;
}

/**
 * Samples [n, size], flat, as the text of a table: numbers in the units of the file, of a
 * categorical column the value with the largest number.
 */
export function tableText(
  { columns, scales }: Table,
  samples: Float32Array,
  { delimiter, decimal }: TableFormat,
): string {
  const size = rowWidth(columns);
  const quoted = (text: string) =>
    /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter)
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  const writers = columns.map((column, i) => {
    const scale = scales[i] ?? PLAIN_SCALE;
    return column.type === "numeric"
      ? (numbers: Float32Array) => quoted(inUnits(numbers[0] ?? NaN, scale, decimal))
      : (numbers: Float32Array) => quoted(likeliest(column.values, numbers));
  });
  const lines = [columns.map(({ name }) => quoted(name)).join(delimiter)];
  for (let from = 0; from < samples.length; from += size) {
    let at = from;
    const cells = columns.map((column, i) => {
      const numbers = samples.subarray(at, at + widthOf(column));
      at += widthOf(column);
      return writers[i]?.(numbers);
    });
    lines.push(cells.join(delimiter));
  }
  return `${lines.join("\n")}\n`;
}

function likeliest(values: readonly string[], numbers: Float32Array): string {
  const largest = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  // Where one is not a number none is the largest, and the cell stays empty.
  return values[numbers.indexOf(largest)] ?? "";
}

/** Digits of a float32 that can be relied on, after the first. */
const FURTHER_DIGITS = 6;

/**
 * A value in the units of the file: with as many decimals as the file has, and no more than a
 * float32 has of the column's spread, or of the value itself where it is taken as it is.
 */
function inUnits(standard: number, { mean, stddev, decimals }: ColumnScale, sign: string): string {
  const value = standard * stddev + mean;
  const size = mean === 0 && stddev === 1 ? Math.abs(value) : stddev;
  const kept = size === 0 ? decimals : FURTHER_DIGITS - Math.ceil(Math.log10(size));
  return numberText(value, Math.min(decimals, Math.max(0, kept)), sign);
}
