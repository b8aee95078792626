import { Figures, numbersOf, onEngine, type Packed, unpack } from "../../support/gan";
import { fixture } from "../../support/paths";
import assert from "node:assert/strict";
import type { FiniteDataset } from "../../../src/data/dataset";
import { PIXEL_RANGES, rows } from "../../../src/data/dataset";
import { batchIndices } from "../../../src/data/order";
import { mirrored, prepared } from "../../../src/data/preprocess";
import { drawSynthetic, type SyntheticConfig } from "../../../src/data/synthetic";
import { BACKENDS, installTensorFlow, loadEngine } from "../../../src/engine";
import { createEagerProgram } from "../../../src/engine/eager/program";
import { createOnnxProgram } from "../../../src/engine/onnx/program";
import type { Program, Step } from "../../../src/engine/program";
import { createTensorFlowProgram } from "../../../src/engine/tensorflow/program";
import { dataSchema } from "../../../src/experiment/schema";
import { fold, rootKey } from "../../../src/gan/random";
import { cacheDir } from "../../../src/shared/files/cache";
import { concat, tensor, type Tensor, type Tensor1D } from "../../../src/tensor/tf";
import type { Values } from "../../../src/tensor/values";
import { assertClose } from "../../support/compiled";
import { RUNTIMES } from "../../support/onnx";
import { present } from "../../support/values";

const { contrast } = fixture<{ contrast: { raw: Packed; scale: number; normalised: Packed } }>(
  "data",
);
const normalising = { scale: 1, offset: 0, globalContrast: contrast.scale };

/** Twenty pictures of 6 x 4 in colour; the third is all of one colour. */
const pictures: FiniteDataset = {
  kind: "finite",
  name: "pictures",
  sampleShape: [6, 4, 3],
  count: 20,
  values: Uint8Array.from({ length: 20 * 72 }, (_, i) =>
    Math.floor(i / 72) === 2 ? 200 : (i * i * 7 + 13 * i) % 256,
  ),
  ...PIXEL_RANGES.minusOneToOne,
};

describe("Preparing examples", () => {
  const figures = new Figures(1e-5);
  after(() => figures.print());

  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      it("normalises contrast as pylearn2 does, to 1e-5", () => {
        const made = numbersOf(() => prepared(normalising, unpack(contrast.raw)));
        figures.check(
          `global contrast normalisation, ${engine}`,
          "normalised",
          [...made],
          contrast.normalised.values,
        );
        // The example without contrast.
        assert.deepEqual([...made.subarray(3 * 12, 4 * 12)], new Array<number>(12).fill(0));
        assertClose(
          "as a picture",
          numbersOf(() => prepared(normalising, unpack(contrast.raw).reshape([5, 2, 2, 3]))),
          contrast.normalised.values,
          1e-5,
        );
      });

      it("makes the same numbers as the rows that JavaScript takes", () => {
        for (const dataset of [pictures, { ...pictures, globalContrast: 55 }]) {
          const all = Array.from({ length: 20 }, (_, i) => i);
          assertClose(
            "prepared",
            numbersOf(() =>
              prepared(dataset, tensor(Float32Array.from(dataset.values), [20, 6, 4, 3])),
            ),
            rows(dataset, all),
            1e-5,
          );
        }
      });

      it("mirrors half of the pictures, each whole, by the key alone", () => {
        const n = 4000;
        const row = [1, 2, 3, 4, 5, 6];
        const batch = () => tensor(new Array<number[]>(n).fill(row).flat(), [n, 1, 3, 2]);
        const made = numbersOf(() => mirrored(batch(), rootKey(1, 7)));
        const texts = Array.from({ length: n }, (_, i) =>
          [...made.subarray(6 * i, 6 * i + 6)].join(),
        );
        assert.deepEqual(new Set(texts), new Set(["1,2,3,4,5,6", "5,6,3,4,1,2"]));
        const share = texts.filter((text) => text.startsWith("5")).length / n;
        assert.ok(Math.abs(share - 0.5) < 5 * Math.sqrt(0.25 / n), String(share));
        assert.deepEqual(
          numbersOf(() => mirrored(batch(), rootKey(1, 7))),
          made,
        );
        assert.notDeepEqual(
          numbersOf(() => mirrored(batch(), rootKey(1, 8))),
          made,
        );
      });
    });
  }
});

/** A step that trains nothing and tells what it is given. */
const reporting = (
  inputs: Step["inputs"],
  batch: (inputs: Record<string, Tensor>, iteration: Tensor) => Tensor,
): Step => ({
  inputs,
  run: (state, given, iteration) => ({
    state: Object.fromEntries(Object.entries(state).map(([name, value]) => [name, value.add(1)])),
    metrics: concat([
      batch(given, iteration).flatten(),
      iteration.cast("float32").reshape([1]),
    ]) as Tensor1D,
  }),
});
const STATE: Record<string, Values> = {
  turns: { dtype: "float32", shape: [1], values: Float32Array.of(0) },
};

describe("Data in a compiled step", () => {
  const ways: Record<string, (step: Step) => Promise<Program>> = {
    tensorflow: async (step) => createTensorFlowProgram(step, STATE, { xla: false }),
    ...Object.fromEntries(
      Object.entries(RUNTIMES).map(([name, start]) => [
        name,
        async (step: Step) => createOnnxProgram(await start(), step, STATE),
      ]),
    ),
  };
  before(async () => {
    await installTensorFlow({ cacheDir: cacheDir() });
    await loadEngine("tensorflow", { convolution: true });
  });

  const steps: [string, () => Step][] = [
    ...[pictures, { ...pictures, globalContrast: 55 }].map((dataset): [string, () => Step] => [
      `pictures${"globalContrast" in dataset ? ", normalised" : ""}, mirrored`,
      () =>
        reporting(
          {
            real: {
              kind: "rows",
              table: { values: dataset.values, rows: dataset.count, rowShape: dataset.sampleShape },
              count: 8,
              at: (iteration) => batchIndices(1, iteration * 8, 8, dataset.count),
            },
          },
          ({ real }, iteration) =>
            mirrored(prepared(dataset, present(real)), fold(rootKey(1, iteration), "flip")),
        ),
    ]),
    ...[
      "gaussianMixture1d",
      "uniform",
      "ring",
      "spiral",
      "swissRoll",
      "twoMoons",
      "circles",
      "checkerboard",
      "line",
    ].map((source): [string, () => Step] => [
      source,
      () =>
        reporting({}, (_, iteration) =>
          drawSynthetic(
            dataSchema.parse({ source }) as SyntheticConfig,
            fold(rootKey(1, iteration), "data"),
            50,
          ),
        ),
    ]),
  ];
  for (const [what, step] of steps) {
    for (const [way, compile] of Object.entries(ways)) {
      it(`is the same on ${way} as op by op: ${what}`, async () => {
        const compiled = await compile(step());
        const eager = createEagerProgram(step(), STATE);
        const actual = await compiled.run(3, 5);
        const expected = await eager.run(3, 5);
        assertClose(what, actual, expected, 1e-5);
        compiled.dispose();
        eager.dispose();
      });
    }
  }
});
