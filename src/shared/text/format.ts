/* Numbers, durations and sizes for a person. */

/**
 * A number for a person, to `digits` significant digits: 0.6931, 12,345, 1.2e-7, NaN, ∞. JSON keeps
 * what is no finite number as null.
 */
export function formatNumber(value: number | null, digits = 4): string {
  if (value === null || Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return trimZeros(value.toExponential(Math.max(0, digits - 2)));
  if (size >= 10 ** (digits - 1) || Number.isInteger(value)) return formatCount(value);
  return trimZeros(value.toPrecision(digits));
}

/** Steps a second in three digits, everywhere: 1,234, 44.7, 0.56. */
export const formatSpeed = (stepsPerSecond: number): string => formatNumber(stepsPerSecond, 3);

/** A whole number with thousands separated. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

function trimZeros(text: string): string {
  return text
    .replace(/(\.\d*?)0+(?=e|$)/, "$1")
    .replace(/\.(?=e|$)/, "")
    .replace("e+", "e");
}

/** Seconds as 0.25 s, 12 s, 3 min 20 s, 2 h 5 min, 3 d 4 h: the two largest units. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  if (seconds < 10) return `${trimZeros(seconds.toFixed(seconds < 1 ? 2 : 1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const pair = (large: number, largeUnit: string, small: number, smallUnit: string) =>
    small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
  if (whole < 3600) return pair(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(seconds / 3600);
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** Bytes as 12 kB, 3.4 MB, 16 GB: two digits, or whole numbers. */
export function formatBytes(bytes: number): string {
  const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  const value = bytes / 1000 ** power;
  const text = value < 10 ? value.toFixed(1).replace(/\.0$/, "") : formatCount(value);
  return `${text} ${UNITS[power]}`;
}
