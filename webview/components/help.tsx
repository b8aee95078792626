import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon";
import { STRINGS } from "./strings";
import { useUniqueId } from "./unique-id";

/* A mark that explains what it stands beside, for mouse and keyboard. */

/** Room between the text and the edges of the page, in CSS pixels. */
const MARGIN = 8;

interface HelpProps {
  /** What is explained. */
  what: string;
  text: string;
}

/**
 * A question mark that explains what stands beside it, in plain words: while the mouse is on it,
 * and while it has the focus. Escape closes it.
 */
export function Help({ what, text }: HelpProps) {
  const id = useUniqueId();
  const [shown, setShown] = useState(false);
  const mark = useRef<HTMLButtonElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (shown && mark.current && tip.current) place(mark.current, tip.current);
  }, [shown]);
  const show = () => setShown(true);
  const hide = () => setShown(false);
  return (
    <span
      class="help"
      onMouseEnter={show}
      onMouseLeave={() => {
        if (document.activeElement !== mark.current) hide();
      }}
    >
      <button
        ref={mark}
        type="button"
        class="help-mark"
        aria-label={STRINGS.helpOn(what)}
        aria-describedby={id}
        onFocus={show}
        onBlur={hide}
        onClick={(event) => {
          // In a label a click would go on to its field.
          event.preventDefault();
          show();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !shown) return;
          event.stopPropagation();
          event.preventDefault();
          hide();
        }}
      >
        <Icon name="question" />
      </button>
      <span ref={tip} class="help-text" role="tooltip" id={id} hidden={!shown}>
        {text}
      </span>
    </span>
  );
}

/** Puts the text below its mark, or above where there is no room, inside the page. */
function place(mark: HTMLElement, tip: HTMLElement): void {
  const at = mark.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(MARGIN, Math.min(at.left, innerWidth - width - MARGIN));
  const below = at.bottom + 4;
  const top =
    below + height + MARGIN <= innerHeight ? below : Math.max(MARGIN, at.top - height - 4);
  Object.assign(tip.style, { left: `${left}px`, top: `${top}px` });
}
