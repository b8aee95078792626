import assert from "node:assert/strict";
import { checkMemory, memoryLimit, memoryNeeded } from "../../../src/experiment/memory";
import { parseExperiment } from "../../../src/experiment/parse";
import { type ExperimentInput, experimentSchema } from "../../../src/experiment/schema";
import { formatBytes } from "../../../src/shared/text/format";
import { first, present } from "../../support/values";

const dense = (units: number) => ({ type: "dense", units }) as const;

function experiment(
  training: ExperimentInput["training"],
  { hidden = 10, latent = 4, objective = {} as ExperimentInput["objective"] } = {},
): ExperimentInput {
  return {
    data: { source: "ring" },
    latent: { size: latent },
    generator: { layers: [dense(hidden), dense(2)] },
    discriminator: { layers: [dense(hidden), dense(1)] },
    objective,
    optimizer: { generator: { type: "adam" }, discriminator: { type: "sgd" } },
    training,
  };
}
const neededFor = (...of: Parameters<typeof experiment>) =>
  memoryNeeded(experimentSchema.parse(experiment(...of)));
/** What is said of an experiment on this machine. */
const said = (input: ExperimentInput) =>
  parseExperiment(JSON.stringify(input)).problems.map(
    ({ message, hint, path }) => `${path.join(".")}: ${message}; ${hint}`,
  );

describe("The memory that an experiment needs", () => {
  it("is that of weights, a network's gradients and slots, whatever the batch", () => {
    const { weights, slots } = neededFor({ batchSize: 3 });
    // G: 4 * 10 + 10 + 10 * 2 + 2; D: 2 * 10 + 10 + 10 + 1.
    assert.equal(weights, 4 * (72 + 41 + 72));
    assert.equal(slots, 4 * 2 * 72);
    const averaged = neededFor({ batchSize: 300, generatorAverage: {} });
    assert.equal(averaged.weights - weights, 4 * 72);
  });

  it("grows with the batch, with packs, penalties and unrolled steps", () => {
    const of = (objective: ExperimentInput["objective"], batchSize = 8) =>
      neededFor({ batchSize }, { objective }).activations;
    const plain = of({});
    assert.equal(of({}, 80), 10 * plain);
    for (const more of [
      { packing: 2 },
      { penalties: [{ type: "r1" as const }] },
      { unrolling: { steps: 3, learningRate: 0.1 } },
    ])
      assert.ok(of(more) > plain, JSON.stringify(more));
  });

  it("does not grow with the updates of a step, which come one after another", () =>
    assert.deepEqual(
      neededFor({ batchSize: 8, discriminatorSteps: 3, generatorSteps: 5 }),
      neededFor({ batchSize: 8 }),
    ));

  it("is refused beyond the machine's, with the amounts and at what takes most of it", () => {
    const [batch] = said(experiment({ batchSize: 1e13 }));
    assert.match(
      present(batch),
      new RegExp(
        String.raw`^training.batchSize: training needs at least [\d.]+ [PE]B of memory, ` +
          String.raw`and this (machine|container) has [\d.]+ [GT]B: what the layers make ` +
          String.raw`of a batch of 10,000,000,000,000 takes [\d.]+ [PE]B; use a smaller ` +
          String.raw`batchSize`,
      ),
    );
    const [units] = said(experiment({ batchSize: 1 }, { hidden: 1e8, latent: 1e8 }));
    assert.match(
      present(units),
      new RegExp(
        String.raw`^generator.layers.0.units: training needs at least \d+ PB of memory.* ` +
          String.raw`the weights and what the optimizers keep of them take`,
      ),
    );
    assert.equal(said(experiment({ batchSize: 64 })).length, 0);
  });

  it("is refused where it is a byte more than there is, the data counted", () => {
    const parsed = experimentSchema.parse(experiment({ batchSize: 64 }));
    const { total } = memoryNeeded(parsed);
    const withLimit = (bytes: number, data = 0) =>
      checkMemory(parsed, { data, limit: { bytes, of: "container" } });
    assert.deepEqual(withLimit(total), []);
    assert.match(first(withLimit(total - 1)).message, /this container has/);
    assert.match(first(withLimit(total, 1e9)).message, /the data alone take 1 GB/);
  });

  it("has a limit that is never more than the machine's memory", () => {
    const { bytes, of } = memoryLimit();
    assert.ok(bytes > 0 && Number.isFinite(bytes), `${bytes} of the ${of}`);
  });

  it("is written in the unit that fits", () =>
    assert.deepEqual([0, 999, 1000, 1234, 15_400_000, 2.5e9, 1.4e15, 1e22].map(formatBytes), [
      "0 bytes",
      "999 bytes",
      "1 kB",
      "1.2 kB",
      "15 MB",
      "2.5 GB",
      "1.4 PB",
      "10,000 EB",
    ]));
});
