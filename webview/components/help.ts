import { el, icon } from "./dom";
import { STRINGS } from "./strings";

/** Room between the text and the edges of the page, in CSS pixels. */
const MARGIN = 8;

let count = 0;

/**
 * A question mark that explains what stands beside it, in plain words: while the mouse is on it,
 * and while it has the focus. Escape closes it.
 */
export function help(what: string, text: string): HTMLElement {
  const id = `help-${++count}`;
  const tip = el("span", {
    class: "help-text",
    text,
    attributes: { role: "tooltip", id },
  });
  tip.hidden = true;
  const mark = el(
    "button",
    {
      class: "help-mark",
      attributes: {
        type: "button",
        "aria-label": STRINGS.helpOn(what),
        "aria-describedby": id,
      },
    },
    icon("question"),
  );
  const element = el("span", { class: "help" }, mark, tip);
  const show = () => {
    tip.hidden = false;
    place(mark, tip);
  };
  const hide = () => {
    tip.hidden = true;
  };
  element.addEventListener("mouseenter", show);
  element.addEventListener("mouseleave", () => {
    if (document.activeElement !== mark) hide();
  });
  mark.addEventListener("focus", show);
  mark.addEventListener("blur", hide);
  mark.addEventListener("click", (event) => {
    // In a label a click would go on to its field.
    event.preventDefault();
    show();
  });
  mark.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    event.stopPropagation();
    event.preventDefault();
    hide();
  });
  return element;
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
