// Before src/gan, see test/engine/gan-helpers.ts.
import "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESET_GROUPS, PRESETS } from "../../../src/experiment/presets";
import { placedLayers } from "../../../src/experiment/placed-layers";
import type { Experiment } from "../../../src/experiment/schema";
import { weightCount } from "../../../src/experiment/weight-counts";
import { NETWORKS } from "../../../src/shared/run/run";
import { REPOSITORY, fixture } from "../../support/paths";
import { found, present } from "../../support/values";

const experimentOf = (id: string): Experiment => {
  const { experiment, problems } = parseExperiment(
    found(PRESETS, (preset) => preset.id === id).text,
  );
  assert.deepEqual(problems, [], id);
  return present(experiment);
};

/**
 * The originals, built in PyTorch by test/fixtures/parameter-counts.py from papers and authors'
 * code. Running statistics are not counted.
 */
const { networks: ORIGINALS } = fixture<{
  networks: Record<string, Record<"generator" | "discriminator", number>>;
}>("parameter-counts");

describe("Templates", () => {
  it("are the files of examples/, and each parses without a complaint", () => {
    assert.deepEqual(
      PRESETS.map(({ id }) => `${id}.gan.json`).sort(),
      readdirSync(join(REPOSITORY, "examples"))
        .filter((name) => name.endsWith(".gan.json"))
        .sort(),
    );
    for (const { id } of PRESETS) experimentOf(id);
  });

  it("lie in their groups, in the order offered, each with a picture and costs", () => {
    const groups = PRESETS.map(({ group }) => group);
    assert.deepEqual([...new Set(groups)], Object.keys(PRESET_GROUPS));
    assert.deepEqual(
      groups,
      Object.keys(PRESET_GROUPS).flatMap((group) => groups.filter((one) => one === group)),
    );
    for (const { id, picture, takes } of PRESETS) {
      const file = join(REPOSITORY, "media", `template-${picture}.svg`);
      assert.match(readFileSync(file, "utf8"), /^<svg /, id);
      assert.match(takes, /^[a-z ]+$/, id);
    }
  });

  for (const [id, original] of Object.entries(ORIGINALS)) {
    it(
      `${id} has as many parameters as the original in PyTorch: ${original.generator} and ` +
        `${original.discriminator}`,
      () => {
        const experiment = experimentOf(id);
        for (const player of NETWORKS) {
          const count = placedLayers(experiment, player).reduce(
            (sum, { layer, input }) => sum + weightCount(layer, input),
            0,
          );
          assert.equal(count, original[player], player);
        }
      },
    );
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
