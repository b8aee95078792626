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

/** The answers of each source, by their cells: pictures and evaluations ask for the same each time. */
const known = new WeakMap<Synthetic2dConfig, Map<string, readonly number[]>>();

/**
 * The mean of p_data over each cell: modes may be far narrower than a cell, and the density in its
 * middle would miss them. Curves are taken as mixtures of many narrow Gaussians.
 */
export function cellDensities(data: Synthetic2dConfig, grid: CellGrid): readonly number[] {
  const cells = JSON.stringify(grid);
  const ofSource = known.get(data) ?? new Map<string, readonly number[]>();
  known.set(data, ofSource);
  const densities = ofSource.get(cells) ?? sumOverComponents(data, grid);
  ofSource.set(cells, densities);
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
    for (const [row, share] of alongY)
      for (const [column, other] of alongX)
        densities[row * columns + column]! += (share * other) / (components.length * area);
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
  const counts = new Uint32Array(grid.columns * grid.rows);
  for (let i = 0; i + 1 < points.length; i += 2) {
    const cell = cellAt(points[i]!, points[i + 1]!, grid);
    if (cell !== undefined) counts[cell]!++;
  }
  return counts;
}

/** The cell in which a point lies; undefined where it lies in none. */
export function cellAt(x: number, y: number, grid: CellGrid): number | undefined {
  const { columns, rows, xMin, xMax, yMin, yMax } = grid;
  const column = Math.floor(((x - xMin) / (xMax - xMin)) * columns);
  const row = Math.floor(((y - yMin) / (yMax - yMin)) * rows);
  const isInside = column >= 0 && column < columns && row >= 0 && row < rows;
  return isInside ? row * columns + column : undefined;
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

/** Less than this of a component in a stretch is nothing: components are narrow, cells many. */
const NEGLIGIBLE = 1e-20;

/** Those of `count` equal stretches from `min` to `max` that have some of a component. */
function inCells(
  between: Between,
  min: number,
  max: number,
  count: number,
): [index: number, probability: number][] {
  const edge = (i: number) => min + ((max - min) * i) / count;
  const found: [index: number, probability: number][] = [];
  for (let i = 0; i < count; i++) {
    const probability = between(edge(i), edge(i + 1));
    if (probability > NEGLIGIBLE) found.push([i, probability]);
  }
  return found;
}
