import { onEngine, recordingDraws } from "../../support/gan";
import assert from "node:assert/strict";
import { experimentSchema, type Updates } from "../../../src/experiment/schema";
import { hyperOf, initialState, modelOf, samplesPerBatch } from "../../../src/gan/model";
import { settingsAt } from "../../../src/gan/optimizers";
import { fold, normal, rootKey } from "../../../src/gan/random";
import { trainingStep } from "../../../src/gan/step";
import { scalar, tidy } from "../../../src/tensor/tf";

const dense = (units: number) => ({ type: "dense", units, activation: "tanh" }) as const;
const NOISE = { eta: 0.01, gamma: 0.55 };

/** The random numbers that a step draws, each as a text. */
function draws(updates: Updates, noisy: boolean, step: number): string[] {
  const optimizer = {
    type: "sgd",
    learningRate: 0.1,
    ...(noisy ? { gradientNoise: NOISE } : {}),
  } as const;
  const model = modelOf(
    experimentSchema.parse({
      data: { source: "ring" },
      latent: { size: 3 },
      generator: { layers: [dense(5), dense(2)] },
      discriminator: { layers: [dense(6), { type: "dense", units: 1 }] },
      optimizer: { generator: optimizer, discriminator: optimizer },
      training: { batchSize: 6, discriminatorSteps: 2, updates },
    }),
  );
  return tidy(() => {
    const state = initialState(model);
    assert.equal(Object.keys(state.generator.params).length, 4);
    const real = Array.from({ length: model.discriminatorSteps + model.extraBatches }, (_, i) => ({
      x: normal(fold(rootKey(7, step), i), [samplesPerBatch(model), 2]),
    }));
    return recordingDraws(() =>
      trainingStep(model, state, {
        step: scalar(step, "int32"),
        real,
        hyper: hyperOf(model, step),
      }),
    ).draws.map((one) => JSON.stringify(one));
  });
}

describe("Gradient noise", () => {
  onEngine("tensorflow", () => {
    // k = 2: two updates of D and one of G; with extragradient both players take their last update
    // twice.
    for (const [updates, count] of [
      ["alternating", 3],
      ["simultaneous", 3],
      ["extragradient", 5],
    ] as const) {
      it(
        `${updates}: is drawn afresh for each update and parameter, and leaves all other ` +
          "random numbers as they are",
        () => {
          const seen = new Set<string>();
          for (const step of [0, 1]) {
            const plain = draws(updates, false, step);
            const noisy = draws(updates, true, step);
            const added = noisy.filter((one) => !plain.includes(one));
            assert.deepEqual(
              noisy.filter((one) => plain.includes(one)),
              plain,
            );
            assert.equal(added.length, count * 4);
            for (const one of added) seen.add(one);
          }
          assert.equal(seen.size, 2 * count * 4);
        },
      );
    }
  });

  it("has the paper's variance, which sinks with the step", () => {
    const config = experimentSchema.shape.optimizer.shape.generator.parse({
      type: "sgd",
      gradientNoise: NOISE,
    });
    for (const step of [0, 1, 99, 1e6])
      assert.equal(settingsAt(config, step)["gradientNoise"], Math.sqrt(0.01 / (1 + step) ** 0.55));
  });
});
