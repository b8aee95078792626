// Before src/gan, see test/engine/gan-helpers.ts.
import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import { type Experiment, type Layer, layersOf } from "../../src/experiment/schema";
import { discriminatorShape, fanIn, outputShape, type Shape, sizeOf } from "../../src/experiment/shapes";

const experimentOf = (id: string): Experiment => {
  const { experiment, problems } = parseExperiment(PRESETS.find((preset) => preset.id === id)!.text);
  assert.deepEqual(problems, [], id);
  return experiment!;
};

/** Numbers that training moves, by shape alone. */
function count(layer: Layer, input: Shape): number {
  switch (layer.type) {
    case "dense": return layer.units * (fanIn(layer, input) + 1);
    case "maxout": return layer.units * layer.pieces * (fanIn(layer, input) + 1);
    case "conv2d": return layer.filters * (fanIn(layer, input) + 1);
    case "maxoutConv2d": return layer.filters * layer.pieces * (fanIn(layer, input) + 1);
    case "conv2dTranspose": return layer.filters * fanIn(layer, input) + (layer.tiedBias === false ? sizeOf(outputShape(layer, input)) : layer.filters);
    case "batchNorm": case "layerNorm": case "instanceNorm": return 2 * input.at(-1)!;
    case "residual": return countAll(layer.layers, input) + countAll(layer.shortcut ?? [], input);
    default: return 0;
  }
}
function countAll(layers: readonly Layer[], input: Shape): number {
  let total = 0, shape = input;
  for (const layer of layers) {
    total += count(layer, shape);
    shape = outputShape(layer, shape);
  }
  return total;
}

/** Weights and biases of the original networks, worked out by hand from the papers and the authors' code. */
const ORIGINALS: Record<string, { G: number; D: number }> = {
  // mnist.yaml: 100-1200-1200-784; 784-240x5-240x5-1.
  "goodfellow-mnist": { G: 121_200 + 1_441_200 + 941_584, D: 942_000 + 289_200 + 241 },
  // cifar10_fully_connected.yaml: 100-8000-8000-3072; 3072-1600x5-1600x5-1.
  "goodfellow-cifar10-fc": { G: 808_000 + 64_008_000 + 24_579_072, D: 24_584_000 + 12_808_000 + 1_601 },
  // cifar10_convolutional.yaml: 100-8000-8000, 5 x 5 x 80 x 3 and 32 x 32 x 3 biases (tied_b: 0); 64 filters of 8 x 8 x 3, 64 of 8 x 8 x 32,
  // 384 of 5 x 5 x 32, 5 x 5 x 192 to 500x5, 1.
  "goodfellow-cifar10-conv": { G: 808_000 + 64_008_000 + 6_000 + 3_072, D: 12_352 + 131_136 + 307_584 + 12_002_500 + 501 },
  // tfd_pretrain/pretrain.yaml: 100-8000-8000-2304; 2304-1200x5-1200x5-1.
  "goodfellow-tfd": { G: 808_000 + 64_008_000 + 18_434_304, D: 13_830_000 + 7_206_000 + 1_201 },
  // 2-400-400-400-400-2 with batch normalisation; 4-200x5-200x5-200x5-1 with packing 2.
  "pacgan-ring": { G: 1_200 + 3 * 160_400 + 4 * 800 + 802, D: 5_000 + 2 * 201_000 + 201 },
  "pacgan-grid": { G: 1_200 + 3 * 160_400 + 4 * 800 + 802, D: 5_000 + 2 * 201_000 + 201 },
  // DCGAN's plan with kernels of 4 x 4: 100 to 4 x 4 x 512, 256, 128, 3; 3, 128, 256, 512, 1; batch normalisation but at G's end and D's ends.
  "dcgan-32": { G: 827_392 + 1_024 + 2_097_408 + 512 + 524_416 + 256 + 6_147, D: 6_272 + 524_544 + 512 + 2_097_664 + 1_024 + 8_193 },
  // Table 4 of Miyato et al. 2018. G: 128 to 4 x 4 x 256, three blocks of two 3 x 3 and one 1 x 1 of 256, 3 x 3 to 3.
  // D: a first block from 3 and three from 128 channels, of which one has a 1 x 1 beside it; the last layer from 128 to 1.
  "sngan-32": {
    G: 528_384 + 3 * (2 * 590_080 + 65_792 + 2 * 512) + 512 + 6_915,
    D: (3_584 + 147_584 + 512) + (2 * 147_584 + 16_512) + 2 * (2 * 147_584) + 129,
  },
};

describe("Templates", () => {
  it("are the files of examples/, and each parses without a complaint", () => {
    assert.deepEqual(PRESETS.map(({ id }) => `${id}.gan.json`).sort(), readdirSync(join(__dirname, "..", "..", "examples")).filter((name) => name.endsWith(".gan.json")).sort());
    for (const { id } of PRESETS) experimentOf(id);
  });

  for (const [id, { G, D }] of Object.entries(ORIGINALS)) {
    it(`${id} has as many parameters as the original: ${G} and ${D}`, () => {
      const experiment = experimentOf(id);
      assert.equal(countAll(layersOf(experiment.generator), [experiment.latent.size]), G, "G");
      assert.equal(countAll(layersOf(experiment.discriminator), discriminatorShape(experiment)), D, "D");
    });
  }

  it("dcgan-28 has the networks of mnist-dcgan", () => {
    const [a, b] = [experimentOf("dcgan-28"), experimentOf("mnist-dcgan")];
    assert.deepEqual([a.generator, a.discriminator, a.optimizer], [b.generator, b.discriminator, b.optimizer]);
  });

  it("toy-1d trains D before the game, as the paper's figure 1 shows", () => {
    const { training, data } = experimentOf("toy-1d");
    assert.equal(data.source, "gaussian");
    assert.equal(training.steps - training.pretrainDiscriminator, 10_000);
  });
});
