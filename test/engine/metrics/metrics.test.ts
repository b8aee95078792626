import { metricParity } from "../../support/metric-parity";
import { at, first } from "../../support/values";
import assert from "node:assert/strict";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { loadEngine } from "../../../src/engine";
import { interpolate } from "../../../src/shared/latents/interpolation";
import { distanceFromOptimum, histogram } from "../../../src/metrics/divergence";
import { fit, frechetDistance } from "../../../src/metrics/frechet";
import { kernelDistance } from "../../../src/metrics/kernel-distance";
import { modeCoverage } from "../../../src/metrics/modes";
import {
  nuclearNorm,
  tridiagonalEigenvalues,
  triangularRoot,
} from "../../../src/metrics/nuclear-norm";
import { finish } from "../../../src/metrics/pieces";

describe("The metrics against NumPy and SciPy", () => {
  for (const engine of ["tensorflow", "wasm"] as const) {
    describe(`on ${engine}`, () => {
      before(async () => void (await loadEngine(engine, { convolution: false })));
      for (const { name, bound, run } of metricParity) {
        it(name, async () => {
          const difference = await run();
          assert.ok(difference <= bound, `differs by ${difference}`);
        });
      }
    });
  }
});

describe("Metrics", () => {
  it("the Frechet distance of a set from itself is 0, and few examples are warned of", async () => {
    const few = await finish(
      fit({ values: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i * i)), dimensions: 8 }),
    );
    const { distance, warnings } = await finish(frechetDistance(few, few));
    assert.ok(Math.abs(distance) < 1e-6, String(distance));
    assert.match(first(warnings), /5 examples cannot show the covariance of 8 features/);
  });

  it("singular values and square roots agree with NumPy, singular matrices too", async () => {
    for (const n of [1, 2, 3, 17, 90]) {
      const numbers = Float64Array.from({ length: n * n }, (_, i) => Math.sin(i * i + n));
      const matrix = Matrix.from1DArray(n, n, numbers);
      const expected = new SingularValueDecomposition(matrix).diagonal.reduce(
        (sum, value) => sum + value,
        0,
      );
      const norm = await finish(nuclearNorm(numbers.slice(), n));
      assert.ok(Math.abs(norm - expected) < 1e-12 * expected, `${n}: ${norm} and ${expected}`);
      // Of half the rank: the other half of the pivots is rounding.
      const half = matrix.subMatrix(0, n - 1, 0, Math.floor((n - 1) / 2));
      const product = half.mmul(half.transpose());
      const root = Matrix.from1DArray(
        n,
        n,
        await finish(triangularRoot(Float64Array.from(product.to1DArray()), n)),
      );
      assert.ok(
        root.transpose().mmul(root).sub(product).norm() < 1e-10 * product.norm(),
        `root of ${n} x ${n}`,
      );
    }
    assert.deepEqual(
      [...(await finish(tridiagonalEigenvalues(Float64Array.of(1, 2, 3), new Float64Array(3))))],
      [1, 2, 3],
    );
  });

  it("the kernel distance refuses subsets that are larger than the sets", async () => {
    const points = { values: new Float32Array(10), dimensions: 2 };
    await assert.rejects(
      kernelDistance(points, points, { count: 1, size: 6, choose: () => [] }).next(),
      /subsets of 6 cannot be taken of 5/,
    );
  });

  it("reverse KL is 0 for even modes and log(modes) for one", async () => {
    const centres = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const;
    const even = await finish(modeCoverage(Float32Array.from(centres.flat()), centres, 0.1));
    const one = await finish(modeCoverage(Float32Array.of(0, 0, 0.01, 0), centres, 0.1));
    assert.equal(even.reverseKl, 0);
    assert.ok(Math.abs(one.reverseKl - Math.log(4)) < 1e-12);
  });

  it("a histogram keeps what lies outside", () => {
    assert.deepEqual(
      [...histogram(Float32Array.of(-5, 0.1, 0.6, 1, 7), 0, 1, 2)].map((x) => Math.round(x * 5)),
      [1, 1, 1, 2],
    );
  });

  it("D is as far from D* as its values are, where something lies", () => {
    assert.equal(distanceFromOptimum([0.5, 0.9, 1], [1, 1, 0], [1, 1, 0]), 0.2);
  });

  it("latents are joined by a straight line or along the sphere", () => {
    const a = Float32Array.of(1, 0);
    const b = Float32Array.of(0, 1);
    assert.deepEqual(
      interpolate(a, b, 3, "straight").map((z) => [...z]),
      [
        [1, 0],
        [0.5, 0.5],
        [0, 1],
      ],
    );
    const middle = at(interpolate(a, b, 3, "spherical"), 1);
    assert.ok(Math.abs(Math.hypot(...middle) - 1) < 1e-6);
    assert.deepEqual(
      interpolate(a, a, 2, "spherical").map((z) => [...z]),
      [
        [1, 0],
        [1, 0],
      ],
    );
  });
});
