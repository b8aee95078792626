/**
 * Values that a test or benchmark knows to be there. Where one is missing, the error says which.
 */

/** A value that is there. `what` names it where it is not. */
export function present<T>(value: T, what = "a value"): NonNullable<T> {
  if (value === undefined || value === null) throw new Error(`${what} is missing`);
  return value;
}

/** The element at an index. A negative one counts from the end. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const place = index < 0 ? list.length + index : index;
  if (place < 0 || place >= list.length)
    throw new Error(`there is no element ${index} among ${list.length}`);
  return list[place] as T;
}

export const first = <T>(list: ArrayLike<T>): T => at(list, 0);

export const last = <T>(list: ArrayLike<T>): T => at(list, -1);

/** The entry of a record by its name. */
export function entry<T>(record: Readonly<Record<string, T>>, name: string): NonNullable<T> {
  const value = record[name];
  if (value === undefined || value === null)
    throw new Error(`there is no "${name}" among ${Object.keys(record).join(", ")}`);
  return value;
}

/** The value of a key in a map. */
export function valueOf<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined)
    throw new Error(`there is no ${String(key)} among ${[...map.keys()].map(String).join(", ")}`);
  return value;
}

/** The one element that fits. */
export function found<T>(list: Iterable<T>, fits: (element: T) => boolean): T {
  for (const element of list) if (fits(element)) return element;
  throw new Error(`none of ${[...list].length} elements fits`);
}
