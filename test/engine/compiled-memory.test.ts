import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { installTensorFlow, loadEngine } from "../../src/engine";
import { createTensorFlowProgram } from "../../src/engine/tensorflow/program";
import { drawLatents, generate } from "../../src/gan/model";
import { fold, rootKey } from "../../src/gan/random";
import { cacheDir } from "../../src/shared/cache";
import * as tf from "../../src/shared/tf";
import { prepare, workload } from "./compiled-support";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** What the process holds, garbage apart. */
const resident = (): number => {
  collect();
  return process.memoryUsage.rss();
};

describe("A compiled step's memory", function () {
  this.timeout(600_000);
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  it("is flat: under 3 % more after 20,000 calls, states and samples", async () => {
    const { step, state, model } = await prepare(workload("toy"));
    const program = createTensorFlowProgram(step, state, { xla: false });
    const tensors = tf.memory().numTensors;
    const call = async (from: number, to: number): Promise<number> => {
      for (let i = from; i < to; i++) {
        await program.run(i, 1);
        if (i % 100 > 0) continue;
        await program.state();
        await program.compute("samples", (now) =>
          generate(model, now, drawLatents(model.latent, fold(rootKey(1, 0), "s"), 100)),
        );
      }
      return resident();
    };
    const early = await call(0, 2000),
      late = await call(2000, 22_000);
    assert.equal(tf.memory().numTensors, tensors);
    program.dispose();
    assert.ok(
      late < early * 1.03,
      `${(early / 2 ** 20).toFixed(1)} MB, then ${(late / 2 ** 20).toFixed(1)} MB`,
    );
  });
});
