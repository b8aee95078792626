import type { Synthetic2dConfig } from "../experiment/schema";
import { drawnPointsOf } from "../experiment/drawn-data";
import { curvePoints } from "./curve-points";
import { gaussianBetween } from "./densities";
import { darkSquares, mixtureOf, type Square } from "./synthetic";

/* The densities of 2-D sources, as their means over the cells of a grid. */

/** A part of the plane in equal cells, which go row by row from yMin up. */
export interface CellGrid extends Square {
  columns: number;
  rows: number;
}

/** The probability of a coordinate to lie between two numbers. */
type Between = (low: number, high: number) => number;

/** A distribution of points whose coordinates are independent. */
interface Component {
  x: Between;
  y: Between;
}

/** The last answer of each source: the pictures of a run ask for the same cells each time. */
const lastOf = new WeakMap<Synthetic2dConfig, { cells: string; densities: readonly number[] }>();

/**
 * The mean of p_data over each cell: modes may be far narrower than a cell, and the density in its
 * middle would miss them. Curves are taken as mixtures of many narrow Gaussians.
 */
export function cellDensities(data: Synthetic2dConfig, grid: CellGrid): readonly number[] {
  const cells = JSON.stringify(grid);
  const last = lastOf.get(data);
  if (last?.cells === cells) return last.densities;
  const densities = sumOverComponents(data, grid);
  lastOf.set(data, { cells, densities });
  return densities;
}

function sumOverComponents(data: Synthetic2dConfig, grid: CellGrid): number[] {
  const components = componentsOf(data);
  const { columns, rows, xMin, xMax, yMin, yMax } = grid;
  const area = cellArea(grid);
  const densities = new Array<number>(columns * rows).fill(0);
  for (const { x, y } of components) {
    const alongX = inCells(x, xMin, xMax, columns);
    const alongY = inCells(y, yMin, yMax, rows);
    alongY.forEach((share, row) => {
      if (share === 0) return;
      alongX.forEach((other, column) => {
        densities[row * columns + column]! += (share * other) / (components.length * area);
      });
    });
  }
  return densities;
}

export const cellArea = ({ columns, rows, xMin, xMax, yMin, yMax }: CellGrid): number =>
  ((xMax - xMin) / columns) * ((yMax - yMin) / rows);

/**
 * How many of some points, x0, y0, x1, y1, ..., lie in each cell. Points that are no numbers lie in
 * none.
 */
export function countInCells(points: ArrayLike<number>, grid: CellGrid): Uint32Array {
  const { columns, rows, xMin, xMax, yMin, yMax } = grid;
  const counts = new Uint32Array(columns * rows);
  for (let i = 0; i + 1 < points.length; i += 2) {
    const column = Math.floor(((points[i]! - xMin) / (xMax - xMin)) * columns);
    const row = Math.floor(((points[i + 1]! - yMin) / (yMax - yMin)) * rows);
    if (column >= 0 && column < columns && row >= 0 && row < rows)
      counts[row * columns + column]!++;
  }
  return counts;
}

/** The equally likely components of a source. */
function componentsOf(data: Synthetic2dConfig): Component[] {
  switch (data.source) {
    case "ring":
    case "grid": {
      const { centres, stddev } = mixtureOf(data);
      return gaussiansAt(centres, stddev);
    }
    case "checkerboard": {
      const from =
        (place: number): Between =>
        (low, high) => {
          const start = (place - data.side / 2) * data.spacing;
          const overlap = Math.min(high, start + data.spacing) - Math.max(low, start);
          return Math.max(0, overlap) / data.spacing;
        };
      return darkSquares(data.side).map(([x, y]) => ({ x: from(x), y: from(y) }));
    }
    case "spiral":
    case "swissRoll":
    case "twoMoons":
    case "circles":
    case "line":
      return gaussiansAt(curvePoints(data), data.stddev);
    case "points":
      return drawnPointsOf(data).map(({ x, y, spread }) => gaussianAt([x, y], spread));
  }
}

/** Round Gaussians about points. */
const gaussiansAt = (centres: readonly [number, number][], stddev: number): Component[] =>
  centres.map((centre) => gaussianAt(centre, stddev));

function gaussianAt([x, y]: readonly [number, number], stddev: number): Component {
  const around =
    (mean: number): Between =>
    (low, high) =>
      gaussianBetween(low, high, mean, stddev);
  return { x: around(x), y: around(y) };
}

/** The probability of each of `count` equal stretches from `min` to `max`. */
const inCells = (between: Between, min: number, max: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) =>
    between(min + ((max - min) * i) / count, min + ((max - min) * (i + 1)) / count),
  );
