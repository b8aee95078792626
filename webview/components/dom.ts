type Child = Node | string | undefined;

interface ElementOptions {
  class?: string;
  text?: string;
  title?: string;
  /** Attributes as they are written in HTML, such as `aria-label`; undefined ones are left out. */
  attributes?: Record<string, string | undefined>;
  on?: { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
}

/** Makes an element. Text goes in as text nodes, never as HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  if (options.title) element.title = options.title;
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    if (value !== undefined) element.setAttribute(name, value);
  for (const [type, listener] of Object.entries(options.on ?? {}))
    element.addEventListener(type, listener as EventListener);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** A codicon; it is decoration, so screen readers pass over it. */
export function icon(name: string): HTMLElement {
  return el("i", { class: `codicon codicon-${name}`, attributes: { "aria-hidden": "true" } });
}

interface ButtonOptions {
  icon?: string;
  label: string;
  /** What it does, where the label alone does not say it. */
  title?: string;
  /** Whether only the icon is shown; the label is then its accessible name and tooltip. */
  iconOnly?: boolean;
  primary?: boolean;
  onClick: () => void;
}

export function button(options: ButtonOptions): HTMLButtonElement {
  const { label, iconOnly = false } = options;
  const withLabel = options.primary ? "button primary" : "button";
  return el(
    "button",
    {
      class: iconOnly ? "icon-button" : withLabel,
      title: options.title ?? (iconOnly ? label : undefined),
      attributes: { type: "button", "aria-label": iconOnly ? label : undefined },
      on: { click: options.onClick },
    },
    options.icon ? icon(options.icon) : undefined,
    iconOnly ? undefined : el("span", { text: label }),
  );
}

/**
 * Sets an element's text if it is another: a panel that is told the same ten times a second stays
 * still for screen readers.
 */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Calls `render` once in the next animation frame, however often it was asked for before that. */
export function oncePerFrame(render: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      render();
    });
  };
}

/**
 * Calls `action` when what has been asked to be drawn is drawn: after two frames, since panels draw
 * in the frame after the one in which they are told to. A page that nobody sees has no frames and
 * draws nothing.
 */
export function afterDrawing(action: () => void): void {
  let done = false;
  const finish = () => {
    if (done) return;
    done = true;
    document.removeEventListener("visibilitychange", finishWhenHidden);
    action();
  };
  const finishWhenHidden = () => {
    if (document.hidden) finish();
  };
  document.addEventListener("visibilitychange", finishWhenHidden);
  finishWhenHidden();
  requestAnimationFrame(() => requestAnimationFrame(finish));
}

export function prefersReducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
