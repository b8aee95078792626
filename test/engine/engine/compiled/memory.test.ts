import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import { drawLatents, generate } from "../../../../src/gan/model";
import { unflattenState } from "../../../../src/gan/state";
import { fold, rootKey } from "../../../../src/gan/random";
import { cacheDir } from "../../../../src/shared/files/cache";
import * as tf from "../../../../src/tensor/tf";
import { prepare, workload } from "../../../support/compiled";

describe("A compiled step's memory", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
  });

  it("holds no tensor more after many calls, states and samples", async () => {
    const { step, state, model } = await prepare(workload("toy"));
    const program = createTensorFlowProgram(step, state, { xla: false });
    const tensors = tf.memory().numTensors;
    for (let i = 0; i < 200; i++) {
      await program.run(i, 1);
      if (i % 10 > 0) continue;
      await program.state();
      await program.compute("samples", (now) =>
        generate(
          model,
          unflattenState(model, now),
          drawLatents(model.latent, fold(rootKey(1, 0), "s"), 100),
        ),
      );
    }
    assert.equal(tf.memory().numTensors, tensors);
    program.dispose();
  });
});
