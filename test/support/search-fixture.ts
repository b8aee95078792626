import { fixture } from "./paths";

/** A fixture with numbers that JSON does not have: they stand in it as strings. */
export function searchFixture<T>(name: string): T {
  return revived(fixture<unknown>(name)) as T;
}

const NUMBERS: Readonly<Record<string, number>> = {
  NaN,
  Infinity,
  "-Infinity": -Infinity,
};

function revived(value: unknown): unknown {
  if (typeof value === "string") return NUMBERS[value] ?? value;
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revived(inner)]));
}

/** The largest difference between two lists of numbers; equal infinities do not differ. */
export function largestDifference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Infinity;
  const differences = ours.map((value, i) => {
    const other = theirs[i] ?? NaN;
    return Object.is(value, other) ? 0 : Math.abs(value - other);
  });
  return Math.max(0, ...differences.map((d) => (Number.isNaN(d) ? Infinity : d)));
}
