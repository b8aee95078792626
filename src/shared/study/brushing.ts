/*
 * Brushing of parallel coordinates: on each axis a person may mark a stretch, and trials that miss
 * one of them are passed over.
 */

/** A stretch of an axis as shares of its length, the smaller one first. */
export type Stretch = readonly [from: number, to: number];

/** The marked stretches by the axes' names. */
export type Brushes = Readonly<Record<string, Stretch>>;

/** A drag between two shares; undefined where it is so short that it was a click. */
export function stretchOf(start: number, end: number): Stretch | undefined {
  const [from, to] = [Math.max(0, Math.min(start, end)), Math.min(1, Math.max(start, end))];
  return to - from < 0.01 ? undefined : [from, to];
}

/** The brushes with another stretch on an axis, or with none. */
export function withStretch(brushes: Brushes, axis: string, stretch?: Stretch): Brushes {
  const others = Object.entries(brushes).filter(([name]) => name !== axis);
  return Object.fromEntries(stretch ? [...others, [axis, stretch]] : others);
}

/** How far an arrow key moves or widens a stretch. */
const STEP = 0.05;
const WHOLE: Stretch = [0, 1];

/**
 * What a key does to a stretch: arrows move it, with Shift they move its upper end, Escape and
 * Delete take it away. Null: the key means nothing here.
 */
export function stretchByKey(
  stretch: Stretch | undefined,
  key: string,
  shift: boolean,
): Stretch | undefined | null {
  if (key === "Escape" || key === "Delete" || key === "Backspace") return undefined;
  const by = { ArrowUp: STEP, ArrowDown: -STEP }[key];
  if (by === undefined) return null;
  const [from, to] = stretch ?? WHOLE;
  if (shift || (from === 0 && to === 1 && by < 0))
    return [from, Math.min(1, Math.max(from + STEP, to + by))];
  if (from === 0 && to === 1) return [STEP, 1];
  const moved = Math.min(1 - to, Math.max(-from, by));
  return [from + moved, to + moved];
}

/**
 * Whether a trial lies in all marked stretches.
 *
 * @param shareOn its place on an axis as a share of the length; undefined where it has none
 */
export const isBrushed = (
  brushes: Brushes,
  shareOn: (axis: string) => number | undefined,
): boolean =>
  Object.entries(brushes).every(([axis, [from, to]]) => {
    const share = shareOn(axis);
    return share !== undefined && share >= from - 1e-9 && share <= to + 1e-9;
  });
