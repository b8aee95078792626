import { numbersOf, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../src/engine";
import { drawLatents } from "../../../src/gan/model";
import { fold, type Key, normal, rootKey, uniform } from "../../../src/gan/random";

const COUNT = 100_000;
const draw = (generate: typeof uniform, key: () => Key, count = COUNT): Float32Array =>
  numbersOf(() => generate(key(), [count]));

/** Mean of f over the numbers. */
const mean = (values: Float32Array, f = (x: number) => x): number =>
  values.reduce((sum, x) => sum + f(x), 0) / values.length;
/** Fails where a mean is more than five standard errors away from what it should be. */
function assertMean(
  values: Float32Array,
  expected: number,
  deviation: number,
  f?: (x: number) => number,
): void {
  const error = Math.abs(mean(values, f) - expected);
  assert.ok(
    error < (5 * deviation) / Math.sqrt(values.length),
    `${mean(values, f)} instead of ${expected}`,
  );
}
/** Pearson's chi-square over equally likely cells, as a number of standard deviations. */
function chiSquareScore(values: Float32Array, cell: (x: number) => number, cells: number): number {
  const counts = new Float64Array(cells);
  const expected = values.length / cells;
  for (const x of values) counts[cell(x)]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}
function correlation(a: Float32Array, b: Float32Array): number {
  const ma = mean(a);
  const mb = mean(b);
  const covariance = a.reduce((sum, x, i) => sum + (x - ma) * (b[i]! - mb), 0) / a.length;
  return covariance / Math.sqrt(mean(a, (x) => (x - ma) ** 2) * mean(b, (x) => (x - mb) ** 2));
}

describe("Random numbers", () => {
  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const [seed, step] of [
        [0, 0],
        [1, 5],
        [2 ** 31 - 1, 123_456],
      ] as const) {
        it(`uniform ones are uniform in [0, 1) (seed ${seed}, step ${step})`, () => {
          const values = draw(uniform, () => rootKey(seed, step));
          assert.ok(values.every((x) => x >= 0 && x < 1));
          assertMean(values, 1 / 2, Math.sqrt(1 / 12));
          assertMean(values, 1 / 12, Math.sqrt(1 / 180), (x) => (x - 0.5) ** 2);
          assert.ok(Math.abs(chiSquareScore(values, (x) => Math.floor(x * 256), 256)) < 5);
          const pairs = values
            .filter((_, i) => i % 2 === 0)
            .map((x, i) => Math.floor(x * 16) * 16 + Math.floor(values[2 * i + 1]! * 16));
          assert.ok(
            Math.abs(chiSquareScore(pairs, (x) => x, 256)) < 5,
            "neighbours are independent",
          );
        });

        it(`normal ones have the moments of N(0, 1) (seed ${seed}, step ${step})`, () => {
          const values = draw(normal, () => rootKey(seed, step));
          assertMean(values, 0, 1);
          assertMean(values, 1, Math.sqrt(2), (x) => x ** 2);
          assertMean(values, 0, Math.sqrt(15), (x) => x ** 3);
          assertMean(values, 3, Math.sqrt(96), (x) => x ** 4);
          const tail = 0.0026998; // P(|x| > 3)
          assertMean(values, tail, Math.sqrt(tail * (1 - tail)), (x) => Number(Math.abs(x) > 3));
        });
      }

      it("latent vectors have mean 0 and variance 1 whatever their distribution", () => {
        const latents = (distribution: "normal" | "uniform") =>
          numbersOf(() => drawLatents({ size: 50, distribution }, rootKey(4, 0), COUNT / 50));
        const straight = latents("uniform");
        assert.ok(straight.every((x) => Math.abs(x) <= Math.fround(Math.sqrt(3))));
        assertMean(straight, 0, 1);
        assertMean(straight, 1, Math.sqrt(4 / 5), (x) => x ** 2);
        assertMean(latents("normal"), 0, 1);
        assertMean(latents("normal"), 1, Math.sqrt(2), (x) => x ** 2);
      });
    });
  }

  onEngine("tensorflow", () => {
    it("are the same for the same key, whatever was drawn before", () => {
      const reference = draw(normal, () => fold(rootKey(1, 2), "latent"));
      draw(normal, () => rootKey(9, 9), 17);
      assert.deepEqual(
        draw(normal, () => fold(rootKey(1, 2), "latent")),
        reference,
      );
    });

    it("of different seeds, steps and streams are independent", () => {
      const keys: (() => Key)[] = [
        () => rootKey(1, 0),
        () => rootKey(2, 0),
        () => rootKey(1, 1),
        () => fold(rootKey(1, 0), 0),
        () => fold(rootKey(1, 0), 1),
        () => fold(rootKey(1, 0), "real"),
        () => fold(rootKey(1, 0), "fake"),
        () => fold(fold(rootKey(1, 0), "a"), "b"),
        () => fold(rootKey(1, 0), "ab"),
      ];
      const drawn = keys.map((key) => draw(uniform, key));
      drawn.forEach((a, i) =>
        drawn.slice(0, i).forEach((b, j) => {
          assert.ok(Math.abs(correlation(a, b)) < 5 / Math.sqrt(COUNT), `keys ${j} and ${i}`);
          assert.ok(a.filter((x, at) => x === b[at]).length < 10, `keys ${j} and ${i}`);
        }),
      );
    });

    it("streams of a run all have different numbers", () => {
      const key = rootKey(1, 0);
      const streams: number[] = [];
      for (let i = 0; i < 100; i++) {
        for (const name of ["latent", "G", "real", "fake", "D"]) {
          for (let layer = 0; layer < 20; layer++)
            streams.push(fold(fold(fold(fold(key, "discriminator"), i), name), layer).stream);
        }
      }
      assert.equal(new Set(streams).size, streams.length);
      assert.ok(
        streams.every(
          (stream) => Number.isInteger(stream) && stream >= -(2 ** 31) && stream < 2 ** 31,
        ),
        "int32",
      );
      // Each of the 32 bits is set in half of them.
      for (let bit = 0; bit < 32; bit++) {
        const share = streams.filter((stream) => (stream >>> bit) & 1).length / streams.length;
        assert.ok(
          Math.abs(share - 0.5) < 5 * Math.sqrt(0.25 / streams.length),
          `bit ${bit}: ${share}`,
        );
      }
    });
  });
});
