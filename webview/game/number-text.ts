/** A number of a result; what is not finite arrives as null from the extension. */
export const numberText = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? "–" : value.toPrecision(4);
