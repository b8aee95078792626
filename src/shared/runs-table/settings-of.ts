import { digestOf } from "../text/digest";
import { describeValue } from "../text/setting";

/* The settings of a config by their paths, as far as a table can show them. */

export type SettingValue = number | string | boolean;

/** A list of objects, such as a network's layers. */
export interface ListSetting {
  /** The types of its entries: lists of one shape can be compared entry by entry. */
  shape: string;
  /** All of it in words. */
  text: string;
}

export interface Settings {
  /** Single values, by paths as `gan train --set` has them. */
  values: Record<string, SettingValue>;
  lists: Record<string, ListSetting>;
}

export const NO_SETTINGS: Settings = { values: {}, lists: {} };

/** Below so many names an object with a type is one setting: a schedule, a clipping. */
const NETWORK_DEPTH = 2;

/** All settings but the name, which is a column of its own. */
export function settingsOf(config: unknown): Settings {
  const settings: Settings = { values: {}, lists: {} };
  add(config, [], settings);
  delete settings.values["name"];
  return settings;
}

function add(value: unknown, path: readonly string[], settings: Settings): void {
  const key = path.join(".");
  if (value === undefined || value === null) return;
  if (typeof value !== "object") {
    settings.values[key] = value as SettingValue;
  } else if (Array.isArray(value)) {
    addList(value, path, settings);
  } else if (path.length > NETWORK_DEPTH && "type" in value) {
    settings.values[key] = describeValue(value);
  } else {
    addParts(value, path, settings);
  }
}

function addParts(value: object, path: readonly string[], settings: Settings): void {
  for (const [name, part] of Object.entries(value)) add(part, [...path, name], settings);
}

function addList(list: readonly unknown[], path: readonly string[], settings: Settings): void {
  const key = path.join(".");
  const isOfObjects = list.length > 0 && list.every(isObject);
  if (!isOfObjects) {
    settings.values[key] = list.every(Array.isArray) ? rowsText(list) : describeValue(list);
    return;
  }
  settings.lists[key] = {
    shape: list.map((entry) => String(entry["type"])).join(" "),
    text: list.map(describeValue).join("; "),
  };
  for (const [i, entry] of list.entries()) addParts(entry, [...path, String(i)], settings);
}

/** A drawing may have thousands of rows. */
function rowsText(rows: readonly unknown[]): string {
  return rows.length === 0
    ? "none"
    : `${rows.length} ${rows.length === 1 ? "row" : "rows"}, ${digestOf(JSON.stringify(rows))}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The paths of all settings of some runs, in the order in which configs have them. Of a list that
 * has several shapes only the list as a whole is named: its entries have nothing to do with each
 * other.
 */
export function settingPaths(all: readonly Settings[]): { path: string; isList: boolean }[] {
  const paths = new Set<string>();
  const shapes = new Map<string, Set<string>>();
  for (const { values, lists } of all) {
    for (const path in values) paths.add(path);
    for (const path in lists) {
      const known = shapes.get(path) ?? new Set<string>();
      known.add(lists[path]?.shape ?? "");
      shapes.set(path, known);
    }
  }
  const mixed = [...shapes].filter(([, known]) => known.size > 1).map(([path]) => path);
  const isWithinMixed = (path: string) => mixed.some((list) => path.startsWith(`${list}.`));
  return [
    ...[...paths].filter((path) => !isWithinMixed(path)).map((path) => ({ path, isList: false })),
    ...mixed.map((path) => ({ path, isList: true })),
  ];
}
