import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** Between the line under the cursor and the box with the values, in CSS pixels. */
const GAP = 10;

interface TooltipBoxProps {
  /** Where the line is, in CSS pixels from the plot's left edge. */
  at: number;
  /** Whether a screen reader is told, as when the cursor was moved by keys. */
  announce: boolean;
  children: ComponentChildren;
}

/** The box with the values, at the right of the line where there is room, else at its left. */
export function TooltipBox({ at, announce, children }: TooltipBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!box.current) return;
    const width = box.current.offsetWidth;
    const room = box.current.parentElement?.clientWidth ?? 0;
    const fits = at + GAP + width <= room;
    box.current.style.left = `${fits ? at + GAP : Math.max(0, at - GAP - width)}px`;
  });
  return (
    <div ref={box} class="chart-tooltip" role="status" aria-live={announce ? "polite" : "off"}>
      {children}
    </div>
  );
}
