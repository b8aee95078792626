/** From so many pixels on a turn of the wheel is a notch. */
const NOTCH_PX = 20;

/**
 * How far a wheel is turned, in notches, at most one in either direction; positive is down. What two
 * fingers do on a trackpad comes as many turns of a few pixels, each a small part of a notch.
 */
export function notchesOf({
  deltaX,
  deltaY,
  deltaMode,
}: Pick<WheelEvent, "deltaX" | "deltaY" | "deltaMode">): number {
  const delta = deltaY || deltaX;
  const notches = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? delta / NOTCH_PX : delta;
  return Math.min(1, Math.max(-1, notches));
}
