import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { parse } from "csv-parse";
import type { DataOf, TableColumn } from "../experiment/schema";
import { GanError } from "../shared/errors";
import type { FiniteDataset } from "./dataset";
import { chooseRows, type Part, partOf, type PartName } from "./splits";
import { type Table, widthOf } from "./table-columns";

/** Characters of a row; what has more without the end of a line is no table. */
const LONGEST_ROW = 1 << 22;

/**
 * Reads a table. A row becomes the numbers of its columns one after the other: a numeric one's value, standardised over the
 * rows trained with; of a categorical one 1 at its value's place and 0 elsewhere.
 *
 * @throws GanError `bad-data` that names line and column of what does not fit the config
 */
export async function loadCsv(config: DataOf<"csv">, part: PartName): Promise<Part> {
  const { columns, file } = config;
  const size = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const numbers: number[] = [];
  let places: number[] = [];
  for await (const { names, cells, line } of tableLines(file, config.delimiter)) {
    if (cells === undefined) places = columns.map(({ name }) => placeOf(names, name, file));
    else
      columns.forEach((column, i) =>
        numbers.push(...encode(column, cells[places[i]!]!, `${file}:${line}`)),
      );
  }
  const count = numbers.length / size;
  const name = basename(file);
  if (count === 0) throw withoutRows(file);
  const table = tableOf(
    config,
    numbers,
    chooseRows(name, count, config.split, "training").indices ??
      Uint32Array.from({ length: count }, (_, i) => i),
  );
  const dataset: FiniteDataset = {
    kind: "finite",
    name,
    sampleShape: [size],
    count,
    values: standardised(numbers, table, size),
    scale: 1,
    offset: 0,
    table,
  };
  return partOf(dataset, chooseRows(name, count, config.split, part), part);
}

export const withoutRows = (file: string): GanError =>
  new GanError("bad-data", `${file} has no rows below its first line`, "give it at least one");

/** The lines of a table, read as far as they are asked for; the first, with the names, comes without `cells`. @throws GanError `bad-data` */
export async function* tableLines(
  file: string,
  delimiter: string,
): AsyncGenerator<{ names: string[]; cells?: string[]; line: number }> {
  const stream = createReadStream(file).on("error", (error) => parser.destroy(error));
  const parser = stream.pipe(
    parse({
      bom: true,
      trim: true,
      delimiter,
      skip_empty_lines: true,
      info: true,
      max_record_size: LONGEST_ROW,
    }),
  );
  let names: string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      yield names
        ? { names, cells: record, line: info.lines }
        : { names: record, line: info.lines };
      names ??= record;
    }
  } catch (thrown) {
    if (thrown instanceof GanError || !(thrown instanceof Error)) throw thrown;
    throw new GanError(
      "bad-data",
      `${file} cannot be read as a table (${thrown.message})`,
      'check the path, and the "delimiter" in the config',
      { cause: thrown },
    );
  } finally {
    stream.destroy();
  }
}

/** Where a column stands in a row. @throws GanError `bad-data` where the table has none of that name */
export function placeOf(names: readonly string[], name: string, file: string): number {
  const place = names.indexOf(name);
  if (place < 0)
    throw new GanError(
      "bad-data",
      `${file} has no column "${name}"; it has ${names.map((one) => `"${one}"`).join(", ")}`,
      'correct "columns" in the config, or write it anew with `gan datasets describe FILE`',
    );
  return place;
}

function encode(column: TableColumn, cell: string, where: string): number[] {
  if (column.type === "numeric") {
    const value = cell === "" ? NaN : Number(cell);
    if (!Number.isFinite(Math.fround(value)))
      throw new GanError(
        "bad-data",
        `column "${column.name}" has ${cell === "" ? "nothing" : `"${cell}"`} where a number is expected (${where})`,
        "fill it in, leave the row out, or make the column categorical",
      );
    return [value];
  }
  const place = column.values.indexOf(cell);
  if (place < 0)
    throw new GanError(
      "bad-data",
      `column "${column.name}" has "${cell}", which is none of its values in the config (${where})`,
      `add it to the column's "values": ${column.values.slice(0, 5).join(", ")}${column.values.length > 5 ? ", ..." : ""}`,
    );
  return column.values.map((_, i) => (i === place ? 1 : 0));
}

/** How numeric columns are standardised: by the rows trained with. A column that never changes is only shifted. */
function tableOf(
  { columns, standardise }: DataOf<"csv">,
  numbers: readonly number[],
  training: Uint32Array,
): Table {
  const size = columns.reduce((sum, column) => sum + widthOf(column), 0);
  let place = 0;
  const moments = columns.map((column) => {
    const start = place;
    place += widthOf(column);
    if (column.type !== "numeric" || !standardise) return { mean: 0, stddev: 1 };
    const mean =
      training.reduce((sum, row) => sum + numbers[row * size + start]!, 0) / training.length;
    const variance =
      training.reduce((sum, row) => sum + (numbers[row * size + start]! - mean) ** 2, 0) /
      training.length;
    return { mean, stddev: Math.sqrt(variance) || 1 };
  });
  return {
    columns,
    means: moments.map(({ mean }) => mean),
    stddevs: moments.map(({ stddev }) => stddev),
  };
}

function standardised(
  numbers: readonly number[],
  { columns, means, stddevs }: Table,
  size: number,
): Float32Array {
  const values = Float32Array.from(numbers);
  let start = 0;
  for (const [i, column] of columns.entries()) {
    if (column.type === "numeric")
      for (let at = start; at < values.length; at += size)
        values[at] = (numbers[at]! - means[i]!) / stddevs[i]!;
    start += widthOf(column);
  }
  return values;
}
