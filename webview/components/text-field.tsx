import { Field, type FieldProps } from "./field";

interface TextFieldProps extends FieldProps {
  value: string;
  /** In the field while it is empty. */
  placeholder?: string | undefined;
  onValue(value: string): void;
}

/** A field for a number. */
export function TextField({ value, placeholder, onValue, ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      {(input) => (
        <input
          type="text"
          inputMode="decimal"
          {...input}
          value={value}
          placeholder={placeholder}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      )}
    </Field>
  );
}
