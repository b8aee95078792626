import { numbersOf, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { type ExperimentInput, experimentSchema, type Loss } from "../../../src/experiment/schema";
import { descentDirections } from "../../../src/gan/descent";
import { initialState, type Model, modelOf } from "../../../src/gan/model";
import { type Tensor, tensor2d } from "../../../src/tensor/tf";
import { at } from "../../support/values";

/** A D that is one linear layer, D's output w x + b, on `packing` points each. */
function linear(loss: Loss, packing = 1): Model {
  const adam = { type: "adam", learningRate: 0.001 } as const;
  return modelOf(
    experimentSchema.parse({
      data: { source: "ring" },
      latent: { size: 2 },
      objective: { loss, packing },
      generator: { layers: [{ type: "dense", units: 2 }] },
      discriminator: { layers: [{ type: "dense", units: 1 }] },
      optimizer: { generator: adam, discriminator: adam },
      training: { batchSize: 4 },
    } satisfies ExperimentInput),
  );
}

const X = [
  [0.3, -0.2],
  [-1.5, 0.4],
  [2, 1],
  [0, 0],
];
const REAL = [
  [1, 1],
  [0.5, -1],
  [-0.7, 0.2],
  [0.1, 0.9],
];
const W = [0.8, -1.2, 0.5, 2];
const BIAS = 0.3;

const output = (point: readonly number[]): number =>
  point.reduce((sum, value, i) => sum + value * at(W, i), BIAS);
const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const meanOf = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

function directions(model: Model): number[] {
  const { packing } = model.objective;
  const inputs = 2 * packing;
  return [
    ...numbersOf((): Tensor => {
      const state = initialState(model);
      const params = {
        "0/kernel": tensor2d(W.slice(0, inputs), [inputs, 1]),
        "0/bias": tensor2d([BIAS], [1, 1]).reshape([1]),
      };
      return descentDirections(
        model,
        { ...state, discriminator: { params, stats: {} } },
        { x: tensor2d(X), real: tensor2d(REAL) },
      );
    }),
  ];
}

/** By how much D's output for each sample is to grow: minus the derivative of its loss. */
const GROWTH: Partial<Record<Loss, (fake: number, i: number) => number>> = {
  minimax: sigmoid,
  nonSaturating: (fake) => sigmoid(-fake),
  halfSum: (fake) => sigmoid(-fake),
  leastSquares: (fake) => 1 - fake,
  wasserstein: () => 1,
  hinge: () => 1,
  // The i-th sample and the i-th example are a pair.
  relativistic: (fake, i) => sigmoid(output(at(REAL, i)) - fake),
  // -log sigmoid(C(G(z)) - mean C(x)) of its own, and -log(1 - sigmoid(C(x) - mean C(G(z)))) of
  // each example, in whose mean it has its part.
  relativisticAverage: (fake) =>
    sigmoid(meanOf(REAL.map(output)) - fake) +
    meanOf(REAL.map((real) => sigmoid(output(real) - meanOf(X.map(output))))),
};

describe("Where G's loss tells it to move its samples", () => {
  onEngine("tensorflow", () => {
    const near = (actual: readonly number[], expected: readonly number[]) => {
      assert.equal(actual.length, expected.length);
      actual.forEach((value, i) =>
        assert.ok(Math.abs(value - at(expected, i)) < 1e-6, `${value} for ${at(expected, i)}`),
      );
    };

    for (const [loss, growth] of Object.entries(GROWTH) as [Loss, (typeof GROWTH)[Loss] & object][])
      it(`${loss}: along w of a linear D, as far as the loss's derivative says`, () =>
        near(
          directions(linear(loss)),
          X.flatMap((point, i) => [0, 1].map((axis) => growth(output(point), i) * at(W, axis))),
        ));

    it("of packs: each point along its own part of w", () => {
      const packs = [0, 2].map((i) => [...at(X, i), ...at(X, i + 1)]);
      near(
        directions(linear("nonSaturating", 2)),
        packs.flatMap((pack) => W.map((w) => sigmoid(-output(pack)) * w)),
      );
    });
  });
});
