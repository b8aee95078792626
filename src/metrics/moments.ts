/* Mean and standard deviation of many numbers. */

/** The arithmetic mean. */
export const average = (values: ArrayLike<number>): number =>
  (Array.prototype.reduce.call(
    values,
    (sum, value) => (sum as number) + (value as number),
    0,
  ) as number) / values.length;

/** The standard deviation with divisor n (ddof 0). */
export function deviation(values: ArrayLike<number>): number {
  const centre = average(values);
  return Math.sqrt(average(Array.from(values, (value) => (value - centre) ** 2)));
}
