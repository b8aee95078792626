import { Figures, onEngine, type Packed, unpack, unpackAll } from "../../support/gan";
import { fixture } from "../../support/paths";
import { concatSmallSlots, stepInputs, steps } from "../../support/step-parity";
import { at, found } from "../../support/values";
import assert from "node:assert/strict";
import { experimentSchema, optimizerSchema } from "../../../src/experiment/schema";
import { dualityGap } from "../../../src/gan/diagnostics/duality-gap";
import { type Eigenvalue, leadingEigenvalues } from "../../../src/gan/diagnostics/eigenvalues";
import { gamePath } from "../../../src/gan/diagnostics/path";
import { type GameSpectrum, gameSpectrum, sizeOf } from "../../../src/gan/diagnostics/spectrum";
import type { Game, GameVector } from "../../../src/gan/game";
import { gameOn } from "../../../src/gan/loss-gradients";
import { hyperOf, modelOf } from "../../../src/gan/model";
import { fold, rootKey } from "../../../src/gan/random";
import { unflattenState } from "../../../src/gan/state";
import { entry } from "../../../src/gan/tree";
import { dispose, type Scalar, type Tensor, tensor1d, tidy } from "../../../src/tensor/tf";

/** Of the largest number that a row compares. */
const BOUND = 1e-5;

type Complex = [re: number, im: number];

/** The largest distance of an expected eigenvalue from the nearest that was found. */
function distance(found: readonly Eigenvalue[], expected: readonly Complex[]): number {
  const distances = expected.map(([re, im]) =>
    Math.min(...found.map((one) => Math.hypot(one.re - re, one.im - im))),
  );
  return Math.max(...distances);
}

/** Numbers without a pattern, to start from. */
const anyNumbers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(1 + 7 * i * i));

describe("Leading eigenvalues", () => {
  const rows = [
    [0, 2, 0, 0, 0],
    [-2, 0, 0, 0, 0],
    [0, 0, 1, 4, 0],
    [0, 0, 0, -3, 0],
    [0, 0, 0, 0, 0.5],
  ];
  const operator = (x: Float64Array) =>
    Float64Array.from(rows, (row) => row.reduce((sum, value, i) => sum + value * at(x, i), 0));

  it("are those of the matrix, the largest first, complex ones in pairs", () => {
    const values = leadingEigenvalues(operator, anyNumbers(5), { count: 4 });
    const expected = [
      [-3, 0],
      [0, 2],
      [0, -2],
      [1, 0],
    ] as const;
    assert.equal(values.length, 4);
    values.forEach(({ re, im, residual }, i) => {
      const [expectedRe, expectedIm] = at(expected, i);
      assert.ok(Math.hypot(re - expectedRe, im - expectedIm) < 1e-12, `${re} + ${im} i`);
      assert.ok(residual < 1e-12);
    });
  });

  it("come from fewer products than the matrix has rows, with what they may be off by", () => {
    let products = 0;
    const diagonal = (x: Float64Array) => {
      products++;
      return x.map((value, i) => value * (i === 0 ? 10 : i / 400));
    };
    const [first] = leadingEigenvalues(diagonal, anyNumbers(400), { count: 1 });
    assert.ok(first && Math.abs(first.re - 10) < 1e-6 && first.residual < 1e-5);
    assert.ok(products <= 20, `${products}`);
  });
});

/** A game of one number each: G's x and D's y. */
const ofNumbers = (losses: {
  generator(x: Tensor, y: Tensor): Tensor;
  discriminator(x: Tensor, y: Tensor): Tensor;
}): Game => {
  const of = (player: "generator" | "discriminator") => (weights: GameVector) =>
    losses[player](entry(weights.generator, "x"), entry(weights.discriminator, "y")).sum<Scalar>();
  return { generator: of("generator"), discriminator: of("discriminator") };
};
const place = (x: number, y: number): GameVector => ({
  generator: { x: tensor1d([x]) },
  discriminator: { y: tensor1d([y]) },
});

