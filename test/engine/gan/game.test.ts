import { Figures, onEngine } from "../../support/gan";
import {
  anyNumbers,
  checkGame,
  type Complex,
  complete,
  eigenvalueDistance,
  GAME_BOUND,
  gameCases,
} from "../../support/game-parity";
import { checkKnownGame, KNOWN_GAMES } from "../../support/known-games";
import { at } from "../../support/values";
import assert from "node:assert/strict";
import { leadingEigenvalues } from "../../../src/gan/diagnostics/eigenvalues";
import type { Eigenvalue } from "../../../src/shared/game";

function assertNear(values: readonly Eigenvalue[], expected: readonly Complex[]): void {
  const distance = eigenvalueDistance(values, expected);
  assert.ok(distance < GAME_BOUND, `${distance}: ${JSON.stringify(values)}`);
}

describe("Leading eigenvalues", () => {
  const rows = [
    [0, 2, 0, 0, 0],
    [-2, 0, 0, 0, 0],
    [0, 0, 1, 4, 0],
    [0, 0, 0, -3, 0],
    [0, 0, 0, 0, 0.5],
  ];
  const operator = (x: Float64Array) =>
    Promise.resolve(
      Float64Array.from(rows, (row) => row.reduce((sum, value, i) => sum + value * at(x, i), 0)),
    );

  it("are those of the matrix, the largest first, complex ones in pairs", async () => {
    const values = await complete(leadingEigenvalues(operator, anyNumbers(5), { count: 4 }));
    const expected: Complex[] = [
      [-3, 0],
      [0, 2],
      [0, -2],
      [1, 0],
    ];
    assert.equal(values.length, 4);
    values.forEach((value, i) => {
      assertNear([value], [at(expected, i)]);
      assert.ok(value.residual < 1e-12);
    });
  });

  it("come from fewer products than the matrix has rows, with what they may be off by", async () => {
    let products = 0;
    const diagonal = (x: Float64Array) => {
      products++;
      return Promise.resolve(x.map((value, i) => value * (i === 0 ? 10 : i / 400)));
    };
    const work = leadingEigenvalues(diagonal, anyNumbers(400), { count: 1 });
    const [first] = await complete(work);
    assert.ok(first && Math.abs(first.re - 10) < 1e-6 && first.residual < 1e-5);
    assert.ok(products <= 20, `${products}`);
  });
});

describe("A game of two numbers has the eigenvalues, path and gap that are known of it", () => {
  const figures = new Figures(GAME_BOUND);
  after(() => figures.print());

  onEngine("tensorflow", () => {
    for (const known of KNOWN_GAMES) it(known.name, () => checkKnownGame(known, figures));
  });
});

describe("Diagnostics of the game: as PyTorch and NumPy, from whole Jacobians", () => {
  const figures = new Figures(GAME_BOUND);
  after(() => figures.print());

  onEngine("tensorflow", () => {
    for (const one of gameCases) it(one.name, () => checkGame(one, figures));
  });
});
