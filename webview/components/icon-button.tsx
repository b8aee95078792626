import { Icon } from "./icon";
import { useOnce } from "./use-once";

interface IconButtonProps {
  icon: string;
  /** Its accessible name and its tooltip. */
  label: string;
  /** A class beside its own. */
  class?: string;
  disabled?: boolean;
  /** Of one that turns something on and off. */
  pressed?: boolean;
  /** Of one that opens something. */
  expanded?: boolean;
  /** What a press does. Until a promise of it is settled, further presses do nothing. */
  onClick(): unknown;
}

/** A button that is an icon alone. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, disabled, pressed, expanded, onClick } = props;
  const [busy, press] = useOnce(onClick);
  return (
    <button
      type="button"
      class={["icon-button", props.class].filter(Boolean).join(" ")}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      aria-disabled={busy || undefined}
      onClick={press}
    >
      <Icon name={icon} />
    </button>
  );
}
