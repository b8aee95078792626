import { placeOf, type Plot } from "./scatter-drawing";

/* Draws where G is told to move its samples. */

/** The longest arrow, as a share of the plot's width. */
const LONGEST = 0.12;
/** Arrows shorter than this, in CSS pixels, are a point that says nothing. */
const SHORTEST = 1;
const HEAD = 3.5;

/** Points and a direction for each of the first; null is what is no number. */
interface Arrows {
  points: readonly (number | null)[];
  directions: readonly (number | null)[];
  colour: string;
}

/**
 * An arrow from each point along its direction. All are to one scale, in which the longest but for
 * the outermost twentieth has its full length; longer ones are cut.
 */
export function drawArrows(
  context: CanvasRenderingContext2D,
  plot: Plot,
  { points, directions, colour }: Arrows,
): void {
  const scale = arrowScale(directions, LONGEST * (plot.xMax - plot.xMin));
  const pixels = plot.width / (plot.xMax - plot.xMin);
  context.save();
  context.beginPath();
  context.rect(plot.left, plot.top, plot.width, plot.height);
  context.clip();
  context.beginPath();
  for (let i = 0; i + 1 < Math.min(points.length, directions.length); i += 2) {
    const [x, y] = placeOf(plot, points[i] ?? NaN, points[i + 1] ?? NaN);
    const dx = (directions[i] ?? NaN) * scale * pixels;
    const dy = -(directions[i + 1] ?? NaN) * scale * pixels;
    const length = Math.hypot(dx, dy);
    if (!Number.isFinite(x + y) || !(length >= SHORTEST)) continue;
    const cut = Math.min(1, (LONGEST * plot.width) / length);
    arrow(context, x, y, dx * cut, dy * cut);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

function arrow(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  dx: number,
  dy: number,
): void {
  const length = Math.hypot(dx, dy);
  const head = Math.min(HEAD, length / 2) / length;
  context.moveTo(x, y);
  context.lineTo(x + dx, y + dy);
  context.lineTo(x + dx - head * (dx + dy / 2), y + dy - head * (dy - dx / 2));
  context.moveTo(x + dx, y + dy);
  context.lineTo(x + dx - head * (dx - dy / 2), y + dy - head * (dy + dx / 2));
}

/** By how much directions are multiplied so that most are at most `longest` long. */
export function arrowScale(directions: readonly (number | null)[], longest: number): number {
  const lengths: number[] = [];
  for (let i = 0; i + 1 < directions.length; i += 2) {
    const length = Math.hypot(directions[i] ?? NaN, directions[i + 1] ?? NaN);
    if (Number.isFinite(length)) lengths.push(length);
  }
  lengths.sort((a, b) => a - b);
  const usual = lengths[Math.floor(0.95 * (lengths.length - 1))] ?? 0;
  return usual > 0 ? longest / usual : 0;
}
