import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { loadEngine } from "../../../../src/engine";
import type { Runtime, RuntimeTensor } from "../../../../src/engine/onnx/runtime/runtime";
import { startOnnxWeb } from "../../../../src/engine/onnx/runtime/web";
import { cacheDir } from "../../../../src/shared/files/cache";
import { EXPORT_FORMATS } from "../../../../src/shared/protocol/jobs";
import { WRITERS } from "../../../../src/trainer/export/formats";
import recorded from "../../../fixtures/exports.json";
import { networkCases } from "../../../support/exported-networks";
import { largestDifference } from "../../../support/gan";
import { entry, first } from "../../../support/values";

describe("A network exported to ONNX", () => {
  let runtime: Runtime;
  before(async () => {
    await loadEngine("wasm", { convolution: false }, { cacheDirs: [cacheDir()], folders: [] });
    runtime = await startOnnxWeb(1);
  });

  it("makes of batches of any size what the network makes, with layers of every type", async () => {
    for (const { title, network, inputs, outputs } of networkCases()) {
      const model = WRITERS.onnx.files(network, { step: "7" })[`${network.name}.onnx`];
      const session = await runtime.load(model as Uint8Array);
      for (const count of [1, 4, 7]) {
        const given = inputs(count);
        const tensors = Object.entries(given).map(([name, { shape, values }]) => [
          name,
          runtime.create("float32", shape, (numbers) => numbers.set(values)),
        ]);
        const made = await session.run(
          Object.fromEntries(tensors) as Record<string, RuntimeTensor>,
        );
        const actual = runtime.read(first(made)).slice();
        const expected = outputs(given);
        assert.equal(actual.length, expected.length);
        assert.ok(largestDifference([...actual], [...expected], 1) < 1e-5, `${title}, ${count}`);
      }
      await session.release();
    }
  });

  it("is in every format what Python's programs have loaded and run", () => {
    const results: Record<string, { difference?: number; sha256: Record<string, string> }> =
      recorded.results;
    for (const { title, network } of networkCases()) {
      // TensorFlow.js's has a test in a browser: test/page/exported-networks.test.ts.
      for (const format of EXPORT_FORMATS.filter((name) => name !== "tfjs")) {
        const files = Object.entries(WRITERS[format].files(network, {}));
        const { difference = 0, sha256 } = entry(results, `${title}/${format}`);
        assert.deepEqual(
          Object.fromEntries(files.map(([name, content]) => [name, hashOf(content)])),
          sha256,
          `${title} as ${format}: run python test/fixtures/exports.py again`,
        );
        assert.ok(difference < 1e-5);
      }
    }
  });
});

const hashOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");
