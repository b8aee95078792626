import type { Manifold } from "./picture";

/* The geometry of G's manifold: where its nodes lie, and the density that their places tell. */

/** A part of the plane. */
interface Area {
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

/** Points as x0, y0, x1, y1, ...; what is no number came through JSON as null. */
type Points = readonly (number | null)[];

const coordinate = (points: Points, i: number): number => points[i] ?? NaN;

/**
 * The nodes of a sheet of 2-D samples on their way from the latent grid, which at 0 lies over the
 * middle half of `area`, to where G puts them, at 1.
 */
export function nodesAt(
  manifold: Manifold,
  sheet: Points,
  share: number,
  { xMin, xMax, yMin, yMax }: Area,
): number[] {
  const { columns, rows } = manifold;
  const nodes: number[] = [];
  for (let node = 0; node < columns * rows; node++) {
    const across = (node % columns) / (columns - 1) - 0.5;
    const up = rows === 1 ? 0 : Math.floor(node / columns) / (rows - 1) - 0.5;
    const x = (xMin + xMax) / 2 + (across * (xMax - xMin)) / 2;
    const y = (yMin + yMax) / 2 + (up * (yMax - yMin)) / 2;
    nodes.push(x + share * (coordinate(sheet, 2 * node) - x));
    nodes.push(y + share * (coordinate(sheet, 2 * node + 1) - y));
  }
  return nodes;
}

/** The latent coordinates of a node, one or two. */
export function latentAt({ columns, rows, reach }: Manifold, node: number): number[] {
  const place = (i: number, count: number) => -reach + (2 * reach * i) / (count - 1);
  const first = place(node % columns, columns);
  return rows === 1 ? [first] : [first, place(Math.floor(node / columns), rows)];
}

/** The corners of each cell of the grid by their nodes, in turn around it; of a curve its ends. */
export function cellsOf({ columns, rows }: Manifold): number[][] {
  const cells: number[][] = [];
  for (let row = 0; row < Math.max(1, rows - 1); row++)
    for (let column = 0; column + 1 < columns; column++) {
      const first = row * columns + column;
      cells.push(
        rows === 1 ? [first, first + 1] : [first, first + 1, first + columns + 1, first + columns],
      );
    }
  return cells;
}

/**
 * p_g in the image of each cell: the probability of its latents by its area, or by its length where
 * the latents have one direction. A fold adds to what lies below it. Undefined where areas tell
 * nothing of p_g; a cell with a corner that is no number has NaN.
 *
 * @param nodes two numbers each
 */
export function cellDensities(manifold: Manifold, nodes: Points): number[] | undefined {
  const { shares, columns } = manifold;
  if (!shares) return undefined;
  return cellsOf(manifold).map((corners, cell) => {
    const share = shares[cell % (columns - 1)]!;
    return corners.length === 2
      ? share / lengthOf(nodes, corners)
      : (share * shares[Math.floor(cell / (columns - 1))]!) / areaOf(nodes, corners);
  });
}

function lengthOf(nodes: Points, [from = 0, to = 0]: readonly number[]): number {
  return Math.hypot(
    coordinate(nodes, 2 * to) - coordinate(nodes, 2 * from),
    coordinate(nodes, 2 * to + 1) - coordinate(nodes, 2 * from + 1),
  );
}

/** The area of a quadrangle as two triangles, so that one that is folded over itself has it all. */
function areaOf(nodes: Points, [a = 0, b = 0, c = 0, d = 0]: readonly number[]): number {
  return triangle(nodes, a, b, c) + triangle(nodes, a, c, d);
}

function triangle(nodes: Points, a: number, b: number, c: number): number {
  const side = (to: number, axis: 0 | 1) =>
    coordinate(nodes, 2 * to + axis) - coordinate(nodes, 2 * a + axis);
  return Math.abs(side(b, 0) * side(c, 1) - side(c, 0) * side(b, 1)) / 2;
}
