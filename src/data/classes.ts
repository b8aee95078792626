/* Remarks on classes of which a data set has no example. */

/** Classes of which there is no example, by number. */
export function absentClasses(labels: Uint8Array, classes: number): number[] {
  const seen = new Set(labels);
  return Array.from({ length: classes }, (_, label) => label).filter((label) => !seen.has(label));
}

/** How many of them a message names. */
const NAMED = 10;

/** For a person: `has no example of class 1: G cannot learn it`. */
export function absentWords(names: readonly string[]): string {
  const named = names.slice(0, NAMED).join(", ");
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return names.length === 1
    ? `has no example of class ${named}: G cannot learn it`
    : `has no example of the classes ${named}${more}: G cannot learn them`;
}
