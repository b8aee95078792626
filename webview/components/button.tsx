import { Icon } from "./icon";
import { useOnce } from "./use-once";

interface ButtonProps {
  label: string;
  icon?: string;
  /** What it does, where the label alone does not say it. */
  title?: string;
  primary?: boolean;
  disabled?: boolean;
  /** What a press does. Until a promise of it is settled, further presses do nothing. */
  onClick?: () => unknown;
  /** Of one that hands in the form around it: whether that is under way already. */
  submits?: { busy: boolean };
}

/** A button with its label in words. */
export function Button({ label, icon, title, primary, disabled, onClick, submits }: ButtonProps) {
  const [busy, press] = useOnce(() => onClick?.());
  return (
    <button
      type={submits ? "submit" : "button"}
      class={primary ? "button primary" : "button"}
      title={title}
      disabled={disabled}
      aria-disabled={busy || submits?.busy || undefined}
      onClick={press}
    >
      {icon !== undefined && <Icon name={icon} />}
      <span>{label}</span>
    </button>
  );
}
