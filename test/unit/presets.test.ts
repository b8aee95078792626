// Before src/gan, see test/engine/gan-helpers.ts.
import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../src/experiment/parse";
import { PRESETS } from "../../src/experiment/presets";
import { type Experiment, type Layer, layersOf } from "../../src/experiment/schema";
import {
  discriminatorShape,
  fanIn,
  outputShape,
  type Shape,
  sizeOf,
} from "../../src/experiment/shapes";

const experimentOf = (id: string): Experiment => {
  const { experiment, problems } = parseExperiment(
    PRESETS.find((preset) => preset.id === id)!.text,
  );
  assert.deepEqual(problems, [], id);
  return experiment!;
};

/** Numbers that training moves, by shape alone. */
function count(layer: Layer, input: Shape): number {
  const bias = "useBias" in layer && layer.useBias === false ? 0 : 1;
  switch (layer.type) {
    case "dense":
      return layer.units * (fanIn(layer, input) + bias);
    case "maxout":
      return layer.units * layer.pieces * (fanIn(layer, input) + bias);
    case "conv2d":
      return layer.filters * (fanIn(layer, input) + bias);
    case "maxoutConv2d":
      return layer.filters * layer.pieces * (fanIn(layer, input) + bias);
    case "conv2dTranspose":
      return (
        layer.filters * fanIn(layer, input) +
        bias * (layer.tiedBias === false ? sizeOf(outputShape(layer, input)) : layer.filters)
      );
    case "batchNorm":
    case "layerNorm":
    case "instanceNorm":
      return 2 * input.at(-1)!;
    case "residual":
      return countAll(layer.layers, input) + countAll(layer.shortcut ?? [], input);
    default:
      return 0;
  }
}
function countAll(layers: readonly Layer[], input: Shape): number {
  let total = 0,
    shape = input;
  for (const layer of layers) {
    total += count(layer, shape);
    shape = outputShape(layer, shape);
  }
  return total;
}

/** The originals, built in PyTorch by test/fixtures/parameter-counts.py from papers and authors' code. Running statistics are not counted. */
const { networks: ORIGINALS } = JSON.parse(
  readFileSync(join(__dirname, "..", "fixtures", "parameter-counts.json"), "utf8"),
) as {
  networks: Record<string, Record<"generator" | "discriminator", number>>;
};

describe("Templates", () => {
  it("are the files of examples/, and each parses without a complaint", () => {
    assert.deepEqual(
      PRESETS.map(({ id }) => `${id}.gan.json`).sort(),
      readdirSync(join(__dirname, "..", "..", "examples"))
        .filter((name) => name.endsWith(".gan.json"))
        .sort(),
    );
    for (const { id } of PRESETS) experimentOf(id);
  });

  for (const [id, original] of Object.entries(ORIGINALS)) {
    it(`${id} has as many parameters as the original in PyTorch: ${original.generator} and ${original.discriminator}`, () => {
      const experiment = experimentOf(id);
      for (const [player, input] of [
        ["generator", [experiment.latent.size]],
        ["discriminator", discriminatorShape(experiment)],
      ] as const) {
        assert.equal(countAll(layersOf(experiment[player]), input), original[player], player);
      }
    });
  }

  it("every template that says that it follows a paper's networks is among these", () => {
    assert.deepEqual(
      PRESETS.filter(({ id }) => /^(goodfellow|pacgan|dcgan|sngan)-/.test(id))
        .map(({ id }) => id)
        .sort(),
      Object.keys(ORIGINALS).sort(),
    );
  });

  it("toy-1d trains D before the game, as the paper's figure 1 shows", () => {
    const { training, data } = experimentOf("toy-1d");
    assert.equal(data.source, "gaussian");
    assert.equal(training.steps - training.pretrainDiscriminator, 10_000);
  });
});
