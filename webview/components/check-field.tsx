interface CheckFieldProps {
  type: "checkbox" | "radio";
  /** Of radio buttons: the same for those of which one is chosen. */
  name?: string;
  label: string;
  checked: boolean;
  onCheck(checked: boolean): void;
}

/** A box or a button that is on or off, with its label beside it. */
export function CheckField({ type, name, label, checked, onCheck }: CheckFieldProps) {
  return (
    <label class="check">
      <input
        type={type}
        name={name}
        checked={checked}
        onChange={({ currentTarget }) => onCheck(currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
