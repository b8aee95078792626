import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import {
  cellArea,
  cellDensities,
  type CellGrid,
  countInCells,
} from "../../../src/data/cell-densities";
import { gaussianBetween, gaussianDensity } from "../../../src/data/densities";
import { boundsOf } from "../../../src/data/synthetic";
import { dataSchema, type Synthetic2dConfig } from "../../../src/experiment/schema";
import { at } from "../../support/values";

const source = (data: object): Synthetic2dConfig => dataSchema.parse(data) as Synthetic2dConfig;
const gridOf = (data: Synthetic2dConfig, cells: number): CellGrid => ({
  ...boundsOf(data),
  columns: cells,
  rows: cells,
});
const total = (densities: readonly number[], grid: CellGrid): number =>
  densities.reduce((sum, density) => sum + density, 0) * cellArea(grid);

/** The mean of a function over an interval, by the midpoint rule. */
function meanOver(from: number, to: number, f: (x: number) => number): number {
  const FINE = 100;
  let sum = 0;
  for (let i = 0; i < FINE; i++) sum += f(from + ((to - from) * (i + 0.5)) / FINE);
  return sum / FINE;
}
/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 0;
  let term = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    sum += term;
    term *= (x / (2 * k)) ** 2;
  }
  return sum;
}

describe("the probability of a normal number to lie between two", () => {
  it("is known to the last digits, also far in the tails", () => {
    // As math.erfc of Python 3 has them.
    const cases = [
      [-1, 1, 0.6826894921370859],
      [0, Infinity, 0.5],
      [8, 9, 6.219831985865866e-16],
    ] as const;
    for (const [low, high, expected] of cases) {
      for (const value of [gaussianBetween(low, high, 0, 1), gaussianBetween(-high, -low, 0, 1)])
        assert.ok(Math.abs(value / expected - 1) < 1e-12, `${low} to ${high}: ${value}`);
      const moved = gaussianBetween(3 + 2 * low, 3 + 2 * high, 3, 2);
      assert.ok(Math.abs(moved / expected - 1) < 1e-12);
    }
  });
});

describe("the density of 2-D data in cells", () => {
  it("holds all of the data, however narrow the modes are", () => {
    for (const data of [
      { source: "ring" },
      { source: "ring", modes: 3, stddev: 1e-4 },
      { source: "grid" },
      { source: "checkerboard" },
      { source: "spiral", arms: 5, turns: 3 },
      { source: "swissRoll" },
      { source: "twoMoons" },
      { source: "circles", circles: 3 },
      { source: "line", from: [2, 0], to: [-1, 5] },
      {
        source: "points",
        points: [
          [0, 0],
          [3, 1, 1e-3],
        ],
        stddev: 0.4,
      },
    ].map(source)) {
      const grid = gridOf(data, 48);
      const sum = total(cellDensities(data, grid), grid);
      assert.ok(Math.abs(sum - 1) < 1e-3, `${JSON.stringify(data)}: ${sum}`);
    }
  });

  it("is the mean of the mixture's density over a cell", () => {
    const data = source({ source: "grid", side: 1, stddev: 0.5 });
    const grid = gridOf(data, 9);
    const densities = cellDensities(data, grid);
    const side = (grid.xMax - grid.xMin) / 9;
    for (const [column, row] of [
      [4, 4],
      [5, 3],
    ] as const) {
      const FINE = 200;
      let sum = 0;
      for (let i = 0; i < FINE; i++)
        for (let j = 0; j < FINE; j++)
          sum +=
            gaussianDensity(grid.xMin + side * (column + (i + 0.5) / FINE), 0, 0.5) *
            gaussianDensity(grid.yMin + side * (row + (j + 0.5) / FINE), 0, 0.5);
      const mean = sum / FINE ** 2;
      assert.ok(Math.abs(at(densities, row * 9 + column) / mean - 1) < 1e-4);
    }
  });

  it("is that of the dark squares of a board, and 0 elsewhere", () => {
    const data = source({ source: "checkerboard", side: 2, spacing: 3 });
    const grid = { xMin: -3, xMax: 3, yMin: -3, yMax: 3, columns: 2, rows: 2 };
    assert.deepEqual(cellDensities(data, grid), [1 / 18, 0, 0, 1 / 18]);
  });

  it("is that of a level line with noise, by distribution functions", () => {
    const data = source({ source: "line", from: [-1, 0], to: [1, 0], stddev: 0.1 });
    const grid = gridOf(data, 15);
    const densities = cellDensities(data, grid);
    const side = (grid.xMax - grid.xMin) / 15;
    // The noise takes x = u + 0.1 n, u ~ U[-1, 1), into x's neighbourhood.
    const along = (x: number) => gaussianBetween(x - 1, x + 1, 0, 0.1) / 2;
    for (let column = 0; column < 15; column++)
      for (const row of [6, 7]) {
        const [left, bottom] = [grid.xMin + side * column, grid.yMin + side * row];
        const expected =
          (meanOver(left, left + side, along) * gaussianBetween(bottom, bottom + side, 0, 0.1)) /
          side;
        assert.ok(Math.abs(at(densities, row * 15 + column) - expected) < 1e-4);
      }
  });

  it("is that of a circle with noise, by Bessel's function I0", () => {
    const data = source({ source: "circles", circles: 1, stddev: 0.25 });
    const grid = gridOf(data, 12);
    const densities = cellDensities(data, grid);
    const side = (grid.xMax - grid.xMin) / 12;
    const variance = 0.25 ** 2;
    const density = (r: number) =>
      (Math.exp(-(r * r + 1) / (2 * variance)) * besselI0(r / variance)) / (2 * Math.PI * variance);
    for (const [column, row] of [
      [2, 6],
      [6, 6],
      [8, 9],
    ] as const) {
      const [left, bottom] = [grid.xMin + side * column, grid.yMin + side * row];
      const expected = meanOver(left, left + side, (x) =>
        meanOver(bottom, bottom + side, (y) => density(Math.hypot(x, y))),
      );
      assert.ok(Math.abs(at(densities, row * 12 + column) / expected - 1) < 1e-4);
    }
  });

  it("is kept for the next picture of the same cells, and made anew for others", () => {
    const data = source({ source: "twoMoons" });
    const densities = cellDensities(data, gridOf(data, 8));
    assert.equal(cellDensities(data, gridOf(data, 8)), densities);
    assert.equal(cellDensities(data, gridOf(data, 4)).length, 16);
  });

  it("counts points in the cells, and those outside or without a place nowhere", () => {
    const grid = { xMin: 0, xMax: 2, yMin: 0, yMax: 2, columns: 2, rows: 2 };
    const points = [0.5, 0.5, 1.5, 0.5, 1.5, 0.6, 5, 1, NaN, 1, 1, Infinity, 2, 1];
    assert.deepEqual([...countInCells(points, grid)], [1, 2, 0, 0]);
  });
});
