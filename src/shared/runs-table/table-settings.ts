import { BY_STUDY } from "./groups";
import type { SortKey } from "./order";

/* How a person wants the table of runs. It is kept for each workspace. */

export interface TableSettings {
  filter: string;
  order: SortKey[];
  /** Whether columns in which all runs have the same are left out. */
  onlyDiffering: boolean;
  /** Columns that the person hid, and those that they asked for, by their ids. */
  hidden: string[];
  shown: string[];
  /** Ids in the order of the person; others follow in their own. */
  columnOrder: string[];
  /** Widths in pixels. */
  widths: Record<string, number>;
  /** Columns that stay at the left. */
  pinned: string[];
  /** A column's id or `BY_SETTINGS`. */
  groupBy?: string | undefined;
  /** Ids of groups whose members are shown. */
  open: string[];
  /** Whether archived runs are shown. */
  archived: boolean;
  /** Figures are offered at this step too. */
  atStep?: number | undefined;
}

export const START: TableSettings = {
  filter: "",
  order: [],
  onlyDiffering: true,
  hidden: [],
  shown: [],
  columnOrder: [],
  widths: {},
  pinned: ["star", "name"],
  groupBy: BY_STUDY,
  open: [],
  archived: false,
};

/** What was kept, perhaps by another version. */
export function restoreSettings(kept: unknown): TableSettings {
  if (kept === undefined || kept === null) return START;
  const given = recordOf(kept);
  const { filter, order, onlyDiffering, groupBy, archived, atStep, widths } = given;
  return {
    filter: typeof filter === "string" ? filter : "",
    order: listOf(order).flatMap((key) => {
      const { by, descending } = recordOf(key);
      return typeof by === "string" ? [{ by, descending: descending === true }] : [];
    }),
    onlyDiffering: onlyDiffering !== false,
    hidden: textsOf(given["hidden"]),
    shown: textsOf(given["shown"]),
    columnOrder: textsOf(given["columnOrder"]),
    widths: Object.fromEntries(
      Object.entries(recordOf(widths)).filter(
        (width): width is [string, number] => typeof width[1] === "number" && width[1] > 0,
      ),
    ),
    pinned: Array.isArray(given["pinned"]) ? textsOf(given["pinned"]) : START.pinned,
    ...(typeof groupBy === "string" ? { groupBy } : {}),
    open: textsOf(given["open"]),
    archived: archived === true,
    ...(typeof atStep === "number" ? { atStep } : {}),
  };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textsOf = (value: unknown): string[] =>
  listOf(value).filter((text) => typeof text === "string");
const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
