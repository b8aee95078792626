/* Which part of a picture is seen: all pictures of a comparison show the same part of theirs. */

export interface PictureView {
  /** 1: the whole picture fills its frame. */
  scale: number;
  /** The place of the picture in the middle of its frame, as shares of its width and height. */
  x: number;
  y: number;
}

/** A place in a frame, or a way in it, as shares of its width and height. */
export interface FramePlace {
  x: number;
  y: number;
}

export const WHOLE: PictureView = { scale: 1, x: 0.5, y: 0.5 };
const MIDDLE: FramePlace = { x: 0.5, y: 0.5 };
const MAX_SCALE = 32;

/** Nearer or farther; what lies at `at` stays where it is. */
export function zoomed(view: PictureView, factor: number, at: FramePlace = MIDDLE): PictureView {
  const scale = Math.min(MAX_SCALE, Math.max(1, view.scale * factor));
  const shift = 1 / view.scale - 1 / scale;
  return inside({
    scale,
    x: view.x + (at.x - 0.5) * shift,
    y: view.y + (at.y - 0.5) * shift,
  });
}

/** The picture moved in its frame. */
export const panned = ({ scale, x, y }: PictureView, by: FramePlace): PictureView =>
  inside({ scale, x: x - by.x / scale, y: y - by.y / scale });

/** No more than the picture is seen: its edges come as far as those of the frame. */
function inside({ scale, x, y }: PictureView): PictureView {
  const half = 0.5 / scale;
  const kept = (place: number) => Math.min(1 - half, Math.max(half, place));
  return { scale, x: kept(x), y: kept(y) };
}

/** As CSS, of a picture whose origin is its upper left corner. */
export const transformOf = ({ scale, x, y }: PictureView): string =>
  `translate(${100 * (0.5 - x * scale)}%, ${100 * (0.5 - y * scale)}%) scale(${scale})`;
