import { basename } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import type { DataOf, TableColumn } from "../experiment/schema";
import { GanError } from "../shared/errors";
import type { FiniteDataset } from "./dataset";
import { chooseRows, type LoadOptions, type Part, partOf, type PartName } from "./splits";
import {
  type ColumnScale,
  PLAIN_SCALE,
  ROUNDING,
  rowWidth,
  standardised,
  type Table,
  widthOf,
} from "./table-columns";
import { placeOf, tableLines, type TableRow, withoutRows } from "./table-lines";
import { decimalsOf, groupedNumber, isMissing, numberIn } from "./table-numbers";

/* A person's own table (.csv) as examples: each row is the numbers of its columns. */

type TableConfig = DataOf<"csv">;

/**
 * Reads a table. A row becomes the numbers of its columns one after the other: a numeric one's
 * value, standardised over the rows trained with; of a categorical one 1 at its value's place and 0
 * elsewhere.
 *
 * @param scales by which it is standardised, in place of those of the rows
 * @throws GanError `bad-data` that names line and column of what does not fit the config
 */
export async function loadCsv(
  config: TableConfig,
  part: PartName,
  { scales }: LoadOptions = {},
): Promise<Part> {
  const { columns, file } = config;
  const size = rowWidth(columns);
  const encoder = new RowEncoder(config);
  for await (const { row } of tableLines(file, config.delimiter)) if (row) encoder.add(row);
  const { numbers } = encoder;
  const count = numbers.length / size;
  const name = basename(file);
  if (count === 0) throw withoutRows(file);
  const table: Table = { columns, scales: scales ?? (await scalesOf(config, encoder)) };
  const dataset: FiniteDataset = {
    kind: "finite",
    name,
    sampleShape: [size],
    count,
    values: await standardisedRows(numbers, table),
    scale: 1,
    offset: 0,
    table,
  };
  return partOf(dataset, await chooseRows(name, count, config.split, part), part);
}

/** Makes numbers of the rows of a table as a config asks for them. */
export class RowEncoder {
  /** Row by row, numeric columns as they are in the file. */
  readonly numbers: number[] = [];
  /** The most decimals that a column has had so far. */
  readonly decimals: number[];
  readonly #values: readonly (ReadonlyMap<string, number> | undefined)[];
  #places: number[] | undefined;

  constructor(readonly config: TableConfig) {
    this.decimals = config.columns.map(() => 0);
    this.#values = config.columns.map((column) =>
      column.type === "numeric"
        ? undefined
        : new Map(column.values.map((value, i) => [withLineEnds(value), i])),
    );
  }

  /** @throws GanError `bad-data` that names line and column of what does not fit */
  add(row: TableRow): void {
    const { columns, file } = this.config;
    this.#places ??= columns.map(({ name }) => placeOf(row.names, name, file));
    for (const [i, column] of columns.entries()) {
      const place = this.#places[i] ?? 0;
      const cell = row.cells[place] ?? "";
      if (column.type === "numeric") this.#addNumber(column, i, cell, row.lineOf, place);
      else this.#addCategory(column, i, cell, row.lineOf, place);
    }
  }

  #addNumber(
    column: TableColumn,
    i: number,
    cell: string,
    lineOf: TableRow["lineOf"],
    place: number,
  ): void {
    const value = numberIn(cell, this.config);
    if (value === undefined)
      throw new GanError(
        "bad-data",
        `column "${column.name}" has ${cell === "" ? "nothing" : JSON.stringify(cell)} ` +
          `where a number is expected (${this.config.file}:${lineOf(place)})`,
        mending(cell, this.config),
      );
    this.numbers.push(value);
    const decimals = decimalsOf(cell, this.config.decimal);
    if (decimals > (this.decimals[i] ?? 0)) this.decimals[i] = decimals;
  }

  #addCategory(
    column: Extract<TableColumn, { type: "categorical" }>,
    i: number,
    cell: string,
    lineOf: TableRow["lineOf"],
    place: number,
  ): void {
    const found = this.#values[i]?.get(cell);
    if (found === undefined)
      throw new GanError(
        "bad-data",
        `column "${column.name}" has ${JSON.stringify(cell)}, which is none of its values ` +
          `in the config (${this.config.file}:${lineOf(place)})`,
        `add it to the column's "values": ` +
          `${column.values.slice(0, 5).join(", ")}${column.values.length > 5 ? ", ..." : ""}`,
      );
    for (let value = 0; value < column.values.length; value++)
      this.numbers.push(value === found ? 1 : 0);
  }
}

