import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { BACKENDS, installTensorFlow, loadEngine } from "../../../src/engine";
import { statelessNormal, statelessUniform } from "../../../src/engine/random/philox";
import { cacheDir } from "../../../src/shared/files/cache";
import { at } from "../../support/values";

const SEEDS = [
  [0, 0],
  [1, 2],
  [-1, 7],
  [7, -1],
  [2147483647, -2147483648],
  [-123456, -42],
] as const;
const SHAPES = [[], [1], [2], [3], [5], [3, 5], [2, 3, 7], [10_001], [0, 3]];

const draw = (kernel: string, seed: readonly number[], shape: number[]): tf.Tensor =>
  tf
    .engine()
    .runKernel(kernel, { seed: tf.tensor1d([...seed], "int32") } as unknown as tf.NamedTensorMap, {
      shape,
    }) as tf.Tensor;

describe("Random numbers on the engines", () => {
  before(() => installTensorFlow({ cacheDir: cacheDir() }));

  for (const engine of BACKENDS) {
    it(`are the same numbers on ${engine}`, async () => {
      await loadEngine(engine, { convolution: false });
      for (const seed of SEEDS) {
        for (const shape of SHAPES) {
          tf.tidy(() => {
            const uniform = draw("StatelessRandomUniform", seed, shape);
            assert.deepEqual([uniform.shape, uniform.dtype], [shape, "float32"]);
            assert.deepEqual(
              uniform.dataSync(),
              statelessUniform(seed, uniform.size),
              `uniform of ${seed} ${shape}`,
            );
            const normal = draw("StatelessRandomNormal", seed, shape);
            assert.deepEqual([normal.shape, normal.dtype], [shape, "float32"]);
            const expected = statelessNormal(seed, normal.size);
            normal
              .dataSync()
              .forEach((value, i) =>
                assert.ok(
                  Math.abs(value - at(expected, i)) <= 1e-6,
                  `normal of ${seed} ${shape} at ${i}: ${value}, ${expected[i]}`,
                ),
              );
          });
        }
      }
    });

    it(`leave no tensors behind on ${engine}`, async () => {
      await loadEngine(engine, { convolution: false });
      const before = tf.memory().numTensors;
      tf.tidy(() => void draw("StatelessRandomNormal", [1, 2], [4]));
      assert.equal(tf.memory().numTensors, before);
    });
  }
});
