/* Places of labels above a chart, each beside a line that goes down from it. */

/** A label at its line. */
export interface WantedLabel {
  x: number;
  width: number;
}

export interface LabelPlace {
  /** Counted from the top. */
  row: number;
  /** Of its line. */
  side: "left" | "right";
  /** As wide as it may be, at most as wide as it wants to be. */
  width: number;
}

interface LabelRoom {
  left: number;
  right: number;
  rows: number;
}

/** With less room than this, in CSS pixels, a label says nothing. */
const LEAST_WIDTH = 56;
/** Between two labels of a row. */
const GAP = 2;

/**
 * Finds places in which no label is covered by another, or crossed by a line. A label stands where
 * all of it has room, else where most has; undefined where hardly any has.
 *
 * @param labels the most important first
 */
export function placeLabels(
  labels: readonly WantedLabel[],
  room: LabelRoom,
): (LabelPlace | undefined)[] {
  const placed: PlacedLabel[] = [];
  return labels.map(({ x, width }) => {
    const places = Array.from({ length: room.rows }, (_, row) => placesInRow(x, row, placed, room))
      .flat()
      .map((place) => ({ ...place, width: Math.min(width, place.width) }));
    const widest = Math.max(...places.map((place) => place.width));
    const best = places.find((place) => place.width === widest);
    const found = best && widest >= Math.min(width, LEAST_WIDTH) ? best : undefined;
    placed.push({ x, row: found?.row ?? room.rows, ...extentOf(x, found) });
    return found;
  });
}

/** A label that stands, or a line alone below all rows. */
interface PlacedLabel {
  x: number;
  row: number;
  left: number;
  right: number;
}

function extentOf(x: number, place: LabelPlace | undefined): { left: number; right: number } {
  if (!place) return { left: x, right: x };
  return place.side === "right"
    ? { left: x, right: x + place.width + GAP }
    : { left: x - place.width - GAP, right: x };
}

/** The room on both sides of a line in a row; none where it would cross a label below. */
function placesInRow(
  x: number,
  row: number,
  placed: readonly PlacedLabel[],
  room: LabelRoom,
): LabelPlace[] {
  if (placed.some((other) => other.row >= row && other.left <= x && other.right > x)) return [];
  // Labels of this row, and lines that come from the rows above it.
  const others = placed
    .filter((other) => other.row <= row)
    .map((other) => (other.row === row ? other : { left: other.x, right: other.x }));
  const left = Math.max(room.left, ...others.map((other) => other.right).filter((at) => at <= x));
  const right = Math.min(room.right, ...others.map((other) => other.left).filter((at) => at > x));
  return [
    { row, side: "right", width: right - x },
    { row, side: "left", width: x - left },
  ];
}
