/** What the editor's hover text and the reference page say of something that a config can name. */
export interface Entry {
  /** What it is, in one or two plain sentences. */
  summary: string;
  /** The rule in plain text, for example `theta <- theta - learningRate * gradient`. */
  formula?: string;
  /** Where it comes from: authors and year. */
  paper?: string;
  /** When it is worth trying, and what it does to a GAN. */
  helps?: string;
}

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
