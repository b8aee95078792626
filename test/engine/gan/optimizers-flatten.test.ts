import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../src/engine";
import { optimizer, settingsAt } from "../../../src/gan/optimizers";
import { rootKey } from "../../../src/gan/random";
import type { Tree } from "../../../src/gan/tree";
import { cacheDir } from "../../../src/shared/files/cache";
import * as tf from "../../../src/tensor/tf";
import { PLAIN } from "../../support/optimizer-variants";
import { entry } from "../../support/values";

describe("Small parameters as one vector", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  const shared = (seed: number): Tree => ({
    kernel: tf.randomNormal([50, 41], 0, 1, "float32", seed),
    bias: tf.randomNormal([41], 0, 1, "float32", seed + 1),
    large: tf.randomNormal([5000], 0, 1, "float32", seed + 2),
  });
  const pick = (state: Tree, names: readonly string[]): Tree =>
    Object.fromEntries(names.map((name) => [name, entry(state, name)]));

  for (const [name, config] of Object.entries(PLAIN)) {
    it(`moves them by ${name} as each by itself`, () => {
      const moved = (names: readonly string[]) => {
        const of = (state: Tree) => pick(state, names);
        const { init, update } = optimizer(config);
        let slots = init(of(shared(1)));
        let last: Tree = {};
        for (let step = 0; step < 4; step++) {
          const hyper = Object.fromEntries(
            Object.entries(settingsAt(config, step)).map(([setting, value]) => [
              setting,
              tf.scalar(value),
            ]),
          );
          ({ updates: last, slots } = update(of(shared(10 + 2 * step)), slots, hyper, {
            parameters: of(shared(1)),
            key: rootKey(1, tf.scalar(step, "int32")),
          }));
        }
        return { last, slots };
      };
      const together = moved(["kernel", "large", "bias"]);
      for (const parameter of ["kernel", "large", "bias"]) {
        const alone = moved([parameter]);
        assert.deepEqual(entry(together.last, parameter).shape, entry(alone.last, parameter).shape);
        assert.deepEqual(
          entry(together.last, parameter).dataSync(),
          entry(alone.last, parameter).dataSync(),
          parameter,
        );
      }
      assert.deepEqual(Object.keys(together.last), ["kernel", "large", "bias"]);
      // Shampoo has no rule that goes number by number, and so no vector.
      if (name === "shampoo") return;
      assert.ok(
        Object.keys(together.slots).every((slot) => /\/(small|large|count|all)$/.test(slot)),
        Object.keys(together.slots).join(),
      );
    });
  }
});
