import { largestDifference, sizeOfNumbers } from "../../../support/gan";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { RECORDABLE } from "../../../../src/engine/graph/shapes";
import { LOWERABLE } from "../../../../src/engine/onnx/lower";
import { createOnnxProgram } from "../../../../src/engine/onnx/program";
import type { Runtime } from "../../../../src/engine/onnx/runtime/runtime";
import type { Step } from "../../../../src/engine/program";
import { cacheDir } from "../../../../src/shared/files/cache";
import * as tf from "../../../../src/tensor/tf";
import type { Case } from "../../../support/graph-case";
import { CASES } from "../../../support/graph-cases";
import { GRADIENT_CASES, SECOND } from "../../../support/graph-gradient-cases";
import { RUNTIMES } from "../../../support/onnx";

/** They are drawn by the iteration's number, not from the state: see onnx-step.test.ts. */
const RANDOM = /^StatelessRandom/;

const eager = ({ inputs, f }: Case): number[] =>
  tf.tidy(() => [
    ...tf
      .cast(
        f(
          Object.fromEntries(
            Object.entries(inputs).map(([name, { dtype, shape, values }]) => [
              name,
              tf.tensor(values, shape, dtype),
            ]),
          ),
          {},
        ),
        "float32",
      )
      .dataSync(),
  ]);

/** What a compiled step computes in its first iteration, and a compiled function. */
async function compiled(
  runtime: Runtime,
  { inputs, f }: Case,
): Promise<{ step: number[]; function: number[] }> {
  const step: Step = {
    inputs: {},
    run: (state) => ({ state, metrics: tf.cast(f(state, {}), "float32").flatten() }),
  };
  const program = await createOnnxProgram(runtime, step, inputs);
  try {
    return {
      step: [...(await program.run(0, 1))],
      function: [...(await program.compute("f", (state) => tf.cast(f(state, {}), "float32")))],
    };
  } finally {
    program.dispose();
  }
}

for (const [name, start] of Object.entries(RUNTIMES)) {
  describe(`What a step can be made of, on ${name}`, () => {
    let runtime: Runtime;
    before(async () => {
      await installTensorFlow({ cacheDir: cacheDir() });
      await loadEngine("tensorflow", { convolution: true });
      runtime = await start();
    });

    for (const each of [...CASES, ...GRADIENT_CASES].filter(({ name }) => !RANDOM.test(name))) {
      it(`${each.name}: as TensorFlow`, async () => {
        const expected = eager(each);
        const actual = await compiled(runtime, each);
        assert.deepEqual(actual.function, actual.step);
        const difference = largestDifference(
          actual.step,
          expected,
          sizeOfNumbers(expected.filter(Number.isFinite)) || 1,
        );
        // A second derivative is a small difference of large numbers.
        assert.ok(
          difference < (each.name.startsWith(SECOND) ? 1e-5 : 2e-6),
          `differs by ${difference}: ${actual.step.join(" ")} instead of ${expected.join(" ")}`,
        );
      });
    }
  });
}

it("Every op that the recorder knows can be lowered to ONNX", () => {
  assert.deepEqual(
    RECORDABLE.filter((op) => !LOWERABLE.includes(op)),
    [],
  );
});
