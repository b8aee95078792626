import { Readable } from "node:stream";
import { namesLikeData } from "../experiment/data-checks";
import type { DataOf, TableColumn } from "../experiment/schema";
import type { Description } from "./describe";
import { doubledNames, recordsOf, severalOf, tableLines, type TableRow } from "./table-lines";
import { isMissing, numberIn, type NumberFormat } from "./table-numbers";
import { textOf } from "./text";

/* What `gan datasets describe` says of a table: its columns, their types and values. */

/** More different words than this in a column are names or texts, not categories. */
const MAX_CATEGORIES = 50;
/**
 * A column is numeric if it has a number in at least this share of the cells that have anything.
 */
const NUMERIC_SHARE = 0.9;
/** A numeric column with a value in fewer of its rows is left out. */
const FILLED_SHARE = 0.5;
/** Lines to mend that a remark names. */
const NAMED_LINES = 4;

type TableFormat = NumberFormat & Pick<DataOf<"csv">, "delimiter">;

/**
 * What a config says of a table. What stands between values, before decimals and between thousands
 * is found by its first rows.
 *
 * @throws GanError `bad-data` where it cannot be read, or two columns have one name
 */
export async function describeTable(file: string): Promise<Description> {
  const format = await formatOf(file);
  const columns: ColumnSummary[] = [];
  let rows = 0;
  for await (const { names, row } of tableLines(file, format.delimiter)) {
    if (!row) {
      for (const name of doubledNames(names)) throw severalOf(names, name, file);
      columns.push(...names.map((name, i) => new ColumnSummary(name, i, format)));
      continue;
    }
    rows++;
    for (const column of columns) column.add(row);
  }
  const chosen = columns.map((column) => column.choose(rows));
  const used = chosen.flatMap(({ column }) => column ?? []);
  const { delimiter, decimal, thousands } = format;
  return {
    data: {
      source: "csv",
      file,
      ...(delimiter === "," ? {} : { delimiter }),
      ...(decimal === "." ? {} : { decimal }),
      ...(thousands === undefined ? {} : { thousands }),
      columns: used,
    },
    remarks: [
      `${rows} rows`,
      ...formatRemarks(format),
      ...headRemarks(used, format),
      ...chosen.flatMap(({ remark }) => remark ?? []),
    ],
  };
}

/** What is in a column. */
class ColumnSummary {
  #numbers = 0;
  #missing = 0;
  readonly #words = new Set<string>();
  /** The first cells that hold no number. */
  readonly #odd: { line: number; cell: string }[] = [];

  constructor(
    readonly name: string,
    readonly place: number,
    readonly format: NumberFormat,
  ) {}

