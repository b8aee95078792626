import { Figures, onEngine } from "../../support/gan";
import {
  anyNumbers,
  checkGame,
  type Complex,
  complete,
  eigenvalueDistance,
  GAME_BOUND,
  gameCases,
  gapAt,
  pathBetween,
  spectrumAt,
} from "../../support/game-parity";
import { at, entry } from "../../support/values";
import assert from "node:assert/strict";
import { optimizerSchema } from "../../../src/experiment/schema";
import { leadingEigenvalues } from "../../../src/gan/diagnostics/eigenvalues";
import type { Game, GameVector } from "../../../src/gan/game";
import type { Eigenvalue } from "../../../src/shared/game";
import type { NetworkName } from "../../../src/shared/run/run";
import { type Scalar, type Tensor, tensor1d } from "../../../src/tensor/tf";

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

/** A game of one number each: G's x and D's y. */
function ofNumbers(losses: Record<NetworkName, (x: Tensor, y: Tensor) => Tensor>): Game {
  const of =
    (player: NetworkName) =>
    ({ generator, discriminator }: GameVector): Scalar =>
      losses[player](entry(generator, "x"), entry(discriminator, "y")).sum();
  return { generator: of("generator"), discriminator: of("discriminator") };
}
const place = (x: number, y: number): GameVector => ({
  generator: { x: tensor1d([x]) },
  discriminator: { y: tensor1d([y]) },
});

describe("A game of two numbers", () => {
  onEngine("tensorflow", () => {
    it("rotates where it is bilinear: the eigenvalues of J are +i and -i", async () => {
      const bilinear = ofNumbers({
        generator: (x, y) => x.mul(y),
        discriminator: (x, y) => x.mul(y).neg(),
      });
      const { jacobian, hessians } = await spectrumAt(bilinear, place(0.3, -0.7), 2);
      assertNear(jacobian, [
        [0, 1],
        [0, -1],
      ]);
      assertNear(hessians.generator, [[0, 0]]);
    });

    it("rotates at the equilibrium of the Dirac-GAN: +i/2 and -i/2 (Mescheder et al. 2018)", async () => {
      const dirac = ofNumbers({
        generator: (x, y) => x.mul(y).neg().softplus(),
        discriminator: (x, y) => x.mul(y).softplus(),
      });
      const { jacobian } = await spectrumAt(dirac, place(0, 0), 2);
      assertNear(jacobian, [
        [0, 0.5],
        [0, -0.5],
      ]);
    });

    it("attracts where it is x^2/2 + 3xy - y^2/2, whose duality gap is 5 (x^2 + y^2)", async () => {
      const value = (x: Tensor, y: Tensor) =>
        x.square().mul(0.5).add(x.mul(y).mul(3)).sub(y.square().mul(0.5));
      const quadratic = ofNumbers({
        generator: value,
        discriminator: (x, y) => value(x, y).neg(),
      });
      const start = place(0.3, -0.7);
      const { jacobian, hessians } = await spectrumAt(quadratic, start, 2);
      assertNear(jacobian, [
        [1, 3],
        [1, -3],
      ]);
      assertNear(hessians.discriminator, [[1, 0]]);
      const descent = optimizerSchema.parse({ type: "sgd", learningRate: 0.9 });
      const { gap } = gapAt(quadratic, start, descent, 20);
      assert.ok(Math.abs(gap - 5 * (0.3 ** 2 + 0.7 ** 2)) < GAME_BOUND, `${gap}`);
      // v = (x + 3y, y - 3x) has the part |theta| along theta, and the norm sqrt(10) |theta|.
      const points = await pathBetween(quadratic, start, place(0, 0), [0.5, 0.9, 1.1]);
      points.forEach(({ cosine, alpha }) => {
        const expected = Math.sign(1 - alpha) / Math.sqrt(10);
        assert.ok(Math.abs(cosine - expected) < GAME_BOUND, `${cosine} at ${alpha}`);
      });
    });
  });
});

describe("Diagnostics of the game: as PyTorch and NumPy, from whole Jacobians", () => {
  const figures = new Figures(GAME_BOUND);
  after(() => figures.print());

  onEngine("tensorflow", () => {
    for (const one of gameCases) it(one.name, () => checkGame(one, figures));
  });
});
