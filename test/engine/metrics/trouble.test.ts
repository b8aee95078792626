import { compute } from "../../support/metric-parity";
import { at, present } from "../../support/values";
import assert from "node:assert/strict";
import { loadEngine } from "../../../src/engine";
import type { Points } from "../../../src/metrics/distances";
import { histogram } from "../../../src/metrics/divergence";
import { manifoldMeasures, NEIGHBOURS } from "../../../src/metrics/manifold";
import { modeCoverage } from "../../../src/metrics/modes";
import { parzenLogLikelihoods, parzenWindow, SIGMAS } from "../../../src/metrics/parzen";
import { finish } from "../../../src/metrics/pieces";

const wave = (
  count: number,
  dimensions: number,
  seed: number,
  value: (wave: number, i: number) => number = (x) => x,
): Points => ({
  values: Float32Array.from({ length: count * dimensions }, (_, i) =>
    value((Math.sin(i * i + seed) + 1) / 2, i),
  ),
  dimensions,
});

const rowsOf = ({ values, dimensions }: Points): number[][] =>
  Array.from({ length: values.length / dimensions }, (_, i) => [
    ...values.subarray(i * dimensions, (i + 1) * dimensions),
  ]);

/** By the definitions, in float64. */
function byDefinition(real: Points, generated: Points) {
  const [a, b] = [rowsOf(real), rowsOf(generated)];
  const distance = (x: number[], y: number[]) =>
    x.reduce((sum, value, k) => sum + (value - at(y, k)) ** 2, 0);
  const radius = (rows: number[][], k: number) =>
    rows.map((row) =>
      at(
        rows.map((other) => distance(row, other)).sort((x, y) => x - y),
        k,
      ),
    );
  const [narrow, wide, own] = [
    radius(a, NEIGHBOURS.precisionRecall),
    radius(a, NEIGHBOURS.densityCoverage),
    radius(b, NEIGHBOURS.precisionRecall),
  ];
  const share = (values: boolean[]) => values.filter(Boolean).length / values.length;
  return {
    precision: share(b.map((y) => a.some((x, i) => distance(x, y) < at(narrow, i)))),
    recall: share(a.map((x) => b.some((y, j) => distance(x, y) < at(own, j)))),
    density:
      b.reduce((sum, y) => sum + a.filter((x, i) => distance(x, y) < at(wide, i)).length, 0) /
      (NEIGHBOURS.densityCoverage * b.length),
    coverage: share(a.map((x, i) => b.some((y) => distance(x, y) < at(wide, i)))),
  };
}

for (const engine of ["tensorflow", "wasm"] as const) {
  describe(`Metrics of samples that make trouble, on ${engine}`, () => {
    before(async () => void (await loadEngine(engine, { convolution: false })));

    it("the Parzen window warns of an edge width and of pixels outside [0, 1]", async () => {
      const samples = wave(60, 5, 1);
      const near: Points = { values: samples.values.map((value) => 0.99 * value), dimensions: 5 };
      const warnings = async (data: Points, made: Points) =>
        (await finish(parzenWindow({ samples: made, validation: data, test: data }, compute)))
          .warnings;
      const between = await warnings(wave(40, 5, 2), samples);
      assert.deepEqual(between, []);
      const [small, ...noMore] = await warnings(near, samples);
      assert.match(present(small), /the best width, 0\.100, is the smallest that was tried/);
      assert.deepEqual(noMore, []);
      const far: Points = { values: near.values.map((value) => 2 * value - 1), dimensions: 5 };
      const [large, range] = await warnings(
        far,
        wave(60, 5, 1, (x) => 0.1 * x - 0.9),
      );
      assert.match(present(large), /1\.00, is the largest that was tried/);
      assert.match(present(range), /not all in \[0, 1\]/);
    });

    it("a thousand copies of three samples are as likely as the three", async () => {
      const three = wave(3, 784, 3, (x) => Math.round(x));
      const points = wave(40, 784, 4, (x) => x ** 3);
      const copies: Points = {
        values: Float32Array.from({ length: 3000 * 784 }, (_, i) =>
          at(three.values, i % three.values.length),
        ),
        dimensions: 784,
      };
      const [some, many] = [
        await finish(parzenLogLikelihoods(points, three, SIGMAS, compute)),
        await finish(parzenLogLikelihoods(points, copies, SIGMAS, compute)),
      ];
      for (const [s, sigma] of SIGMAS.entries()) {
        const mean = (values: Float64Array) =>
          values.reduce((sum, value) => sum + value, 0) / values.length;
        const difference = Math.abs(mean(at(many, s)) / mean(at(some, s)) - 1);
        assert.ok(difference < 1e-6, `sigma ${sigma}: ${difference}`);
      }
    });

    it("precision, recall, density, coverage hold at the limit of float32", async () => {
      // Two heaps of eight, so far from each other that float32 knows nothing of what lies within.
      const heaps = (seed: number, shift: number) =>
        wave(16, 6, seed, (x, i) => (Math.floor(i / 6) % 2 === 0 ? 1000 : -1000) + 0.2 * x + shift);
      for (const seed of [1, 2, 3]) {
        const real = heaps(seed, 0);
        const generated = heaps(seed + 0.4, 0.08);
        const expected = byDefinition(real, generated);
        assert.ok(expected.precision < 1 || expected.recall < 1, "some lie outside");
        assert.deepEqual(await finish(manifoldMeasures(real, generated, compute)), expected);
      }
    });

    it("samples that are all the same cover only the data beside them", async () => {
      const real = wave(50, 8, 5);
      const same: Points = {
        values: Float32Array.from({ length: 400 }, (_, i) => at(real.values, i % 8) + 0.01),
        dimensions: 8,
      };
      const { recall, ...others } = await finish(manifoldMeasures(real, same, compute));
      const { recall: none, ...expected } = byDefinition(real, same);
      assert.equal(none, 0);
      assert.equal(recall, 0);
      assert.deepEqual(others, expected);
    });

    it("what is not a number makes no figure", async () => {
      const real = wave(20, 3, 6);
      const broken: Points = { values: real.values.slice(), dimensions: 3 };
      broken.values[7] = NaN;
      assert.deepEqual(await finish(manifoldMeasures(real, broken, compute)), {
        precision: NaN,
        recall: NaN,
        density: NaN,
        coverage: NaN,
      });
      const centres = [
        [0, 0],
        [1, 1],
      ] as const;
      for (const value of [NaN, Infinity])
        assert.deepEqual(
          await finish(modeCoverage(Float32Array.of(0, 0, value, 0), centres, 0.1)),
          { modesCovered: NaN, highQuality: NaN, reverseKl: NaN },
        );
      assert.ok(histogram(Float32Array.of(0.5, NaN), 0, 1, 2).every(Number.isNaN));
    });
  });
}