describe("A game of two numbers", () => {
  onEngine("tensorflow", () => {
    const spectrumAt = (game: Game, x: number, y: number): GameSpectrum => {
      const at = place(x, y);
      const spectrum = gameSpectrum(game, at, Float64Array.of(0.6, 0.8), { count: 2 });
      dispose([at.generator, at.discriminator]);
      return spectrum;
    };

    it("rotates where it is bilinear: the eigenvalues of J are +i and -i", () => {
      const bilinear = ofNumbers({
        generator: (x, y) => x.mul(y),
        discriminator: (x, y) => x.mul(y).neg(),
      });
      const { jacobian, hessians } = spectrumAt(bilinear, 0.3, -0.7);
      assert.ok(
        distance(jacobian, [
          [0, 1],
          [0, -1],
        ]) < BOUND,
      );
      assert.ok(distance(hessians.generator, [[0, 0]]) < BOUND);
    });

    it("rotates at the equilibrium of the Dirac-GAN: +i/2 and -i/2 (Mescheder et al. 2018)", () => {
      const dirac = ofNumbers({
        generator: (x, y) => x.mul(y).neg().softplus(),
        discriminator: (x, y) => x.mul(y).softplus(),
      });
      const { jacobian } = spectrumAt(dirac, 0, 0);
      assert.ok(
        distance(jacobian, [
          [0, 0.5],
          [0, -0.5],
        ]) < BOUND,
      );
    });

    it("attracts where it is x^2/2 + 3xy - y^2/2, whose duality gap is 5 (x^2 + y^2)", () => {
      const value = (x: Tensor, y: Tensor) =>
        x.square().mul(0.5).add(x.mul(y).mul(3)).sub(y.square().mul(0.5));
      const quadratic = ofNumbers({
        generator: value,
        discriminator: (x, y) => value(x, y).neg(),
      });
      const { jacobian, hessians } = spectrumAt(quadratic, 0.3, -0.7);
      assert.ok(
        distance(jacobian, [
          [1, 3],
          [1, -3],
        ]) < BOUND,
      );
      assert.ok(distance(hessians.discriminator, [[1, 0]]) < BOUND);
      tidy(() => {
        const { gap } = dualityGap(
          () => quadratic.generator,
          quadratic.generator,
          place(0.3, -0.7),
          {
            steps: 20,
            optimizer: optimizerSchema.parse({ type: "sgd", learningRate: 0.9 }),
            seed: 1,
          },
        );
        assert.ok(Math.abs(gap - 5 * (0.3 ** 2 + 0.7 ** 2)) < BOUND, `${gap}`);
        const points = gamePath(
          quadratic,
          { first: place(0.3, -0.7), second: place(0, 0) },
          [0.5, 0.9, 1.1],
        );
        // v = (x + 3y, y - 3x) has the part |theta| along theta, and the norm sqrt(10) |theta|.
        const signs = points.map(({ cosine }) => cosine * Math.sqrt(10));
        [1, 1, -1].forEach((sign, i) => assert.ok(Math.abs(at(signs, i) - sign) < BOUND));
      });
    });
  });
});

interface GameCase {
  name: string;
  jacobian: Complex[];
  generator: Complex[];
  discriminator: Complex[];
  path: Record<"alpha" | "cosine" | "along" | "norm" | "generator" | "discriminator", number>[];
  dualityGap: Record<"againstGenerator" | "againstDiscriminator", number>;
}
const reference = fixture<{ answer: { steps: number; rate: number }; cases: GameCase[] }>("game");

/** A case's game on the first batch, where its training begins and where it has come to. */
function gameOf(name: string): { game: Game; first: GameVector; second: GameVector } {
  const inputs = found(stepInputs, (one) => one.name === name);
  const model = modelOf(experimentSchema.parse(inputs.experiment));
  const weightsOf = (packed: Record<string, Packed>) => {
    const state = unflattenState(model, unpackAll(concatSmallSlots(packed)));
    return {
      state,
      at: { generator: state.generator.params, discriminator: state.discriminator.params },
    };
  };
  const { state, at: first } = weightsOf(inputs.state);
  const after = found(steps.cases, (one) => one.name === name).steps.at(-1)!.state;
  const key = fold(fold(rootKey(model.seed, 0), "discriminator"), 0);
  const real = { x: unpack(at(at(inputs.steps, 0).real, 0)) };
  const game = gameOn(model, state, real, key, hyperOf(model, 0).objective);
  return { game, first, second: weightsOf(after).at };
}

describe("Diagnostics of the game: as PyTorch and NumPy, from whole Jacobians", () => {
  const figures = new Figures(BOUND);
  after(() => figures.print());

  onEngine("tensorflow", () => {
    for (const { name, ...expected } of reference.cases) {
      it(name, () =>
        tidy(() => {
          const { game, first, second } = gameOf(name);
          const size = sizeOf(first.generator) + sizeOf(first.discriminator);
          const all = gameSpectrum(game, first, anyNumbers(size), { count: size, tolerance: 0 });
          const largest = Math.hypot(...at(expected.jacobian, 0));
          const spectra = { jacobian: all.jacobian, ...all.hessians };
          for (const kind of ["jacobian", "generator", "discriminator"] as const) {
            const leading = expected[kind].slice(0, 6);
            const off = distance(spectra[kind], leading) / largest;
            figures.check(`eigenvalues, ${kind}`, kind, [off], [0], 1);
          }
          const points = gamePath(
            game,
            { first, second },
            expected.path.map(({ alpha }) => alpha),
          );
          points.forEach((point, i) => {
            const wanted = at(expected.path, i);
            for (const what of ["cosine", "along", "norm", "generator", "discriminator"] as const)
              figures.check(`path, ${what}`, what, [point[what]], [wanted[what]], 0.1);
          });
          const value = (weights: GameVector) => game.discriminator(weights).neg<Scalar>();
          const gap = dualityGap(() => value, value, first, {
            steps: reference.answer.steps,
            optimizer: optimizerSchema.parse({ type: "sgd", learningRate: reference.answer.rate }),
            seed: 1,
          });
          for (const what of ["againstGenerator", "againstDiscriminator"] as const)
            figures.check("duality gap", what, [gap[what]], [expected.dualityGap[what]], 0.1);
        }),
      );
    }
  });
});
