import type { ComponentChildren } from "preact";

interface CheckGroupProps {
  legend: string;
  hint?: string;
  children: ComponentChildren;
}

/** Boxes or radio buttons that belong together. */
export function CheckGroup({ legend, hint, children }: CheckGroupProps) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {children}
      {hint !== undefined && <p class="hint">{hint}</p>}
    </fieldset>
  );
}
