import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "./icon-button";

interface MenuProps {
  icon: string;
  label: string;
  /** Whether something is set there, which the icon shows. */
  active?: boolean;
  onOpen?(): void;
  /** What the panel holds. @param close closes it and gives the focus back to the icon */
  children(close: () => void): ComponentChildren;
}

/**
 * An icon that opens a small panel below it, which closes when the focus leaves it and by Escape.
 */
export function Menu({ icon, label, active, onOpen, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (open) panel.current?.querySelector<HTMLElement>("input, select, button")?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    element.current?.querySelector("button")?.focus();
  };
  return (
    <div
      ref={element}
      class="menu"
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && element.current?.contains(relatedTarget)))
          setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        // The dialog around it, if there is one, stays.
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <IconButton
        icon={icon}
        label={label}
        class={active ? "active" : ""}
        expanded={open}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      />
      {/* It can take the focus, so that a click on its text is no reason to close it. */}
      <div
        ref={panel}
        class="menu-panel"
        tabIndex={-1}
        role="group"
        aria-label={label}
        hidden={!open}
      >
        {children(close)}
      </div>
    </div>
  );
}