/** A value in quotes may have ends of lines in it, which are read as `\n`. */
const withLineEnds = (value: string): string => value.replace(/\r\n?/g, "\n");

/** What to do about a cell that holds no number. */
function mending(cell: string, { decimal, thousands, delimiter }: TableConfig): string {
  const words = "fill it in, leave the row out, or make the column categorical";
  if (isMissing(cell)) return words;
  const other = decimal === "." ? "," : ".";
  const isGrouped = groupedNumber({ decimal, thousands: other }).test(cell);
  const isOther = numberIn(cell, { decimal: other, thousands: decimal }) !== undefined;
  const grouping =
    `set "thousands": ${JSON.stringify(other)} in the config if ${JSON.stringify(other)} ` +
    "stands between thousands";
  const decimals = `set "decimal": ${JSON.stringify(other)} in the config if it stands before decimals`;
  if (isGrouped && isOther && thousands === undefined)
    return delimiter === ";" ? `${decimals}; ${grouping}` : `${grouping}; ${decimals}`;
  if (isGrouped && thousands === undefined) return grouping;
  return isOther ? decimals : words;
}

/** How numeric columns are standardised: by the rows trained with. */
async function scalesOf(
  config: TableConfig,
  { numbers, decimals }: RowEncoder,
): Promise<ColumnScale[]> {
  const { columns, standardise, file, split } = config;
  const size = rowWidth(columns);
  const count = numbers.length / size;
  const { indices } = await chooseRows(basename(file), count, split, "training");
  const training = indices ?? Uint32Array.from({ length: count }, (_, i) => i);
  const scales: ColumnScale[] = [];
  let start = 0;
  for (const [i, column] of columns.entries()) {
    const place = start;
    start += widthOf(column);
    if (column.type === "numeric") {
      const valueOf = (row: number): number => numbers[row * size + place] ?? NaN;
      const moments = standardise ? momentsOf(valueOf, training) : PLAIN_SCALE;
      scales.push({ ...moments, decimals: decimals[i] ?? 0 });
    } else scales.push(PLAIN_SCALE);
    // A column of a million rows takes a while.
    await immediate();
  }
  return scales;
}

/**
 * Mean and standard deviation of a column over the rows trained with; a column that never changes
 * has exactly its value and 0.
 */
function momentsOf(
  valueOf: (row: number) => number,
  rows: Uint32Array,
): Pick<ColumnScale, "mean" | "stddev"> {
  let low = Infinity;
  let high = -Infinity;
  let sum = 0;
  for (const row of rows) {
    const value = valueOf(row);
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  if (high - low <= ROUNDING * Math.max(Math.abs(low), Math.abs(high)))
    return { mean: low, stddev: 0 };
  const mean = sum / rows.length;
  const variance = rows.reduce((total, row) => total + (valueOf(row) - mean) ** 2, 0) / rows.length;
  return { mean, stddev: Math.sqrt(variance) };
}

/** Rows that are standardised between two turns of the event loop. */
const ROWS_AT_ONCE = 1 << 16;

async function standardisedRows(
  numbers: readonly number[],
  { columns, scales }: Table,
): Promise<Float32Array> {
  const size = rowWidth(columns);
  const values = new Float32Array(numbers.length);
  for (let from = 0; from < values.length; from += ROWS_AT_ONCE * size) {
    const some = numbers.slice(from, from + ROWS_AT_ONCE * size);
    values.set(some, from);
    let start = 0;
    for (const [i, column] of columns.entries()) {
      const scale = scales[i] ?? PLAIN_SCALE;
      if (column.type === "numeric")
        for (let at = start; at < some.length; at += size)
          values[from + at] = standardised(some[at] ?? NaN, scale);
      start += widthOf(column);
    }
    await immediate();
  }
  return values;
}
