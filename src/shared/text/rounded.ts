/**
 * For `JSON.stringify`: numbers with the seven digits that a float32 has, which are all that reports
 * show.
 */
export const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value;
