import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { GanError } from "../shared/errors";
import { textOf } from "./text";

/* Reads the rows of a table file (.csv) a line at a time, whatever its size. */

/** Characters of a row; what has more without the end of a line is no table. */
const LONGEST_ROW = 1 << 22;

/** One row of a table. */
export interface TableRow {
  /** The columns' names, from the first line. */
  names: readonly string[];
  cells: readonly string[];
  /** The line on which a cell begins, counted from 1; without a column that of the row. */
  lineOf(column?: number): number;
}

/**
 * The rows of a table, read as far as they are asked for. The first line is `head`, which comes
 * without `cells`.
 *
 * @throws GanError `bad-data`
 */
export async function* tableLines(
  file: string,
  delimiter: string,
): AsyncGenerator<{ names: readonly string[]; row?: TableRow }> {
  let names: readonly string[] | undefined;
  for await (const { cells, endLine } of recordsOf(Readable.from(textOf(file)), file, delimiter)) {
    if (!names) {
      names = cells;
      yield { names };
      continue;
    }
    const row: TableRow = { names, cells, lineOf: (column = 0) => lineOf(cells, column, endLine) };
    if (cells.length !== names.length) throw otherLength(row, file, delimiter);
    yield { names, row };
  }
}

/**
 * The records of a text of delimited values, with the lines on which they end. @throws GanError
 * `bad-data`
 */
export async function* recordsOf(
  text: Readable,
  file: string,
  delimiter: string,
): AsyncGenerator<{ cells: string[]; endLine: number }> {
  const parser = text
    .on("error", (error) => parser.destroy(error))
    .pipe(
      parse({
        trim: true,
        delimiter,
        record_delimiter: "\n",
        skip_empty_lines: true,
        relax_column_count: true,
        info: true,
        max_record_size: LONGEST_ROW,
      }),
    );
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>)
      yield { cells: record, endLine: info.lines };
  } catch (thrown) {
    if (thrown instanceof GanError || !(thrown instanceof Error)) throw thrown;
    throw new GanError(
      "bad-data",
      `${file} cannot be read as a table (${thrown.message})`,
      'check the quotes on that line, and the "delimiter" in the config',
      { cause: thrown },
    );
  } finally {
    text.destroy();
  }
}

/** Only a cell in quotes has ends of lines in it. */
const lineOf = (cells: readonly string[], column: number, endLine: number): number =>
  cells.slice(column).reduce((line, cell) => line - (cell.match(/\n/g)?.length ?? 0), endLine);

function otherLength(
  { names, cells, lineOf }: TableRow,
  file: string,
  delimiter: string,
): GanError {
  const count = (values: readonly string[]) =>
    `${values.length} ${values.length === 1 ? "value" : "values"}`;
  return new GanError(
    "bad-data",
    `${file}:${lineOf()} has ${count(cells)}, but the first line has ${count(names)}`,
    otherDelimiter(names) ??
      (cells.length > names.length
        ? `put values that have ${JSON.stringify(delimiter)} in them into quotes, or correct ` +
          `the "delimiter" in the config`
        : 'fill the row up or leave it out, or correct the "delimiter" in the config'),
  );
}

/** What to do where the whole first line was taken for one name. */
function otherDelimiter(names: readonly string[]): string | undefined {
  const [first = ""] = names;
  const likely = [";", "\t", "|", ","].find((one) => first.includes(one));
  return names.length === 1 && likely !== undefined
    ? `set "delimiter": ${JSON.stringify(likely)} in the config, or write it again with ` +
        "`gan datasets describe FILE`"
    : undefined;
}

/**
 * Where a column stands in a row. @throws GanError `bad-data` where the table has none of that
 * name, or several
 */
export function placeOf(names: readonly string[], name: string, file: string): number {
  const place = names.indexOf(name);
  if (place < 0)
    throw new GanError(
      "bad-data",
      `${file} has no column "${name}"; it has ${names.map((one) => `"${one}"`).join(", ")}`,
      otherDelimiter(names) ??
        'correct "columns" in the config, or write it again with `gan datasets describe FILE`',
    );
  if (names.indexOf(name, place + 1) >= 0) throw severalOf(names, name, file);
  return place;
}

/** Names that several columns have, each once; a column without a name is none of them. */
export const doubledNames = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => name !== "" && names.indexOf(name) < i)),
];

export function severalOf(names: readonly string[], name: string, file: string): GanError {
  const places = names.flatMap((one, i) => (one === name ? [i + 1] : []));
  const last = places.pop();
  return new GanError(
    "bad-data",
    `${file} has several columns of the name "${name}": columns ${places.join(", ")} and ` +
      `${last} (line 1)`,
    Number.isFinite(Number(name))
      ? "the first line looks like data: put a line with the columns' names above it"
      : "give each a name of its own in the first line of the file",
  );
}

export const withoutRows = (file: string): GanError =>
  new GanError("bad-data", `${file} has no rows below its first line`, "give it at least one");
