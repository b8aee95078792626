import type { CurveGroup } from "../../src/shared/compare/curves";
import { IconButton } from "../components/icon-button";
import { Swatch } from "../components/swatch";
import { COMPARE_STRINGS } from "./compare-strings";

export interface ColouredGroup extends CurveGroup {
  colour: string;
}

interface CompareLegendProps {
  groups: readonly ColouredGroup[];
  hidden: readonly string[];
  onToggle(id: string): void;
  /** Where runs can be opened. */
  onOpen: ((dir: string) => void) | undefined;
}

/** Which colour is which run: it stays in view, and a click hides what it names. */
export function CompareLegend({ groups, hidden, onToggle, onOpen }: CompareLegendProps) {
  return (
    <ul class="legend compare-legend" aria-label={COMPARE_STRINGS.legend}>
      {groups.map(({ id, label, members, colour }) => (
        <li key={id}>
          <button
            type="button"
            class="legend-entry"
            aria-label={COMPARE_STRINGS.showRun(label)}
            aria-pressed={!hidden.includes(id)}
            onClick={() => onToggle(id)}
          >
            <Swatch colour={colour} shape="solid" />
            <span>{label}</span>
          </button>
          {members.length > 1 && (
            <span class="hint">{COMPARE_STRINGS.members(members.length)}</span>
          )}
          {onOpen && members.length === 1 && members[0] && (
            <IconButton
              icon="graph-line"
              label={COMPARE_STRINGS.open(label)}
              onClick={() => onOpen(members[0]?.dir ?? "")}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
