import { numbersOf, onEngine } from "../../support/gan";
import { at, entry, last, present } from "../../support/values";
import assert from "node:assert/strict";
import { type Layer, layerSchema } from "../../../src/experiment/schema";
import { applyLayer, initLayer } from "../../../src/gan/layers/layer";
import { initNetwork } from "../../../src/gan/network";
import { normal, rootKey } from "../../../src/gan/random";
import type { NetworkState } from "../../../src/gan/state";
import { tidy } from "../../../src/tensor/tf";

function kernelOf(layer: object, input: number[]): { values: Float32Array; shape: number[] } {
  let shape: number[] = [];
  const values = numbersOf(() => {
    const { params } = initLayer(layerSchema.parse(layer), input, { key: rootKey(1, 0) });
    const { kernel } = params;
    shape = present(kernel).shape;
    return present(kernel);
  });
  return { values, shape };
}
const stddev = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

/**
 * A standard deviation of n numbers is off by 1 / sqrt(2 n) for normal ones, less for uniform ones;
 * five times that is allowed.
 */
function assertStddev(values: Float32Array, expected: number): void {
  assert.ok(
    Math.abs(stddev(values) / expected - 1) < 5 / Math.sqrt(2 * values.length),
    `${stddev(values)} instead of ${expected}`,
  );
  const mean = values.reduce((a, b) => a + b) / values.length;
  assert.ok(Math.abs(mean) < (5 * expected) / Math.sqrt(values.length), `mean ${mean}`);
}
function assertUniform(values: Float32Array, range: number): void {
  const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  assert.ok(
    largest <= range * (1 + 1e-6) && largest > range * 0.99,
    `${largest} in a range of ${range}`,
  );
  assertStddev(values, range / Math.sqrt(3));
}

/**
 * The rows or columns, whichever are fewer, of a matrix of so many columns are perpendicular and of
 * one length.
 */
function assertOrthogonal(values: Float32Array, columns: number, gain: number): void {
  const rows = values.length / columns;
  const wide = columns > rows;
  const vectors = Math.min(rows, columns);
  const entry = (vector: number, i: number) =>
    at(values, wide ? vector * columns + i : i * columns + vector);
  for (let a = 0; a < vectors; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < Math.max(rows, columns); i++) product += entry(a, i) * entry(b, i);
      assert.ok(
        Math.abs(product / gain ** 2 - (a === b ? 1 : 0)) < 1e-5,
        `vectors ${a} and ${b}: ${product}`,
      );
    }
  }
}
function assertSparse(
  values: Float32Array,
  units: number,
  nonzero: number,
  expected: number,
): void {
  const counts = Array.from(
    { length: units },
    (_, unit) => values.filter((value, i) => i % units === unit && value !== 0).length,
  );
  assert.deepEqual(
    counts,
    counts.map(() => nonzero),
  );
  assertStddev(
    values.filter((value) => value !== 0),
    expected,
  );
  // Not the same places for each unit.
  assert.ok(
    new Set(
      Array.from(
        { length: units },
        (_, unit) => values.findIndex((value, i) => i % units === unit && value !== 0) - unit,
      ),
    ).size > 1,
  );
}

