import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../components/button";
import { STRINGS } from "../components/strings";

interface EnlargedChartProps {
  onClose(): void;
  /** The chart. */
  children: ComponentChildren;
}

/** Shows a chart over all of the page, until it is closed. */
export function EnlargedChart({ onClose, children }: EnlargedChartProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="enlarged-chart" aria-label={STRINGS.enlarged} onClose={onClose}>
      <Button icon="screen-normal" label={STRINGS.close} onClick={() => dialog.current?.close()} />
      {children}
    </dialog>
  );
}
