import type { Entry } from "../../shared/text/entry";

export type { Entry } from "../../shared/text/entry";

/**
 * An entry as the metadata of a part of the schema: `z.strictObject({ ... }).meta(entry({ ... }))`.
 */
export function entry(entry: Entry): { description: string; entry: Entry } {
  const { summary, formula, paper, helps } = entry;
  return {
    description: [summary, formula && `${formula}.`, helps, paper && `(${paper})`]
      .filter(Boolean)
      .join(" "),
    entry,
  };
}

/**
 * The entries of an enum's values, in their order; the editor shows `enumDescriptions` beside the
 * values.
 */
export function entries<Value extends string>(
  each: Record<Value, Entry>,
): { enumDescriptions: string[]; entries: Record<Value, Entry> } {
  return {
    enumDescriptions: Object.values<Entry>(each).map((one) => entry(one).description),
    entries: each,
  };
}

/** As `entries`, of records that have an entry among other things. */
export const entriesOf = <Value extends string>(
  kinds: Record<Value, { entry: Entry }>,
): ReturnType<typeof entries<Value>> =>
  entries(
    Object.fromEntries(
      Object.entries<{ entry: Entry }>(kinds).map(([value, kind]) => [value, kind.entry]),
    ) as Record<Value, Entry>,
  );
