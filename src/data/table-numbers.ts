import type { DataOf } from "../experiment/schema";

/*
 * Reads and writes the numbers of a table, with either decimal sign and with signs between
 * thousands.
 */

/** How numbers are written in a table. */
export type NumberFormat = Pick<DataOf<"csv">, "decimal" | "thousands">;

/** More decimals than this are not written. */
const MAX_DECIMALS = 20;

/**
 * What stands for a value that is not known, as people and programs write it; the empty cell is one
 * too.
 */
const MISSING: ReadonlySet<string> = new Set([
  "",
  "na",
  "n/a",
  "#n/a",
  "<na>",
  "nan",
  "null",
  "nil",
  "none",
  "missing",
  "unknown",
  "?",
  "-",
  "--",
  ".",
]);

export const isMissing = (cell: string): boolean => MISSING.has(cell.toLowerCase());

/** Characters that are taken for one another between thousands. */
const ALIKE: Readonly<Record<string, string>> = {
  " ": " \u00A0\u202F\u2009",
  "'": "'\u2019",
  ",": ",",
  ".": ".",
};

const grouped = new Map<string, RegExp>();

/** A number with a separator between all its thousands. */
export function groupedNumber({ decimal, thousands }: Required<NumberFormat>): RegExp {
  const key = `${decimal}${thousands}`;
  const known = grouped.get(key);
  if (known) return known;
  const made = new RegExp(`^[+-]?\\d{1,3}([${ALIKE[thousands]}]\\d{3})+(\\${decimal}\\d*)?$`);
  grouped.set(key, made);
  return made;
}

/** The number that a cell holds; undefined where it is none, or none that a float32 can hold. */
export function numberIn(cell: string, { decimal, thousands }: NumberFormat): number | undefined {
  if (cell === "") return undefined;
  const plain =
    thousands !== undefined && groupedNumber({ decimal, thousands }).test(cell)
      ? cell.replace(new RegExp(`[${ALIKE[thousands]}]`, "g"), "")
      : cell;
  if (decimal === "," && plain.includes(".")) return undefined;
  const value = Number(decimal === "," ? plain.replace(",", ".") : plain);
  return Number.isFinite(Math.fround(value)) ? value : undefined;
}

/** How many decimals a number is written with: 2 for `1.50`, 4 for `1.5e-3`, 0 for `1e3`. */
export function decimalsOf(cell: string, decimal: NumberFormat["decimal"]): number {
  const at = cell.indexOf(decimal);
  const exponentAt = cell.search(/e/i);
  if (at < 0 && exponentAt < 0) return 0;
  const mantissa = exponentAt < 0 ? cell.length : exponentAt;
  const written = at < 0 ? 0 : mantissa - at - 1;
  const exponent = exponentAt < 0 ? 0 : Number(cell.slice(exponentAt + 1));
  return Math.min(MAX_DECIMALS, Math.max(0, written - exponent));
}

/** A number with at most so many decimals, without zeros at its end. */
export function numberText(value: number, decimals: number, decimal: string): string {
  // Without the detour over a number `-0.2` became `-0`.
  const rounded = Number(value.toFixed(decimals)) || 0;
  const text = String(Number.isFinite(value) ? rounded : value);
  return decimal === "." ? text : text.replace(".", decimal);
}

/** A float32 in the fewest digits that give it back. */
export function float32Text(value: number): string {
  const digits = [6, 7, 8].find((count) => Math.fround(Number(value.toPrecision(count))) === value);
  return String(Number(value.toPrecision(digits ?? 9)));
}
