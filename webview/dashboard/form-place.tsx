import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

interface FormPlaceProps {
  onClose(): void;
  children: ComponentChildren;
}

/**
 * Where a form opens. It is brought into view and takes the focus; when it closes, also by Escape,
 * the focus goes back to what had it before.
 */
export function FormPlace({ onClose, children }: FormPlaceProps) {
  const place = useRef<HTMLDivElement>(null);
  const [opener] = useState(document.activeElement);
  useLayoutEffect(() => {
    const element = place.current;
    element?.scrollIntoView({ block: "nearest" });
    element?.querySelector<HTMLElement>("input[type=text], select")?.focus();
    return () => {
      if (element?.contains(document.activeElement) && opener instanceof HTMLElement)
        opener.focus();
    };
  }, []);
  return (
    <div
      ref={place}
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
      {children}
    </div>
  );
}
