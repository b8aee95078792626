import { onEngine, recordingDraws } from "../../support/gan";
import assert from "node:assert/strict";
import { experimentSchema, type Layer, layerSchema } from "../../../src/experiment/schema";
import { hyperOf, initialState, type Model, modelOf } from "../../../src/gan/model";
import { fold, normal, rootKey } from "../../../src/gan/random";
import { flattenState, type TrainState } from "../../../src/gan/state";
import { trainingStep } from "../../../src/gan/step";
import { dispose, memory, scalar, type Tensor, tidy } from "../../../src/tensor/tf";

const BATCH = 6;
const layers = (...parts: unknown[]): Layer[] => parts.map((part) => layerSchema.parse(part));
const norm = { type: "batchNorm" };
const drop = { type: "dropout", rate: 0.3 };
const dense = (units: number, activation = "linear") => ({ type: "dense", units, activation });

function modelWith(k: number, rates: { generator: number; discriminator: number }): Model {
  return modelOf(
    experimentSchema.parse({
      data: { source: "ring" },
      latent: { size: 3 },
      generator: {
        layers: layers(dense(5), norm, { type: "activation", activation: "relu" }, dense(2)),
      },
      discriminator: { layers: layers(dense(6, "leakyRelu"), norm, drop, dense(1)) },
      optimizer: {
        generator: { type: "adam", learningRate: rates.generator },
        discriminator: { type: "adam", learningRate: rates.discriminator },
      },
      training: { batchSize: BATCH, discriminatorSteps: k },
    }),
  );
}

function take(model: Model, state: TrainState, step = 0): { state: TrainState; metrics: Tensor } {
  const real = Array.from({ length: model.discriminatorSteps }, (_, i) => ({
    x: normal(fold(rootKey(7, step), i), [BATCH, 2]),
  }));
  return trainingStep(model, state, {
    step: scalar(step, "int32"),
    real,
    hyper: hyperOf(model, step),
  });
}

type Numbers = Record<string, number[]>;
const numbers = (state: TrainState, part = ""): Numbers =>
  Object.fromEntries(
    Object.entries(flattenState(state))
      .filter(([name]) => name.startsWith(part))
      .map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );
/** The state after one step from the start, as numbers. */
const after = (
  k: number,
  generator: number,
  discriminator: number,
): ((part: string) => Numbers) => {
  const model = modelWith(k, { generator, discriminator });
  const all = tidy(() => numbers(take(model, initialState(model)).state));
  return (part) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name.startsWith(part)));
};
const trained = (values: Numbers): Numbers =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !name.includes("moving")));

describe("Algorithm 1", () => {
  onEngine("tensorflow", () => {
    for (const k of [1, 3]) {
      it(`leaves G's weights to the bit as they are while D is updated (k = ${k})`, () => {
        const start = tidy(() =>
          numbers(initialState(modelWith(k, { generator: 0, discriminator: 0.1 }))),
        );
        const end = after(k, 0, 0.1);
        for (const [name, values] of Object.entries(trained(end("generator/"))))
          assert.deepEqual(values, start[name], name);
        for (const [name, values] of Object.entries(end("discriminator/")))
          assert.notDeepEqual(values, start[name], name);
      });

      it(`leaves D to the bit as it is while G is updated (k = ${k})`, () => {
        assert.deepEqual(
          after(k, 0.1, 0.1)("discriminator/"),
          after(k, 0, 0.1)("discriminator/"),
          "G's rate does not matter to D",
        );
        assert.deepEqual(
          after(k, 0.1, 0.1)("optimizer/discriminator/"),
          after(k, 0, 0.1)("optimizer/discriminator/"),
        );
        const start = tidy(() =>
          numbers(
            initialState(modelWith(k, { generator: 0.1, discriminator: 0 })),
            "discriminator/",
          ),
        );
        assert.deepEqual(trained(after(k, 0.1, 0)("discriminator/")), trained(start));
      });
    }

    it("updates D k times and G once", () => {
      const slots = after(3, 0.1, 0.1)("optimizer/");
      assert.deepEqual(
        [
          slots["optimizer/discriminator/firstMoment/count"],
          slots["optimizer/generator/firstMoment/count"],
        ],
        [[3], [1]],
      );
    });

    it("moves G's statistics only with G's own update", () => {
      // With D frozen, G's update is the same however many updates of D came before it.
      assert.deepEqual(after(3, 0.1, 0)("generator/"), after(1, 0.1, 0)("generator/"));
    });

    it("updates D before G: G sees the new D", () => {
      assert.notDeepEqual(after(1, 0.1, 0.1)("generator/"), after(1, 0.1, 0)("generator/"));
    });

    it("draws other noise for each update, each pass and each step", () =>
      tidy(() => {
        const model = modelWith(3, { generator: 0.1, discriminator: 0.1 });
        const steps = [0, 1, 2].map(
          (step) => recordingDraws(() => take(model, initialState(model), step)).draws,
        );
        // Drawn with the weights: 4 kernels. Then the data's 3 batches, and per update of D: z,
        // dropout on real, on fake; of G: z, dropout.
        const drawn = steps.flatMap((draws) => draws.slice(4 + 3));
        assert.equal(drawn.length, 3 * (3 * 3 + 2));
        const numbersDrawn = drawn.flatMap(({ values }) => values);
        assert.ok(
          new Set(numbersDrawn).size > 0.999 * numbersDrawn.length,
          "no number comes twice",
        );
      }));

    it("is a pure function: same numbers, the old state stays, no tensor leaks", () => {
      const model = modelWith(2, { generator: 0.1, discriminator: 0.1 });
      const state = tidy(() => initialState(model));
      const before = numbers(state);
      const tensors = memory().numTensors;
      const [first, second] = tidy(() => [0, 1].map(() => take(model, state))) as [
        ReturnType<typeof take>,
        ReturnType<typeof take>,
      ];
      assert.deepEqual(numbers(first.state), numbers(second.state));
      assert.deepEqual(numbers(state), before);
      for (const { state: next, metrics } of [first, second])
        dispose([...Object.values(next), metrics]);
      assert.equal(memory().numTensors, tensors);
      assert.deepEqual(
        numbers(state),
        before,
        "the new states, freed by now, shared no tensor with the old one",
      );
      dispose(state);
    });
  });
});