describe("Initializers", () => {
  onEngine("tensorflow", () => {
    const cases = [
      {
        name: "dense",
        layer: { type: "dense", units: 120 },
        input: [80],
        shape: [80, 120],
        fanIn: 80,
        fanOut: 120,
      },
      {
        name: "maxout",
        layer: { type: "maxout", units: 30, pieces: 4 },
        input: [80],
        shape: [80, 120],
        fanIn: 80,
        fanOut: 120,
      },
      {
        name: "conv2d",
        layer: { type: "conv2d", filters: 20, kernelSize: 5 },
        input: [8, 8, 30],
        shape: [5, 5, 30, 20],
        fanIn: 25 * 30,
        fanOut: 25 * 20,
      },
      {
        name: "conv2dTranspose",
        layer: { type: "conv2dTranspose", filters: 20, kernelSize: 5 },
        input: [8, 8, 30],
        shape: [5, 5, 20, 30],
        fanIn: 25 * 30,
        fanOut: 25 * 20,
      },
    ];
    for (const { name, layer, input, shape, fanIn, fanOut } of cases) {
      const kernel = (kernelInitializer: object) => {
        const made = kernelOf({ ...layer, kernelInitializer }, input);
        assert.deepEqual(made.shape, shape);
        return made.values;
      };
      it(`${name}: glorotUniform is within +- sqrt(6 / (fanIn + fanOut))`, () =>
        assertUniform(kernel({ type: "glorotUniform" }), Math.sqrt(6 / (fanIn + fanOut))));
      it(`${name}: heNormal has standard deviation sqrt(2 / fanIn)`, () =>
        assertStddev(kernel({ type: "heNormal" }), Math.sqrt(2 / fanIn)));
      it(
        `${name}: glorotNormal has variance 2 / (fanIn + fanOut), heUniform is within +- ` +
          "sqrt(6 / fanIn)",
        () => {
          assertStddev(kernel({ type: "glorotNormal" }), Math.sqrt(2 / (fanIn + fanOut)));
          assertUniform(kernel({ type: "heUniform" }), Math.sqrt(6 / fanIn));
        },
      );
      it(`${name}: orthogonal has W'W or WW' = gain^2 I`, () =>
        assertOrthogonal(kernel({ type: "orthogonal", gain: 1.5 }), last(shape), 1.5));
      if (name !== "conv2dTranspose")
        it(`${name}: sparse gives each unit so many inputs`, () =>
          assertSparse(kernel({ type: "sparse", nonzero: 7, stddev: 0.5 }), last(shape), 7, 0.5));
      it(`${name}: uniform and normal are as asked for`, () => {
        assertUniform(kernel({ type: "uniform", range: 0.005 }), 0.005);
        assertStddev(kernel({ type: "normal", stddev: 0.02 }), 0.02);
      });
    }

    it("without a word: kernels glorotUniform, biases 0; batchNorm starts as the identity", () =>
      tidy(() => {
        const context = { key: rootKey(1, 0) };
        assertUniform(kernelOf({ type: "dense", units: 100 }, [100]).values, Math.sqrt(6 / 200));
        assert.deepEqual(
          [
            ...entry(
              initLayer(layerSchema.parse({ type: "dense", units: 3 }), [4], context).params,
              "bias",
            ).dataSync(),
          ],
          [0, 0, 0],
        );
        const { params, stats } = initLayer(layerSchema.parse({ type: "batchNorm" }), [2], context);
        const { gamma, beta } = params;
        const { movingMean, movingVariance } = stats;
        assert.deepEqual(
          [gamma, beta, movingMean, movingVariance].map((w) => [...present(w).dataSync()]),
          [
            [1, 1],
            [0, 0],
            [0, 0],
            [1, 1],
          ],
        );
      }));

    it("gammaInitializer: normal around 1 as in DCGAN's code, or one number", () => {
      const gamma = (gammaInitializer: object) =>
        numbersOf(() =>
          present(
            initLayer(layerSchema.parse({ type: "batchNorm", gammaInitializer }), [4, 4, 5000], {
              key: rootKey(1, 0),
            }).params["gamma"],
          ),
        );
      assertStddev(
        gamma({ type: "normal" }).map((value) => value - 1),
        0.02,
      );
      assertStddev(
        gamma({ type: "normal", mean: -2, stddev: 0.5 }).map((value) => value + 2),
        0.5,
      );
      assert.deepEqual([...new Set(gamma({ type: "constant", value: 0 }))], [0]);
    });

    it("a layer without biases has none, and gives what one does whose biases are 0", () =>
      tidy(() => {
        const layers: [object, number[]][] = [
          [{ type: "dense", units: 3, activation: "tanh" }, [4]],
          [{ type: "maxout", units: 3, pieces: 2 }, [4]],
          [{ type: "conv2d", filters: 3, kernelSize: 3 }, [4, 4, 2]],
          [{ type: "conv2dTranspose", filters: 3, kernelSize: 4, strides: 2 }, [4, 4, 2]],
        ];
        for (const [layer, input] of layers) {
          const context = { key: rootKey(1, 0) };
          const x = normal(rootKey(2, 0), [2, ...input]);
          const [without, zero] = [{ ...layer, useBias: false }, layer].map((one) =>
            layerSchema.parse(one),
          );
          const weights = initLayer(present(without), input, context);
          assert.deepEqual(Object.keys(weights.params), ["kernel"]);
          const made = (one: Layer, weights: NetworkState) => [
            ...applyLayer(one, weights, x, input, { training: false }).y.dataSync(),
          ];
          assert.deepEqual(
            made(present(without), weights),
            made(present(zero), initLayer(present(zero), input, context)),
          );
        }
      }));

    it("equal layers at different places, and kernel and bias, start with different numbers", () =>
      tidy(() => {
        const layer = layerSchema.parse({
          type: "dense",
          units: 4,
          kernelInitializer: { type: "normal", stddev: 1 },
          biasInitializer: { type: "normal", stddev: 1 },
        });
        const drawn = Object.values(
          initNetwork(
            { name: "generator", layers: [layer, layer], input: [4] },
            { key: rootKey(1, 0) },
          ).params,
        ).flatMap((w) => [...w.dataSync()]);
        assert.equal(drawn.length, 40);
        assert.equal(new Set(drawn).size, 40);
      }));

    it("dataMarginals: log-odds of each mean, so that a sigmoid gives the means back", () =>
      tidy(() => {
        const layer = layerSchema.parse({
          type: "dense",
          units: 5,
          activation: "sigmoid",
          biasInitializer: { type: "dataMarginals" },
        });
        const make = (marginals?: Float32Array) =>
          entry(
            initLayer(layer, [3], { key: rootKey(1, 0), ...(marginals ? { marginals } : {}) })
              .params,
            "bias",
          );
        const odds = [
          ...make(Float32Array.of(0, 0.25, 0.5, 0.9, 1))
            .sigmoid()
            .dataSync(),
        ];
        [1e-4, 0.25, 0.5, 0.9, 1 - 1e-4].forEach((p, i) =>
          assert.ok(Math.abs(at(odds, i) / p - 1) < 1e-5, `${odds[i]} instead of ${p}`),
        );
        assert.throws(() => make(), /dataMarginals needs the data's marginals/);
      }));
  });
});
