import { onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { experimentSchema } from "../../../src/experiment/schema";
import { hyperOf, initialState, type Model, modelOf } from "../../../src/gan/model";
import type { LoadedModule } from "../../../src/gan/module";
import { normal, rootKey } from "../../../src/gan/random";
import {
  flattenState,
  type NetworkState,
  type TrainState,
  unflattenState,
} from "../../../src/gan/state";
import { trainingStep } from "../../../src/gan/step";
import { scalar, tidy } from "../../../src/tensor/tf";

/** A module whose weights have the names of running statistics. */
const OWN: LoadedModule = {
  code: {
    init: ({ random }) => ({ u: random.normal("u", [2, 2]), movingMean: random.normal("b", [2]) }),
    apply: ({ tf, weights: { u, movingMean }, x }) =>
      tf.add(tf.matMul(x as never, u as never), movingMean as never),
  },
  file: "own.ts",
  placeOf: () => "",
};

const dense = (units: number) => ({ type: "dense", units }) as const;
const modelWith = (generator: object, modules = {}): Model =>
  modelOf(
    experimentSchema.parse({
      data: { source: "ring" },
      latent: { size: 2 },
      generator,
      discriminator: {
        layers: [
          { ...dense(4), spectralNorm: true },
          { type: "batchNorm" },
          {
            type: "residual",
            layers: [{ type: "batchNorm" }, dense(4)],
            shortcut: [{ ...dense(4), spectralNorm: true }],
          },
          dense(1),
        ],
      },
      optimizer: { generator: { type: "adam" }, discriminator: { type: "sgd" } },
      training: { batchSize: 4, generatorAverage: {} },
    }),
    modules,
  );

const numbers = (state: TrainState): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(flattenState(state)).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );

describe("The training state", () => {
  onEngine("cpu", () => {
    it("has the names of a checkpoint when it is flattened, and is the same again when read", () =>
      tidy(() => {
        const model = modelWith({ layers: [dense(3), { type: "batchNorm" }, dense(2)] });
        const state = initialState(model);
        const named = flattenState(state);
        assert.deepEqual(
          Object.keys(named).filter((name) => name.startsWith("discriminator/")),
          [
            ...["0/kernel", "0/bias", "0/u"],
            ...["1/gamma", "1/beta", "1/movingMean", "1/movingVariance"],
            ...["gamma", "beta", "movingMean", "movingVariance"].map(
              (name) => `2/layers/0/${name}`,
            ),
            ...["2/layers/1/kernel", "2/layers/1/bias"],
            ...["2/shortcut/0/kernel", "2/shortcut/0/bias", "2/shortcut/0/u"],
            ...["3/kernel", "3/bias"],
          ].map((name) => `discriminator/${name}`),
        );
        const read = unflattenState(model, named);
        const namesOf = ({ params, stats }: NetworkState) => [params, stats].map(Object.keys);
        assert.deepEqual(namesOf(read.discriminator), namesOf(state.discriminator));
        assert.deepEqual(numbers(read), numbers(state));
        assert.ok(read.average);
        assert.deepEqual(namesOf(read.average), namesOf(state.generator));
      }));

    it("trains a weight of a person's own module whatever it is called", () =>
      tidy(() => {
        const model = modelWith({ module: "own.ts" }, { generator: OWN });
        const start = initialState(model);
        const { state } = trainingStep(model, start, {
          step: scalar(0, "int32"),
          real: [{ x: normal(rootKey(1, 0), [4, 2]) }],
          hyper: hyperOf(model, 0),
        });
        const [before, after] = [
          numbers(unflattenState(model, flattenState(start))),
          numbers(state),
        ];
        for (const name of ["generator/u", "generator/movingMean"])
          assert.notDeepEqual(after[name], before[name], name);
      }));
  });
});
