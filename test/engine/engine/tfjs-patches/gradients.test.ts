import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { BACKENDS, installTensorFlow, loadEngine } from "../../../../src/engine";
import { cacheDir } from "../../../../src/shared/files/cache";
import { canRun } from "../../../../src/engine/names";
import { first } from "../../../support/values";

type Op = (x: tf.Tensor) => tf.Tensor;
const table: Op = (x) => tf.reshape(tf.square(x), [2, 3]);
const l2Loss: Op = (x) => tf.engine().runKernel("L2Loss", { x });
/** Everything a network can be made of here, by what its gradient is made of. */
const OPS: Record<string, Op> = {
  relu: tf.relu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  "leakyRelu of negative slope": (x) => tf.leakyRelu(x, -0.3),
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  elu: tf.elu,
  selu: tf.selu,
  softplus: tf.softplus,
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  exp: tf.exp,
  softmax: (x) => tf.softmax(x),
  maximum: (x) => tf.maximum(x, tf.mul(x, 0.3)),
  clip: (x) => tf.clipByValue(x, -0.5, 0.5),
  "sum over an axis": (x) => tf.sum(table(x), 0),
  "sum, dimension kept": (x) => tf.sum(table(x), 1, true),
  "sum over everything": (x) => tf.sum(tf.square(x)),
  "mean over an axis": (x) => tf.mean(table(x), 1),
  "mean, dimension kept": (x) => tf.mean(table(x), 0, true),
  "mean over everything": (x) => tf.mean(tf.square(x)),
  max: (x) => tf.max(table(x), 1),
  "max over everything": (x) => tf.max(tf.square(x)),
  min: (x) => tf.min(table(x), 0),
  L2Loss: (x) => l2Loss(tf.tanh(x)),
  matMul: (x) => tf.matMul(tf.reshape(x, [2, 3]), tf.reshape(tf.tanh(x), [2, 3]), false, true),
  "matMul, first transposed": (x) =>
    tf.matMul(tf.reshape(x, [2, 3]), tf.reshape(tf.tanh(x), [2, 3]), true, false),
};
const picture = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [1, 1, 3, 2]);
const filter = (x: tf.Tensor): tf.Tensor4D => tf.reshape(tf.tanh(x), [1, 3, 2, 1]);
/** By picture and filter alike. The engine wasm has none of them. */
const CONVOLUTIONS: Record<string, Op> = {
  conv2d: (x) => tf.conv2d(picture(x), filter(x), 1, "same"),
  depthwiseConv2d: (x) => tf.depthwiseConv2d(picture(x), filter(x), 1, "same"),
};
const CASES = [
  ...Object.entries(OPS).map(([name, op]) => ({ name, op, convolution: false })),
  ...Object.entries(CONVOLUTIONS).map(([name, op]) => ({ name, op, convolution: true })),
];
/** Away from the kinks at 0 and 0.5 by more than the step of the difference. */
const POINT = [-1.5, -0.4, 0.3, 0.9, 2.1, -0.15];
const STEP = 4e-3;

const total =
  (op: Op): Op =>
  (x) =>
    tf.sum(tf.square(op(x)));
/** What a gradient penalty does: a function of the gradient, to be differentiated in its turn. */
const penalty =
  (op: Op): Op =>
  (x) =>
    tf.sum(tf.square(tf.sub(tf.grad(total(op))(x), 1)));

const valueAt = (f: Op, at: readonly number[]): number =>
  tf.tidy(() => first(f(tf.tensor1d([...at])).dataSync()));
const gradientOf = (f: Op): number[] =>
  tf.tidy(() => [...tf.grad(f)(tf.tensor1d(POINT)).dataSync()]);
/** Fourth-order central difference. */
const difference = (f: Op): number[] =>
  POINT.map((_, i) => {
    const at = (h: number): number =>
      valueAt(
        f,
        POINT.map((x, j) => (j === i ? x + h : x)),
      );
    return (8 * (at(STEP) - at(-STEP)) - (at(2 * STEP) - at(-2 * STEP))) / (12 * STEP);
  });

function assertClose(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  const scale = 1 + Math.max(...expected.map(Math.abs));
  actual.forEach((value, i) =>
    assert.ok(
      Math.abs(value - expected[i]!) <= tolerance * scale,
      `at ${i}: ${actual.join(" ")} instead of ${expected.join(" ")}`,
    ),
  );
}

