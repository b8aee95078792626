/*
 * Files of drawn data, which a person draws in the window, writes by hand or has a program write:
 * lines of numbers with commas between them, below a line of names that may be left out.
 */

/** `points`: a cloud in the plane. `curve`: the density of one number. */
export type DrawnKind = "points" | "curve";

/** Of points x, y and perhaps a spread; of a curve x and density. */
export type DrawnRow = readonly number[];

interface DrawnFormat {
  /** How names of such files end. */
  suffix: string;
  /** The columns of a file, of which those beyond the second may be left out. */
  columns: readonly string[];
  /** Rows that a file may have at most. */
  maxRows: number;
  /** What one row is called, and several. */
  row: readonly [one: string, several: string];
}

export const DRAWN_FORMATS: Readonly<Record<DrawnKind, DrawnFormat>> = {
  points: {
    suffix: ".points.csv",
    columns: ["x", "y", "spread"],
    maxRows: 5000,
    row: ["point", "points"],
  },
  curve: {
    suffix: ".curve.csv",
    columns: ["x", "density"],
    maxRows: 1000,
    row: ["place", "places"],
  },
};

/** What is wrong with a file, in the words of an error. */
export interface DrawnProblem {
  /** Counted from 1; undefined where it is about all of the file. */
  line?: number;
  message: string;
  hint: string;
  /** Whether nothing is wrong with what is there: there is too little of it, and more can be drawn. */
  unfinished?: boolean;
}

export interface ReadDrawing {
  /** Up to what is wrong, if anything is. */
  rows: DrawnRow[];
  problem?: DrawnProblem;
}

/** The kind of a drawing by the name of its file. */
export const drawnKindOf = (file: string): DrawnKind | undefined =>
  (["points", "curve"] as const).find((kind) =>
    file.toLowerCase().endsWith(DRAWN_FORMATS[kind].suffix),
  );

/** Reads the text of a file of drawn data as far as it is right. */
export function readDrawing(kind: DrawnKind, text: string): ReadDrawing {
  const rows: DrawnRow[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  let begun = false;
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const cells = line.split(",").map((cell) => cell.trim());
    const isHead = !begun && Number.isNaN(Number(cells[0]));
    begun = true;
    const fault = isHead ? headFault(kind, cells) : rowFault(kind, cells, rows.at(-1));
    if (fault) return { rows, problem: { line: i + 1, ...fault } };
    if (isHead) continue;
    if (rows.length === DRAWN_FORMATS[kind].maxRows)
      return { rows, problem: { line: i + 1, ...tooMany(kind) } };
    rows.push(cells.filter((cell) => cell !== "").map(Number));
  }
  const problem = wholeFault(kind, rows);
  return problem ? { rows, problem } : { rows };
}

type Fault = Omit<DrawnProblem, "line">;

const named = (kind: DrawnKind): string => {
  const [first, second, ...more] = DRAWN_FORMATS[kind].columns;
  return [`${first},${second}`, ...more.map((name) => `${first},${second},${name}`)].join(" or ");
};

function headFault(kind: DrawnKind, cells: readonly string[]): Fault | undefined {
  const { columns } = DRAWN_FORMATS[kind];
  const isRight =
    cells.length >= 2 &&
    cells.length <= columns.length &&
    cells.every((cell, i) => cell.toLowerCase() === columns[i]);
  if (isRight) return undefined;
  return (
    widthFault(kind, cells) ?? {
      message: `has the names ${cells.join(",")} in its first line`,
      hint: `call the columns ${named(kind)}, or leave the names out`,
    }
  );
}

function widthFault(kind: DrawnKind, cells: readonly string[]): Fault | undefined {
  const { columns } = DRAWN_FORMATS[kind];
  if (cells.length >= 2 && cells.length <= columns.length) return undefined;
  const [only = ""] = cells;
  if (cells.length === 1 && /[;\t]/.test(only))
    return { message: "has no commas", hint: `write ${named(kind)} with commas between them` };
  if (cells.length === 1 && kind === "points")
    return {
      message: "has one column, and points have two",
      hint: `write ${named(kind)}; data of one number is a curve: a file of x,density`,
    };
  return {
    message: `has ${cells.length} ${cells.length === 1 ? "column" : "columns"}`,
    hint: `write ${named(kind)} in each line`,
  };
}

function rowFault(
  kind: DrawnKind,
  cells: readonly string[],
  before: DrawnRow | undefined,
): Fault | undefined {
  const width = widthFault(kind, cells);
  if (width) return width;
  const { columns } = DRAWN_FORMATS[kind];
  for (const [i, cell] of cells.entries()) {
    // A spread that is left out is that of the config.
    if (cell === "" && i >= 2) continue;
    if (cell === "" || !Number.isFinite(Math.fround(Number(cell))))
      return {
        message: `has ${cell === "" ? "nothing" : JSON.stringify(cell)} as ${columns[i]}`,
        hint: "write a number, with a point before its decimals",
      };
  }
  return numbersFault(kind, cells.map(Number), cells[2] === undefined || cells[2] === "", before);
}

function numbersFault(
  kind: DrawnKind,
  [x = NaN, second = NaN, spread = NaN]: DrawnRow,
  withoutSpread: boolean,
  before: DrawnRow | undefined,
): Fault | undefined {
  if (kind === "points")
    return withoutSpread || spread > 0
      ? undefined
      : {
          message: `has the spread ${spread}`,
          hint: "give a standard deviation above 0, or leave it out",
        };
  if (second < 0)
    return { message: `has the density ${second}`, hint: "a density is 0 or more: correct it" };
  const [last = -Infinity] = before ?? [];
  return x >= last
    ? undefined
    : {
        message: `has x = ${x} after x = ${last}`,
        hint: "sort the lines by x; two lines with the same x are a jump",
      };
}

function tooMany(kind: DrawnKind): Fault {
  const { maxRows, row } = DRAWN_FORMATS[kind];
  return {
    message: `has more than ${maxRows} ${row[1]}`,
    hint: `keep ${maxRows}, or use "source": "csv" for a table of any size`,
  };
}

function wholeFault(kind: DrawnKind, rows: readonly DrawnRow[]): Fault | undefined {
  const draw = "draw it (GAN: Draw Data), or write";
  if (kind === "points")
    return rows.length > 0
      ? undefined
      : { message: "has no points", hint: `${draw} a line x,y for each`, unfinished: true };
  if (rows.length < 2)
    return {
      message: "has no curve: that takes two lines at least",
      hint: `${draw} x,density in each`,
      unfinished: true,
    };
  return areaBelow(rows) > 0
    ? undefined
    : {
        message: "has a density of 0 everywhere",
        hint: "raise it where there is to be data",
        unfinished: true,
      };
}

/** The area below straight lines through points (x, density), sorted by x. */
export const areaBelow = (rows: readonly DrawnRow[]): number =>
  rows.reduce((sum, [x = 0, density = 0], i) => {
    const [before = x, densityBefore = 0] = rows[i - 1] ?? [];
    return sum + ((x - before) * (density + densityBefore)) / 2;
  }, 0);

/** Digits after the point that are written: more than can be drawn. */
const DECIMALS = 4;

/** The text of a file of drawn data. */
export function drawingText(kind: DrawnKind, rows: readonly DrawnRow[]): string {
  const { columns } = DRAWN_FORMATS[kind];
  const width = Math.max(2, ...rows.map((row) => row.length));
  const numberText = (value: number) => String(Number(value.toFixed(DECIMALS)));
  return [columns.slice(0, width).join(","), ...rows.map((row) => row.map(numberText).join(","))]
    .map((line) => `${line}\n`)
    .join("");
}
