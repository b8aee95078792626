import { Field, type FieldProps } from "./field";

interface Choice {
  value: string;
  label: string;
}

/** Choices under a heading, or without one. */
export interface ChoiceGroup {
  label?: string;
  choices: readonly Choice[];
}

interface SelectFieldProps extends FieldProps {
  value: string;
  groups: readonly ChoiceGroup[];
  onValue(value: string): void;
}

/** A field for one of a few choices. */
export function SelectField({ value, groups, onValue, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(input) => (
        <select {...input} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {groups.map(({ label, choices }) =>
            label === undefined ? (
              <Options choices={choices} />
            ) : (
              <optgroup key={label} label={label}>
                <Options choices={choices} />
              </optgroup>
            ),
          )}
        </select>
      )}
    </Field>
  );
}

function Options({ choices }: { choices: readonly Choice[] }) {
  return (
    <>
      {choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </>
  );
}
