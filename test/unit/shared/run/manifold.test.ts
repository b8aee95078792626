import assert from "node:assert/strict";
import { cellDensities, cellsOf, latentAt, nodesAt } from "../../../../src/shared/run/manifold";
import type { Manifold } from "../../../../src/shared/run/picture";
import { at } from "../../../support/values";

const UNIT = { xMin: -1, xMax: 1, yMin: -1, yMax: 1 };

/** A grid of uniform latents in [-1, 1], and what a generator makes of each node. */
function manifoldOf(
  { columns, rows }: Pick<Manifold, "columns" | "rows">,
  generator: (latent: number[]) => number[],
): Manifold {
  const grid = { columns, rows, reach: 1, sheets: [] };
  const nodes = Array.from({ length: columns * rows }, (_, i) => generator(latentAt(grid, i)));
  const shares = Array.from({ length: columns - 1 }, () => 1 / (columns - 1));
  return { ...grid, shares, sheets: [nodes.flat()] };
}

const close = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) <= 1e-12 * Math.abs(expected), `${value} for ${expected}`);

describe("the density that the places of G's manifold tell", () => {
  it("is p(z) / |det A| of an affine generator, folded over or not", () => {
    for (const [a, b, c, d] of [
      [2, 0.5, -1, 1],
      [1, 2, 3, -1],
    ] as const) {
      const affine = manifoldOf({ columns: 5, rows: 5 }, ([x = 0, y = 0]) => [
        a * x + b * y + 7,
        c * x + d * y - 3,
      ]);
      const densities = cellDensities(affine, at(affine.sheets, 0)) ?? [];
      assert.equal(densities.length, 16);
      // p(z) of the square with side 2 is 1/4.
      for (const density of densities) close(density, 1 / 4 / Math.abs(a * d - b * c));
    }
  });

  it("is p(z) by the speed of a generator with one latent", () => {
    const line = manifoldOf({ columns: 9, rows: 1 }, ([z = 0]) => [3 * z, 4 * z]);
    for (const density of cellDensities(line, at(line.sheets, 0)) ?? []) close(density, 1 / 2 / 5);
  });

  it("has no bound where G collapses, and is no number where a sample is none", () => {
    const point = manifoldOf({ columns: 3, rows: 3 }, () => [1, 1]);
    assert.deepEqual(
      cellDensities(point, at(point.sheets, 0)),
      [1, 1, 1, 1].map(() => Infinity),
    );
    const broken = [null, null, ...at(point.sheets, 0).slice(2)];
    assert.ok(Number.isNaN(at(cellDensities(point, broken) ?? [], 0)));
  });

  it("is not told of a slice of the latents", () => {
    const slice = manifoldOf({ columns: 3, rows: 3 }, (z) => z);
    delete slice.shares;
    assert.equal(cellDensities(slice, at(slice.sheets, 0)), undefined);
  });
});

describe("the way from the latent grid to G's manifold", () => {
  const turned = manifoldOf({ columns: 3, rows: 3 }, ([x = 0, y = 0]) => [-y, x]);

  it("begins at the grid in the middle of the figure and ends where G puts it", () => {
    const sheet = at(turned.sheets, 0);
    assert.deepEqual(
      nodesAt(turned, sheet, 1, UNIT),
      sheet.map((value) => value + 0),
    );
    assert.deepEqual(
      nodesAt(turned, sheet, 0, UNIT),
      Array.from({ length: 9 }, (_, i) => [((i % 3) - 1) / 2, (Math.floor(i / 3) - 1) / 2]).flat(),
    );
  });

  it("has the cells of the grid, each by its corners in turn", () => {
    assert.deepEqual(cellsOf(turned), [
      [0, 1, 4, 3],
      [1, 2, 5, 4],
      [3, 4, 7, 6],
      [4, 5, 8, 7],
    ]);
    assert.deepEqual(cellsOf({ ...turned, rows: 1 }), [
      [0, 1],
      [1, 2],
    ]);
  });
});
