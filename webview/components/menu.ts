import { button, el } from "./dom";

interface MenuOptions {
  icon: string;
  label: string;
  onOpen?: () => void;
}

/**
 * An icon that opens a small panel below it, which closes when the focus leaves it and by Escape.
 */
export class Menu {
  readonly element: HTMLElement;
  readonly #panel: HTMLElement;
  readonly #button: HTMLButtonElement;

  constructor({ icon, label, onOpen }: MenuOptions, ...content: HTMLElement[]) {
    this.#button = button({
      icon,
      label,
      iconOnly: true,
      onClick: () => {
        if (this.#panel.hidden) onOpen?.();
        this.#toggle(this.#panel.hidden === true);
      },
    });
    this.#button.setAttribute("aria-expanded", "false");
    // It can take the focus, so that a click on its text is no reason to close it.
    this.#panel = el(
      "div",
      { class: "menu-panel", attributes: { tabindex: "-1", role: "group", "aria-label": label } },
      ...content,
    );
    this.#panel.hidden = true;
    this.element = el("div", { class: "menu" }, this.#button, this.#panel);
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && this.element.contains(relatedTarget)))
        this.#toggle(false);
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel.hidden) return;
      // The dialog around it, if there is one, stays.
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
  }

  /** Whether something is set there, which the icon shows. */
  set active(active: boolean) {
    this.#button.classList.toggle("active", active);
  }

  close(): void {
    this.#toggle(false);
    this.#button.focus();
  }

  #toggle(open: boolean): void {
    this.#panel.hidden = !open;
    this.#button.setAttribute("aria-expanded", String(open));
    if (open) this.#panel.querySelector<HTMLElement>("input, select, button")?.focus();
  }
}