  add({ cells, lineOf }: TableRow): void {
    const cell = cells[this.place] ?? "";
    if (this.#words.size <= MAX_CATEGORIES) this.#words.add(cell);
    if (numberIn(cell, this.format) !== undefined) {
      this.#numbers++;
      return;
    }
    if (isMissing(cell)) this.#missing++;
    if (this.#odd.length < NAMED_LINES) this.#odd.push({ line: lineOf(this.place), cell });
  }

  /** The column in a config, where it can be one, and what a person should know of it. */
  choose(rows: number): { column?: TableColumn; remark?: string } {
    const { name } = this;
    const filled = rows - this.#missing;
    if (name === "")
      return { remark: `column ${this.place + 1} has no name in the first line and is left out` };
    const leftOut = (why: string) => ({ remark: `"${name}" is left out: ${why}` });
    if (rows === 0 || this.#numbers + this.#missing === 0) return this.#categories(leftOut);
    if (filled === 0) return leftOut("no row has a value in it");
    if (this.#numbers < NUMERIC_SHARE * filled) return this.#categories(leftOut);
    if (filled < FILLED_SHARE * rows)
      return leftOut(`${rows - this.#numbers} of ${rows} rows have no number in it`);
    const odd = rows - this.#numbers;
    return {
      column: { type: "numeric", name },
      ...(odd === 0 ? {} : { remark: this.#toMend(odd, rows) }),
    };
  }

  #categories(leftOut: (why: string) => { remark: string }): {
    column?: TableColumn;
    remark?: string;
  } {
    if (this.#words.size === 0) return leftOut("there are no rows");
    if (this.#words.size > MAX_CATEGORIES)
      return leftOut(`it has more than ${MAX_CATEGORIES} different values`);
    return { column: { type: "categorical", name: this.name, values: [...this.#words].sort() } };
  }

  #toMend(odd: number, rows: number): string {
    const places = this.#odd.map(
      ({ line, cell }) => `line ${line} (${cell === "" ? "nothing" : JSON.stringify(cell)})`,
    );
    const more = odd > places.length ? ` and ${odd - places.length} more` : "";
    return (
      `"${this.name}" has no number in ${odd} of ${rows} rows, ${places.join(", ")}${more}: ` +
      "fill in a number or leave the row out before you train"
    );
  }
}

function formatRemarks({ delimiter, decimal, thousands }: TableFormat): string[] {
  const parts = [
    ...(delimiter === "," ? [] : [`${JSON.stringify(delimiter)} between values`]),
    ...(decimal === "." ? [] : [`${JSON.stringify(decimal)} before decimals`]),
    ...(thousands === undefined ? [] : [`${JSON.stringify(thousands)} between thousands`]),
  ];
  return parts.length === 0 ? [] : [`found: ${parts.join(", ")}`];
}

function headRemarks(columns: readonly TableColumn[], { decimal }: NumberFormat): string[] {
  const names = namesLikeData({ columns: [...columns], decimal });
  return names.length === 0
    ? []
    : [
        `the first line looks like data (${names.slice(0, 3).join(", ")}) and is taken for ` +
          "the columns' names: if it is data, put a line with names above it",
      ];
}

/* ---- how a table is written */

const DELIMITERS = [",", ";", "\t", "|"];
/** Characters, and rows, by which it is found how a table is written. */
const HEAD_CHARACTERS = 1 << 16;
const HEAD_ROWS = 200;
/** With the right delimiter so many rows have as many values as the first line. */
const REGULAR_SHARE = 0.9;

async function formatOf(file: string): Promise<TableFormat> {
  const head = await headOf(file);
  const tried = await Promise.all(DELIMITERS.map((delimiter) => tryDelimiter(head, delimiter)));
  const [best] = tried
    .filter((one) => one !== undefined)
    .sort(
      (a, b) =>
        Number(b.isRegular) - Number(a.isRegular) ||
        Number(b.width > 1) - Number(a.width > 1) ||
        b.numericShare - a.numericShare ||
        b.width - a.width,
    );
  return best?.format ?? { delimiter: ",", decimal: "." };
}

/** The first lines of a file. */
async function headOf(file: string): Promise<string> {
  let head = "";
  for await (const piece of textOf(file)) {
    head += piece;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.length < HEAD_CHARACTERS ? head : head.slice(0, head.lastIndexOf("\n") + 1) || head;
}

interface TriedDelimiter {
  format: TableFormat;
  width: number;
  isRegular: boolean;
  numericShare: number;
}

/** What a delimiter makes of the first lines; undefined where it cannot be the one. */
async function tryDelimiter(head: string, delimiter: string): Promise<TriedDelimiter | undefined> {
  const rows: string[][] = [];
  try {
    for await (const { cells } of recordsOf(Readable.from([head]), "", delimiter))
      if (rows.push(cells) > HEAD_ROWS) break;
  } catch {
    // Quotes that are odd with this delimiter. Where they are with all, reading the table says so.
    if (rows.length < 2) return undefined;
  }
  const [names = [], ...rest] = rows;
  const cells = rest.flat().filter((cell) => !isMissing(cell));
  const { format, count } = numbersOf(cells, delimiter);
  const regular = rest.filter((row) => row.length === names.length).length;
  return {
    format: { delimiter, ...format },
    width: names.length,
    isRegular: regular >= REGULAR_SHARE * rest.length,
    numericShare: count / Math.max(1, cells.length),
  };
}

/** How most of the cells are numbers; of two ways that are as good the simpler one. */
function numbersOf(
  cells: readonly string[],
  delimiter: string,
): { format: NumberFormat; count: number } {
  // "1,234" alone does not tell; where ";" stands between values the comma is likely that of
  // decimals.
  const ambiguous: NumberFormat[] = [{ decimal: "," }, { decimal: ".", thousands: "," }];
  const formats: NumberFormat[] = [
    { decimal: "." },
    ...(delimiter === ";" ? ambiguous : ambiguous.reverse()),
    { decimal: ",", thousands: "." },
    { decimal: ".", thousands: " " },
    { decimal: ",", thousands: " " },
    { decimal: ".", thousands: "'" },
  ];
  const counted = formats.map((format) => ({
    format,
    count: cells.filter((cell) => numberIn(cell, format) !== undefined).length,
  }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best));
}
