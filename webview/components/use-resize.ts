import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Calls `onResize` when an element has got another size, and once when it has its first. */
export function useResize(element: RefObject<Element | null>, onResize: () => void): void {
  const latest = useRef(onResize);
  latest.current = onResize;
  useLayoutEffect(() => {
    if (!element.current) return undefined;
    const observer = new ResizeObserver(() => latest.current());
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
}

/** The width of an element in CSS pixels, with the reference that it is to be given; at first 0. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useResize(element, () => setWidth(element.current?.clientWidth ?? 0));
  return [element, width];
}
