import { STRINGS } from "./strings";
import { Swatch, type SwatchShape } from "./swatch";

/* Legends of figures and charts, also such whose entries hide what they name. */

export interface LegendItem {
  label: string;
  colour: string;
  shape: SwatchShape;
  /** What the thing is, for whoever rests on its name. */
  help?: string | undefined;
}

/** Names of lines or points, each beside what it looks like. */
export function Legend({ items }: { items: readonly LegendItem[] }) {
  return (
    <ul class="legend">
      {items.map(({ label, colour, shape }) => (
        <li key={label}>
          <Swatch colour={colour} shape={shape} />
          {label}
        </li>
      ))}
    </ul>
  );
}

interface ToggleLegendProps<K extends string> {
  items: Partial<Record<K, LegendItem>>;
  shown: readonly K[];
  onToggle(key: K): void;
}

/** A legend whose entries are buttons: each shows or hides what it names. */
export function ToggleLegend<K extends string>({ items, shown, onToggle }: ToggleLegendProps<K>) {
  return (
    <ul class="legend">
      {(Object.entries(items) as [K, LegendItem][]).map(([key, item]) => (
        <li key={key}>
          <LegendToggle {...item} shown={shown.includes(key)} onToggle={() => onToggle(key)} />
        </li>
      ))}
    </ul>
  );
}

interface LegendToggleProps extends LegendItem {
  shown: boolean;
  onToggle(): void;
}

/** An entry of a legend that shows or hides what it names. */
export function LegendToggle({ label, colour, shape, help, shown, onToggle }: LegendToggleProps) {
  const name = STRINGS.showSeries(label);
  return (
    <button
      type="button"
      class="legend-entry"
      title={help ?? name}
      aria-label={name}
      aria-description={help}
      aria-pressed={shown}
      onClick={onToggle}
    >
      <Swatch colour={colour} shape={shape} />
      <span>{label}</span>
    </button>
  );
}

/** A list with a key more, or without it. */
export const toggled = <K extends string>(list: readonly K[], key: K): K[] =>
  list.includes(key) ? list.filter((other) => other !== key) : [...list, key];
