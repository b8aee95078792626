import type { Theme } from "./theme";

/** A cleared canvas of a size in CSS pixels, in which they are the unit; letters are the theme's. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  theme: Theme,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context?.scale(ratio, ratio);
  if (context) context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  return context;
}
