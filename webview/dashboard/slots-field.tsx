import { CheckField } from "../components/check-field";
import { CheckGroup } from "../components/check-group";
import { STRINGS } from "../components/strings";

/** Whether what two optimizers have in common is carried over. */
export type Slots = "keep" | "reset";

interface SlotsFieldProps {
  slots: Slots;
  onSlots(slots: Slots): void;
}

/** Chooses what becomes of the old optimizer's slots. */
export function SlotsField({ slots, onSlots }: SlotsFieldProps) {
  return (
    <CheckGroup legend={STRINGS.slots} hint={STRINGS.slotsHelp}>
      {(["keep", "reset"] as const).map((value) => (
        <CheckField
          key={value}
          type="radio"
          name="slots"
          label={STRINGS[value]}
          checked={slots === value}
          onCheck={() => onSlots(value)}
        />
      ))}
    </CheckGroup>
  );
}
