import assert from "node:assert/strict";
import fc from "fast-check";
import { batchIndices } from "../../../src/data/order";
import {
  batchesPerIteration,
  batchNumber,
  type Numbering,
  renumbered,
} from "../../../src/data/numbering";
import { experimentSchema } from "../../../src/experiment/schema";
import { modelOf } from "../../../src/gan/model";
import { MAX_UPDATES } from "../../../src/shared/protocol/update-counts";
import { stepOf } from "../../../src/trainer/session/step";
import { at, entry } from "../../support/values";

/**
 * Stretches of a run, each with its k and how many iterations it lasts; none is a change on top of
 * a change.
 */
const stretches = fc.array(
  fc.record({ k: fc.integer({ min: 1, max: MAX_UPDATES }), iterations: fc.nat(12) }),
  { minLength: 1, maxLength: 8 },
);

/** What `take` gives for each iteration of a run whose k changes from stretch to stretch. */
function overRun<T>(
  run: { k: number; iterations: number }[],
  take: (numbering: Numbering, iteration: number) => T[],
  extraBatches = 0,
): T[] {
  let numbering: Numbering = { discriminatorSteps: at(run, 0).k, batchOffset: 0, extraBatches };
  let iteration = 0;
  return run.flatMap(({ k, iterations }) => {
    numbering = { ...numbering, ...renumbered(numbering, iteration, k) };
    return Array.from({ length: iterations }, () => take(numbering, iteration++)).flat();
  });
}

const numbersOf = (numbering: Numbering, iteration: number) =>
  Array.from({ length: batchesPerIteration(numbering) }, (_, i) =>
    batchNumber(numbering, iteration, i),
  );

describe("the numbering of batches", () => {
  it("goes on without a gap or a repetition however often k changes", () => {
    fc.assert(
      fc.property(stretches, fc.nat(5), (run, extraBatches) => {
        const numbers = overRun(run, numbersOf, extraBatches);
        assert.deepEqual(
          numbers,
          numbers.map((_, i) => i),
        );
      }),
    );
  });

  it("goes on without a gap or a repetition where the batches beside those of D change", () => {
    const run = fc.array(fc.record({ extra: fc.nat(5), iterations: fc.nat(12) }));
    fc.assert(
      fc.property(run, fc.integer({ min: 1, max: 5 }), (stretches, k) => {
        let numbering: Numbering = { discriminatorSteps: k, batchOffset: 0, extraBatches: 0 };
        let iteration = 0;
        const numbers = stretches.flatMap(({ extra: extraBatches, iterations }) => {
          const renumbering = renumbered(numbering, iteration, k, extraBatches);
          numbering = { ...numbering, ...renumbering, extraBatches };
          return Array.from({ length: iterations }, () => numbersOf(numbering, iteration++)).flat();
        });
        assert.deepEqual(
          numbers,
          numbers.map((_, i) => i),
        );
      }),
    );
  });

  it("is the experiment's until k changes, then as if counted from the change", () => {
    const first: Numbering = { discriminatorSteps: 2, batchOffset: 0 };
    assert.deepEqual(numbersOf(first, 7), [14, 15]);
    const second = renumbered(first, 8, 5);
    assert.deepEqual(second, { discriminatorSteps: 5, batchOffset: -24 });
    assert.deepEqual(numbersOf(second, 8), [16, 17, 18, 19, 20]);
    assert.deepEqual(
      renumbered(second, 8, 2),
      first,
      "a change that is taken back at once is none",
    );
  });

  for (const [name, { updates, batchSize, packing }] of Object.entries({
    "": { updates: "alternating", batchSize: 4, packing: 1 },
    ", packs of two and extragradient's second batch included": {
      updates: "extragradient",
      batchSize: 2,
      packing: 2,
    },
  } as const))
    it(`gives the training step each example exactly once an epoch${name}`, () => {
      const count = 30;
      const changes = [
        { k: 1, iterations: 9 },
        { k: 3, iterations: 5 },
        { k: 2, iterations: 0 },
        { k: 5, iterations: 4 },
        { k: 1, iterations: 16 },
      ];
      const model = modelOf(
        experimentSchema.parse({
          data: { source: "mnist" },
          latent: { size: 1 },
          generator: { layers: [{ type: "flatten" }] },
          discriminator: { layers: [{ type: "flatten" }] },
          optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
          objective: { packing },
          training: { batchSize, updates, seed: 5 },
        }),
      );
      const dataset = {
        kind: "finite" as const,
        name: "thirty",
        sampleShape: [1],
        count,
        values: new Uint8Array(count),
        scale: 1,
        offset: 0,
      };
      const seen = overRun(
        changes,
        (numbering, iteration) => {
          const { inputs } = stepOf(
            { ...model, ...numbering },
            { kind: "examples", dataset, shape: [1] },
            () => model,
          );
          return Array.from({ length: batchesPerIteration(numbering) }, (_, i) =>
            Array.from(entry(inputs, `real/${i}`).at(iteration)),
          ).flat();
        },
        model.extraBatches,
      );
      assert.equal(seen.length, (60 + model.extraBatches * 34) * batchSize * packing);
      assert.deepEqual(
        seen,
        [...batchIndices(5, 0, seen.length, count)],
        "the examples of a run that never changed k, in their order",
      );
      for (let epoch = 0; epoch < Math.floor(seen.length / count); epoch++) {
        assert.deepEqual(
          seen.slice(epoch * count, (epoch + 1) * count).sort((a, b) => a - b),
          Array.from({ length: count }, (_, i) => i),
        );
      }
    });
});
