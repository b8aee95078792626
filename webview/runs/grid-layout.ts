/* Where the cells of a row lie. */

export const templateOf = (widths: readonly number[]): string =>
  widths.map((width) => `${width}px`).join(" ");

/** A pinned cell stays at the left while the others scroll below it. */
export function pinnedStyle(
  column: number,
  widths: readonly number[],
  pinned: number,
): Record<string, string> {
  if (column >= pinned) return {};
  const left = widths.slice(0, column).reduce((sum, width) => sum + width, 0);
  return { left: `${left}px` };
}
