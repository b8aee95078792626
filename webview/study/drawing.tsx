import type { ComponentChildren } from "preact";
import type { Axis, Tick } from "../../src/shared/charts/axis";
import type { Area, ChartColours } from "../../src/shared/charts/panel";
import type { TrialState } from "../../src/shared/study/study-view";
import type { Theme } from "../components/theme";

/* What the charts of a study have in common. */

/** Where a trial lies in a chart, in pixels. */
export interface TrialPlace {
  trial: number;
  x: number;
  y: number;
}

/** A chart as it is drawn, and where its trials lie. */
export interface Drawing {
  picture: ComponentChildren;
  places: readonly TrialPlace[];
}

export interface Size {
  width: number;
  height: number;
}

/** The plotted area, with room for numbers at the left and below. */
export const areaOf = ({ width, height }: Size): Area => ({
  left: 54,
  top: 8,
  right: Math.max(60, width - 20),
  bottom: height - 34,
});

export const coloursOf = (theme: Theme): ChartColours => ({ muted: theme.muted, grid: theme.grid });

/** The colour of a trial in each state; the best ones have `theme.mark`. */
export function stateColour(theme: Theme, state: TrialState): string {
  const colours: Record<TrialState, string> = {
    waiting: theme.muted,
    running: theme.generator,
    interrupted: theme.muted,
    finished: theme.discriminator,
    pruned: theme.muted,
    diverged: theme.warning,
    failed: theme.warning,
  };
  return colours[state];
}

interface DotsProps {
  places: readonly TrialPlace[];
  colour: string;
  radius?: number;
  opacity?: number;
}

/** Any number of dots of one look, as one path: a thousand circles would be slow. */
export function Dots({ places, colour, radius = 2.5, opacity }: DotsProps) {
  if (places.length === 0) return null;
  return (
    <path
      class="dots"
      d={places.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("")}
      stroke={colour}
      stroke-width={2 * radius}
      stroke-linecap="round"
      fill="none"
      opacity={opacity}
    />
  );
}

/** What is written below a chart's horizontal axis. */
export function XTitle({ area, text, theme }: { area: Area; text: string; theme: Theme }) {
  return (
    <text x={(area.left + area.right) / 2} y={area.bottom + 30} fill={theme.muted} {...MIDDLE}>
      {text}
    </text>
  );
}

const MIDDLE = { "text-anchor": "middle" } as const;
/** About the width of a letter at the charts' size, in pixels. */
const LETTER = 6.2;

/** A text that fits so many pixels. */
export function fitted(text: string, pixels: number): string {
  const most = Math.max(2, Math.floor(pixels / LETTER));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** An axis whose names fit beside each other; of numbers those that do. */
export function fittedTicks(axis: Axis, pixels: number): Axis {
  const places = axis.ticks.map(({ value }) => axis.at(value));
  const gaps = places.slice(1).map((place, i) => Math.abs(place - (places[i] ?? 0)));
  const gap = Math.min(pixels, ...gaps);
  const fit = (tick: Tick): Tick => ({ ...tick, label: fitted(tick.label, gap - 4) });
  const widest = Math.max(0, ...axis.ticks.map(({ label }) => label.length * LETTER + 6));
  const isNumbers = axis.ticks.every(({ label }) => label !== "" && /^[-\d]/.test(label));
  if (!isNumbers) return { ...axis, ticks: axis.ticks.map(fit) };
  const stride = Math.max(1, Math.ceil(widest / Math.max(1, gap)));
  return { ...axis, ticks: axis.ticks.filter((_, i) => i % stride === 0) };
}
