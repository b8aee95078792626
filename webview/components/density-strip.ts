import type { DensityPicture } from "../../src/shared/run/picture";
import { withAlpha } from "./colour";
import type { Theme } from "./theme";

/*
 * The strip below the picture of 1-D data, as in figure 1 of Goodfellow et al. 2014: the line of
 * the latents, and the line of the data on which G puts them.
 */

/** What the strip shows. */
export type StripLayer = "points" | "descent" | "manifold";
export const STRIP_LAYERS: readonly StripLayer[] = ["points", "descent", "manifold"];

/** Places in the strip, in CSS pixels from its top. */
const STRIP = { height: 92, data: 16, arrows: 30, samples: 40, latents: 84 };
export const STRIP_HEIGHT = STRIP.height;
/** Half the length of the mark of a point. */
const MARK = 6;
/** The longest arrow, in CSS pixels. */
const LONGEST = 60;

/** The layers that a picture has numbers for: none where it is of an earlier version. */
export const stripLayersOf = ({ generated, descent, manifold }: DensityPicture): StripLayer[] =>
  STRIP_LAYERS.filter((layer) => ({ points: generated, descent, manifold })[layer] !== undefined);

/** Where the chart above has its plot, which the strip shares. */
export interface StripPlace {
  width: number;
  left: number;
  right: number;
}

export interface DrawnStrip {
  picture: DensityPicture;
  shown: readonly StripLayer[];
  theme: Theme;
}

export function drawStrip(
  canvas: HTMLCanvasElement,
  { width, left, right }: StripPlace,
  { picture, shown, theme }: DrawnStrip,
): void {
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(STRIP.height * ratio);
  const context = canvas.getContext("2d");
  const [low, high] = [picture.x[0], picture.x.at(-1)];
  if (!context || low === undefined || high === undefined) return;
  context.scale(ratio, ratio);
  const placeOf = (x: number | null | undefined): number => {
    const at = left + (((x ?? NaN) - low) / (high - low)) * (right - left);
    return at >= left && at <= right ? at : NaN;
  };
  const strip: Strip = { context, left, right, placeOf, theme };
  if (shown.includes("manifold")) drawLatents(strip, picture);
  if (shown.includes("points")) drawMarks(strip, picture);
  if (shown.includes("descent")) drawDirections(strip, picture);
}

interface Strip {
  context: CanvasRenderingContext2D;
  left: number;
  right: number;
  /** The place of a number of the data; NaN where it lies beside the plot. */
  placeOf(x: number | null | undefined): number;
  theme: Theme;
}

/** From each latent of the grid a line to where G puts it, the fainter the rarer the latent is. */
function drawLatents({ context, left, right, placeOf, theme }: Strip, picture: DensityPicture) {
  const { manifold } = picture;
  if (!manifold) return;
  context.strokeStyle = theme.muted;
  context.beginPath();
  for (const y of [STRIP.samples, STRIP.latents]) {
    context.moveTo(left, y);
    context.lineTo(right, y);
  }
  context.stroke();
  const { shares = [] } = manifold;
  const most = Math.max(...shares);
  for (const sheet of manifold.sheets)
    sheet.forEach((x, node) => {
      const to = placeOf(x);
      if (Number.isNaN(to)) return;
      const share = Math.max(shares[node - 1] ?? 0, shares[node] ?? 0) / most;
      context.strokeStyle = withAlpha(
        theme.generator,
        shares.length > 0 ? 0.15 + 0.7 * share : 0.5,
      );
      context.beginPath();
      context.moveTo(left + (node / (sheet.length - 1)) * (right - left), STRIP.latents);
      context.lineTo(to, STRIP.samples);
      context.stroke();
    });
}

/** A mark for each example above the line of the data, and for each sample below it. */
function drawMarks({ context, placeOf, theme }: Strip, picture: DensityPicture) {
  for (const [values, colour, y] of [
    [picture.real, theme.foreground, STRIP.data - MARK],
    [picture.generated, theme.generator, STRIP.data + MARK],
  ] as const) {
    context.strokeStyle = withAlpha(colour, 0.6);
    context.beginPath();
    for (const value of values ?? []) {
      const x = placeOf(value);
      if (Number.isNaN(x)) continue;
      context.moveTo(x, y - MARK + 1);
      context.lineTo(x, y + MARK - 1);
    }
    context.stroke();
  }
}

/** From each sample an arrow along which its loss tells G to move it, all to one scale. */
function drawDirections({ context, left, right, placeOf, theme }: Strip, picture: DensityPicture) {
  const { generated = [], descent = [] } = picture;
  const sizes = descent
    .map((value) => Math.abs(value))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const usual = sizes[Math.floor(0.95 * (sizes.length - 1))] ?? 0;
  if (usual === 0) return;
  context.strokeStyle = withAlpha(theme.mark, 0.7);
  context.beginPath();
  descent.forEach((direction, i) => {
    const from = placeOf(generated[i]);
    const long = Math.min(1, Math.max(-1, direction / usual)) * LONGEST;
    if (!Number.isFinite(from + long) || Math.abs(long) < 1) return;
    const to = Math.min(right, Math.max(left, from + long));
    const head = Math.sign(long) * Math.min(3, Math.abs(long));
    context.moveTo(from, STRIP.arrows);
    context.lineTo(to, STRIP.arrows);
    context.moveTo(to - head, STRIP.arrows - 3);
    context.lineTo(to, STRIP.arrows);
    context.lineTo(to - head, STRIP.arrows + 3);
  });
  context.stroke();
}
