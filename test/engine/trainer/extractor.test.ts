import assert from "node:assert/strict";
import { loadEngine } from "../../../src/engine/load";
import { createProgram } from "../../../src/engine/create-program";
import { concat, memory, relu, scalar, tensor1d, type Tensor2D } from "../../../src/tensor/tf";
import { extract, type Extractor } from "../../../src/trainer/features/extractor";
import { finish } from "../../../src/trainer/jobs/pieces";
import { present } from "../../support/values";

/** Three features and two probabilities of pictures of 1 x 2 pixels, in two stages. */
const extractor: Extractor = {
  name: "two stages",
  hash: "",
  dimensions: 3,
  classes: 2,
  pixelRange: "[0, 1]",
  slow: false,
  atOnce: 2,
  weights: {
    first: { dtype: "float32", shape: [2, 3], values: Float32Array.of(1, -2, 3, -4, 5, 6) },
    second: { dtype: "float32", shape: [3, 2], values: Float32Array.of(1, 0, 0, 1, 2, -1) },
  },
  stages: [
    {
      weights: ["first"],
      run: ({ first }, x) => relu(x.reshape([-1, 2]).matMul(first as Tensor2D)),
    },
    {
      weights: ["second"],
      run: ({ second }, x) => concat([x, x.matMul(second as Tensor2D)], 1),
    },
  ],
};

for (const name of ["tensorflow", "wasm", "onnx-web"] as const) {
  it(
    `an extractor's stages give each picture its features on ${name}, and leave nothing on ` +
      "the engine",
    async () => {
      const engine = await loadEngine(name, { convolution: false });
      const step = {
        inputs: {},
        run: ({ w }: Record<string, ReturnType<typeof scalar>>) => ({
          state: { w: present(w).add(scalar(1)) },
          metrics: tensor1d([0]),
        }),
      };
      const initial = { w: { dtype: "float32" as const, shape: [], values: Float32Array.of(0) } };
      const program = await createProgram(engine, step as never, initial, "loop");
      const held = memory().numTensors;
      const pictures = Float32Array.of(1, 0, 0, 1, 0.5, 0.25);
      const { features, probabilities } = await finish(
        extract(extractor, pictures, [1, 2, 1], { program }),
        () => 0,
      );
      assert.deepEqual([...features.values], [1, 0, 3, 0, 5, 6, 0, 0.25, 3]);
      assert.deepEqual([...probabilities.values], [7, -3, 12, -1, 6, -2.75]);
      assert.equal(memory().numTensors, held);
      program.dispose();
    },
  );
}
