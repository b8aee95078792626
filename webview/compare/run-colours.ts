import type { Theme } from "../components/theme";

/** Degrees between two colours that follow on each other: no two of many come near. */
const GOLDEN_ANGLE = 137.508;

/** The colour of the i-th run: always the same one, however many there are. */
export function runColour(i: number, { dark }: Theme): string {
  const hue = Math.round((210 + i * GOLDEN_ANGLE) % 360);
  // Later ones that come near an earlier hue differ in their lightness.
  const shift = [0, 12, -10][Math.floor(i / 8) % 3] ?? 0;
  return `hsl(${hue} 65% ${(dark ? 62 : 42) + shift}%)`;
}
