import { installTensorFlow, loadEngine } from "../../../../src/engine";
import { createTensorFlowProgram } from "../../../../src/engine/tensorflow/program";
import { cacheDir } from "../../../../src/shared/files/cache";
import {
  assertAsOpByOp,
  prepare,
  withTensorFlowThreads,
  workload,
} from "../../../support/compiled";

/* In a process of its own, since TensorFlow keeps the number of threads that it had at first. */

describe("A compiled step on three threads, without the schedule for two workers", () => {
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await withTensorFlowThreads(3, () => loadEngine("tensorflow", { convolution: true }));
  });

  for (const [name, steps] of [
    ["mnist", 20],
    ["dcgan", 8],
  ] as const) {
    it(`trains ${name} as op by op: metrics and state of ${steps} iterations`, async () => {
      const prepared = await prepare(workload(name));
      await assertAsOpByOp(
        withTensorFlowThreads(3, () =>
          createTensorFlowProgram(prepared.step, prepared.state, { xla: false }),
        ),
        prepared,
        steps,
      );
    });
  }
});
