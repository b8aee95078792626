import type { Part } from "./loop-parts";
import type { Frame } from "./loop-thumbnail";

/* Where each thing of the loop's diagram stands: side by side, or below each other. */

/** What has a place of its own; the other parts are ways between two of them. */
export type Thing = Exclude<Part, `${string}-${string}`>;
export type Way = Exclude<Part, Thing>;

export interface LoopLayout {
  width: number;
  height: number;
  frames: Record<Thing, Frame>;
  /** The lines of the ways, as SVG paths. */
  ways: Record<Way, string>;
}

const WIDE: LoopLayout = {
  width: 720,
  height: 312,
  frames: {
    latents: { x: 6, y: 62, width: 84, height: 84 },
    G: { x: 124, y: 76, width: 52, height: 56 },
    fake: { x: 210, y: 48, width: 112, height: 112 },
    real: { x: 210, y: 194, width: 112, height: 112 },
    D: { x: 384, y: 104, width: 124, height: 124 },
    outputs: { x: 566, y: 122, width: 148, height: 88 },
    lossG: { x: 566, y: 40, width: 148, height: 46 },
    lossD: { x: 566, y: 246, width: 148, height: 46 },
  },
  ways: {
    "latents-G": "M90 104H121",
    "G-fake": "M176 104H207",
    "fake-D": "M322 116C350 120 356 140 381 148",
    "real-D": "M322 240C350 234 356 204 381 190",
    "D-outputs": "M508 166H563",
    "outputs-lossG": "M640 122V89",
    "outputs-lossD": "M640 210V243",
    "lossD-D": "M566 270H446V231",
    "lossG-D": "M566 62H446V101",
    "D-fake": "M420 104C410 60 370 50 325 68",
    "fake-G": "M210 146C180 170 150 162 150 135",
  },
};

const NARROW: LoopLayout = {
  width: 344,
  height: 436,
  frames: {
    latents: { x: 4, y: 22, width: 84, height: 84 },
    G: { x: 120, y: 36, width: 52, height: 56 },
    fake: { x: 206, y: 22, width: 112, height: 112 },
    real: { x: 4, y: 178, width: 112, height: 112 },
    D: { x: 200, y: 172, width: 124, height: 124 },
    outputs: { x: 188, y: 326, width: 148, height: 88 },
    lossG: { x: 4, y: 374, width: 148, height: 46 },
    lossD: { x: 4, y: 322, width: 148, height: 46 },
  },
  ways: {
    "latents-G": "M88 64H117",
    "G-fake": "M172 64H203",
    "fake-D": "M286 134V169",
    "real-D": "M116 234H197",
    "D-outputs": "M286 296V323",
    "outputs-lossG": "M188 397H155",
    "outputs-lossD": "M188 345H155",
    "lossD-D": "M78 322V308H226V299",
    "lossG-D": "M78 420V430H340V234H327",
    "D-fake": "M238 172V137",
    "fake-G": "M206 122C176 136 146 126 146 95",
  },
};

/** From this width on, in CSS pixels, all of it side by side can be read. */
const LEAST_WIDE = 480;
/** Letters are so large on the screen, in CSS pixels, as long as their boxes have room for them. */
const LETTERS_PX = 10.5;
const MOST_LETTERS = 14.5;
const USUAL_LETTERS = 12;

/**
 * The layout for a width, with the size of its letters in its own units; a width of 0 is not known
 * yet.
 */
export function loopLayout(width: number): LoopLayout & { letters: number } {
  const layout = width > 0 && width < LEAST_WIDE ? NARROW : WIDE;
  const wanted = width > 0 ? (LETTERS_PX * layout.width) / width : USUAL_LETTERS;
  return { ...layout, letters: Math.min(MOST_LETTERS, Math.max(USUAL_LETTERS, wanted)) };
}

/** The ways of the gradients back, by the network that they move. */
export const WAYS_BACK: Partial<Record<Way, "D" | "G">> = {
  "lossD-D": "D",
  "lossG-D": "G",
  "D-fake": "G",
  "fake-G": "G",
};
