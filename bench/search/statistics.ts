/** The quantile of a sample, between two numbers where it falls between them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const lower = sorted[Math.floor(place)] ?? NaN;
  const upper = sorted[Math.ceil(place)] ?? NaN;
  const part = place - Math.floor(place);
  return part === 0 || lower === upper ? lower : lower + part * (upper - lower);
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** How likely a number of `a` is less than one of `b`; equal ones count half. */
export function chanceOfLess(a: readonly number[], b: readonly number[]): number {
  const wins = a.flatMap((x) => b.map((y) => (x < y ? 1 : Number(x === y) / 2)));
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}
