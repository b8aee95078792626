import { Icon } from "./icon";

interface ButtonProps {
  label: string;
  icon?: string;
  /** What it does, where the label alone does not say it. */
  title?: string;
  primary?: boolean;
  disabled?: boolean;
  /** Whether it hands in the form around it. */
  submit?: boolean;
  onClick?: () => void;
}

/** A button with its label in words. */
export function Button({ label, icon, title, primary, disabled, submit, onClick }: ButtonProps) {
  return (
    <button
      type={submit ? "submit" : "button"}
      class={primary ? "button primary" : "button"}
      title={title}
      disabled={disabled}
      onClick={onClick}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span>{label}</span>
    </button>
  );
}
