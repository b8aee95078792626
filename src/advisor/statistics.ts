/* Statistics of short series, as the advisor's signals need them. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The standard deviation, with n - 1; 0 of a single value. */
export function deviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - middle) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** The value that a share `q` in [0, 1] of the values lies below; between two it interpolates. */
export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = q * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - below);
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** The share of values that are true of a test; NaN of no values. */
export const shareOf = <T>(values: readonly T[], test: (value: T) => boolean): number =>
  values.filter(test).length / values.length;
