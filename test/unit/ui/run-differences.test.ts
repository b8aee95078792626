import assert from "node:assert/strict";
import { differencesOf } from "../../../src/ui/run-differences";

const experiment = (seed: number, learningRate: number, noise?: number) => ({
  seed,
  training: { steps: 100 },
  optimizer: { generator: { type: "adam", learningRate } },
  objective: { loss: "minimax", ...(noise === undefined ? {} : { instanceNoise: noise }) },
});

describe("the difference between runs of one name", () => {
  it("is what differs between their configs, the seed last", () => {
    const runs = [experiment(1, 0.001), experiment(2, 0.002, 0.1)];
    assert.deepEqual(differencesOf(runs)[0], ["G rate 0.001", "instanceNoise none", "seed 1"]);
    assert.deepEqual(differencesOf(runs)[1], ["G rate 0.002", "instanceNoise 0.1", "seed 2"]);
  });

  it("is told once where both networks have it alike", () => {
    const both = (learningRate: number) => ({
      optimizer: { generator: { learningRate }, discriminator: { learningRate } },
    });
    assert.deepEqual(differencesOf([both(0.1), both(0.2)])[1], ["rate 0.2"]);
  });

  it("is nothing where they are the same, or there is but one", () => {
    assert.deepEqual(differencesOf([experiment(1, 0.001), experiment(1, 0.001)])[1], []);
    assert.deepEqual(differencesOf([experiment(1, 0.001)])[0], []);
  });
});
