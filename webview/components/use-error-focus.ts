import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Puts the focus into the first field that something is wrong with, each time that there is another
 * error.
 *
 * @returns the form
 */
export function useErrorFocus(error: object | undefined): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => {
    if (!error) return;
    const wrong = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    (wrong ?? form.current?.querySelector<HTMLElement>("input"))?.focus();
    // The message makes the form longer.
    form.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  return form;
}
