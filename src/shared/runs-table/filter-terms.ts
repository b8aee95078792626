import type { ColumnUnit, RunColumn } from "./column";

/* Parts of a filter's terms: which column is meant, and what number. */

export interface FilterProblem {
  term: string;
  message: string;
}

export const OPERATORS = {
  "<": "size",
  "<=": "size",
  ">": "size",
  ">=": "size",
  "=": "text",
  "!=": "text",
  ":": "text",
} as const;
export type Comparison = keyof typeof OPERATORS;

/** So many columns are named where a name could mean any of them. */
const MAX_NAMED = 3;

/**
 * The column that a name means: its title, its path or the end of its path, or the beginning of its
 * title, in letters of any case.
 */
export function findColumn(
  name: string,
  columns: readonly RunColumn[],
): RunColumn | { message: string } {
  const sought = name.toLowerCase();
  for (const matches of MATCHES) {
    const all = columns.filter((column) => matches(column, sought));
    const usual = all.filter(({ optional }) => !optional);
    const found = usual.length > 0 ? usual : all;
    const [only] = found;
    if (found.length === 1 && only) return only;
    if (found.length > 1) {
      const names = found.slice(0, MAX_NAMED).map(({ title, tip }) => `"${tip ?? title}"`);
      const more = found.length > MAX_NAMED ? ", …" : "";
      return { message: `“${name}” may be ${names.join(", ")}${more}: give more of its name` };
    }
  }
  return { message: `there is no column “${name}”` };
}

type Matches = (column: RunColumn, sought: string) => boolean;
/** The closest first. */
const MATCHES: readonly Matches[] = [
  ({ id, title }, sought) => id === sought || title.toLowerCase() === sought,
  ({ setting, tip = "" }, sought) => setting === true && tip.toLowerCase() === sought,
  ({ setting, tip = "" }, sought) => setting === true && tip.toLowerCase().endsWith(`.${sought}`),
  ({ title }, sought) => title.toLowerCase().startsWith(sought),
  ({ title }, sought) => title.toLowerCase().includes(sought),
];

const UNITS: Record<ColumnUnit, Record<string, number>> = {
  seconds: { "": 1, s: 1, min: 60, h: 3600, d: 86_400 },
  bytes: { "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
};

/** A number as it is typed: 0.001, 1e-3, 1,000, 10min, 2GB; undefined where it is none. */
export function numberOf(text: string, unit?: ColumnUnit): number | undefined {
  const parts = /^([-+]?[\d.,]+(?:e[-+]?\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  if (!parts) return undefined;
  const [, digits = "", name = ""] = parts;
  const value = Number(digits.replaceAll(",", ""));
  const factor = (unit ? UNITS[unit] : { "": 1 })[name.toLowerCase()];
  return Number.isNaN(value) || factor === undefined ? undefined : value * factor;
}