describe("Gradients on the engines", () => {
  before(() => installTensorFlow({ cacheDir: cacheDir() }));

  for (const { name, op, convolution } of CASES) {
    for (const [order, f] of [
      ["first", total(op)],
      ["second", penalty(op)],
    ] as const) {
      it(
        `${order} derivative of ${name}: as the central difference, and the same on all ` +
          "engines",
        async () => {
          let reference: number[] | undefined;
          for (const engine of BACKENDS.filter((one) => canRun(one, { convolution }))) {
            await loadEngine(engine, { convolution });
            const gradient = gradientOf(f);
            // A float32 difference over a step of 4e-3 carries about three digits.
            assertClose(gradient, difference(f), 2e-3);
            assertClose(gradient, (reference ??= gradient), 1e-5);
          }
        },
      );
    }
  }

  for (const engine of BACKENDS) {
    it(`of every activation leave no tensors behind on ${engine}`, async () => {
      await loadEngine(engine, { convolution: false });
      for (const [name, op] of Object.entries(OPS)) {
        const before = tf.memory().numTensors;
        gradientOf(penalty(op));
        assert.equal(tf.memory().numTensors, before, name);
      }
    });

    it(`${engine}: a step is 0 up to zero and 1 above, keeps NaN, and takes a slope`, async () => {
      await loadEngine(engine, { convolution: false });
      const x = tf.tensor1d([-2, -0, 0, 1e-30, 3, Infinity, NaN]);
      assert.deepEqual([...tf.step(x).dataSync()], [0, 0, 0, 1, 1, 1, NaN]);
      assertClose([...tf.step(tf.tensor1d([-2, 3]), 0.5).dataSync()], [0.5, 1], 0);
    });

    it(`${engine}: half the sum of squares`, async () => {
      await loadEngine(engine, { convolution: false });
      assert.equal(
        l2Loss(
          tf.tensor2d([
            [3, -4],
            [1, 2],
          ]),
        ).dataSync()[0],
        15,
      );
    });

    it(`${engine}: ties of max and min share the gradient`, async () => {
      await loadEngine(engine, { convolution: false });
      const x = tf.tensor2d([
        [2, 5, 5],
        [7, 7, 7],
        [1, 0, -1],
      ]);
      const weights = tf.tensor1d([4, 6, 8]);
      const gradient = (extremum: Op): number[] => [
        ...tf
          .grad((given) => tf.sum(tf.mul(extremum(given), weights)))(x)
          .dataSync(),
      ];
      assert.deepEqual(
        gradient((given) => tf.max(given, 1)),
        [0, 2, 2, 2, 2, 2, 8, 0, 0],
      );
      assert.deepEqual(
        gradient((given) => tf.min(given, 1)),
        [4, 0, 0, 2, 2, 2, 0, 0, 8],
      );
    });

    it(
      `${engine}: what is reshaped to its own shape or cast to its own type outlives the ` +
        "original",
      async () => {
        await loadEngine(engine, { convolution: false });
        const x = tf.tensor2d([
          [1, 2],
          [3, 4],
        ]);
        const y = tf.reshape(x, [2, 2]);
        const z = tf.cast(x, "float32");
        x.dispose();
        assert.deepEqual([...tf.add(y, z).dataSync()], [2, 4, 6, 8]);
        y.dispose();
        assert.deepEqual([...z.dataSync()], [1, 2, 3, 4]);
        assert.deepEqual(
          [...tf.cast(tf.tensor1d([0.5, 1.5]), "int32").dataSync(), ...tf.reshape(z, [4]).shape],
          [0, 1, 4],
        );
      },
    );

    for (const [transposeA, transposeB] of [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const) {
      it(
        `${engine}: matrix products, ${transposeA ? "first" : "nothing"} ` +
          `${transposeB ? "second" : "nothing"} transposed, of matrices and of stacks of them`,
        async () => {
          await loadEngine(engine, { convolution: false });
          const a = tf.reshape(tf.range(0, 6), transposeA ? [3, 2] : [2, 3]);
          const b = tf.reshape(tf.range(1, 13), transposeB ? [4, 3] : [3, 4]);
          const rows = (x: tf.Tensor, transposed: boolean): number[][] =>
            (transposed ? tf.transpose(x) : x).arraySync() as number[][];
          const left = rows(a, transposeA);
          const right = rows(b, transposeB);
          const expected = left.map((row) =>
            first(right).map((_, j) =>
              row.reduce((sum, value, k) => sum + value * right[k]![j]!, 0),
            ),
          );
          assert.deepEqual(tf.matMul(a, b, transposeA, transposeB).arraySync(), expected);
          assert.deepEqual(
            tf.matMul(tf.stack([a, a]), tf.stack([b, b]), transposeA, transposeB).arraySync(),
            [expected, expected],
          );
        },
      );
    }
  }
});
