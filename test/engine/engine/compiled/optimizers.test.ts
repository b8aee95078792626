import { assertClose, prepare, train, workload } from "../../../support/compiled";
import assert from "node:assert/strict";
import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createEagerProgram } from "../../../../src/engine/eager/program";
import { createOnnxProgram } from "../../../../src/engine/onnx/program";
import type { Runtime } from "../../../../src/engine/onnx/runtime/runtime";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import type { OptimizerConfig } from "../../../../src/experiment/schema";
import { STEP_METRICS } from "../../../../src/gan/step";
import { cacheDir } from "../../../../src/shared/files/cache";
import { RUNTIMES } from "../../../support/onnx";
import { VARIANTS } from "../../../support/optimizer-variants";
import { entry } from "../../../support/values";

const STEPS = 20;
const toy = (config: OptimizerConfig) =>
  prepare(
    workload("toy", (e) => {
      e.optimizer.generator = e.optimizer.discriminator = config;
    }),
  );
type Trained = Awaited<ReturnType<typeof train>>;

/** Metrics and the whole state. */
function assertSame(actual: Trained, expected: Trained, bound: number): void {
  assert.equal(actual.log.length, STEPS * STEP_METRICS.length);
  for (const [i, metric] of STEP_METRICS.entries()) {
    const of = ({ log }: Trained) => log.filter((_, at) => at % STEP_METRICS.length === i);
    assertClose(metric, of(actual), of(expected), bound);
  }
  assert.deepEqual(Object.keys(actual.state), Object.keys(expected.state));
  for (const [key, { values, shape, dtype }] of Object.entries(expected.state)) {
    assert.deepEqual(
      [entry(actual.state, key).shape, entry(actual.state, key).dtype],
      [shape, dtype],
      key,
    );
    assertClose(key, entry(actual.state, key).values, values, bound);
  }
}

describe(`${STEPS} steps of a toy GAN, compiled`, () => {
  const runtimes: Record<string, Runtime> = {};
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: false });
    for (const [name, start] of Object.entries(RUNTIMES)) runtimes[name] = await start();
  });

  for (const [name, config] of Object.entries(VARIANTS)) {
    it(`with ${name} are those of op by op, on TensorFlow and on ONNX Runtime`, async () => {
      const { step, state } = await toy(config);
      const expected = await train(createEagerProgram(step, state), [STEPS]);
      assertSame(
        await train(createTensorFlowProgram(step, state, { xla: false }), [STEPS]),
        expected,
        1e-4,
      );
      for (const runtime of Object.values(runtimes))
        assertSame(
          await train(await createOnnxProgram(runtime, step, state), [STEPS]),
          expected,
          1e-4,
        );
    });
  }
});
