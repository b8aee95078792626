import { STRINGS } from "./strings";
import { Swatch, type SwatchShape } from "./swatch";

/* Legends of figures and charts, also such whose entries hide what they name. */

export interface LegendItem {
  label: string;
  colour: string;
  shape: SwatchShape;
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
  items: Record<K, LegendItem>;
  hidden: readonly K[];
  onHide(hidden: K[]): void;
}

/** A legend whose entries are buttons: each shows or hides what it names. */
export function ToggleLegend<K extends string>({ items, hidden, onHide }: ToggleLegendProps<K>) {
  return (
    <ul class="legend">
      {(Object.entries(items) as [K, LegendItem][]).map(([key, item]) => (
        <li key={key}>
          <LegendToggle
            {...item}
            shown={!hidden.includes(key)}
            onToggle={() => onHide(toggled(hidden, key))}
          />
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
export function LegendToggle({ label, colour, shape, shown, onToggle }: LegendToggleProps) {
  const name = STRINGS.showSeries(label);
  return (
    <button
      type="button"
      class="legend-entry"
      title={name}
      aria-label={name}
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
