export type SwatchShape = "solid" | "dashed" | "dotted" | "thin" | "circle" | "triangle" | "square";

/** What a line or a point looks like, beside its name. */
export function Swatch({ colour, shape }: { colour: string; shape: SwatchShape }) {
  return <span class={`swatch ${shape}`} style={{ color: colour }} aria-hidden="true" />;
}
