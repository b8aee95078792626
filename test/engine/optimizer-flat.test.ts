import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../src/engine";
import { optimizer, settingsAt } from "../../src/gan/optimizers";
import { rootKey } from "../../src/gan/random";
import type { State } from "../../src/gan/state";
import { cacheDir } from "../../src/shared/cache";
import * as tf from "../../src/shared/tf";
import { PLAIN } from "./optimizer-variants";

describe("The parameters of a small network as one vector", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  const shared = (seed: number): State => ({ kernel: tf.randomNormal([50, 41], 0, 1, "float32", seed), bias: tf.randomNormal([41], 0, 1, "float32", seed + 1) });
  const beside = (state: State): State => ({ ...state, other: tf.ones([10_000]) });

  for (const [name, config] of Object.entries(PLAIN)) {
    it(`moves them by ${name} as those of a large one, of which each is updated by itself`, () => {
      const ends = [(state: State) => state, beside].map((of) => {
        const { init, update } = optimizer(config);
        let slots = init(of(shared(1))), last: State = {};
        for (let step = 0; step < 4; step++) {
          const hyper = Object.fromEntries(Object.entries(settingsAt(config, step)).map(([setting, value]) => [setting, tf.scalar(value)]));
          ({ updates: last, slots } = update(of(shared(10 + 2 * step)), slots, hyper, { parameters: of(shared(1)), key: rootKey(1, tf.scalar(step, "int32")) }));
        }
        return { last, slots };
      }) as [{ last: State; slots: State }, { last: State; slots: State }];
      for (const parameter of ["kernel", "bias"]) {
        assert.deepEqual(ends[0].last[parameter]!.shape, ends[1].last[parameter]!.shape);
        assert.deepEqual(ends[0].last[parameter]!.dataSync(), ends[1].last[parameter]!.dataSync(), parameter);
      }
      assert.ok(Object.keys(ends[0].slots).every((slot) => /\/(all|count)$/.test(slot)), Object.keys(ends[0].slots).join());
    });
  }
});
