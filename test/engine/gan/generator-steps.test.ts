import { onEngine, recordingDraws } from "../../support/gan";
import { after, FAST, modelWith, numbers, part, take } from "../../support/updates";
import assert from "node:assert/strict";
import { type ExperimentInput, UPDATES } from "../../../src/experiment/schema";
import { initialState } from "../../../src/gan/model";
import { STEP_METRICS } from "../../../src/gan/step";
import { tidy } from "../../../src/tensor/tf";

describe("Several updates of G in a step", () => {
  onEngine("tensorflow", () => {
    for (const [updates, ofG] of [
      ["alternating", 3],
      ["simultaneous", 3],
      ["extragradient", 4],
    ] as const)
      it(`${updates}: k_G = 3 updates G alone twice more, each on its own noise`, () =>
        tidy(() => {
          const once = modelWith({ updates, generatorAverage: {} });
          const model = { ...once, generatorSteps: 3 };
          const [first, whole] = [once, model].map((each) => {
            const { result, draws } = recordingDraws(() => take(each, initialState(each)));
            return { draws, metrics: [...result.metrics.dataSync()], after: numbers(result.state) };
          });
          assert.ok(first && whole);
          for (const prefix of ["discriminator/", "optimizer/discriminator/"])
            assert.deepEqual(
              part(whole.after, prefix, "?"),
              part(first.after, prefix, "?"),
              prefix,
            );
          assert.notDeepEqual(part(whole.after, "generator/"), part(first.after, "generator/"));
          assert.deepEqual(whole.after["optimizer/generator/firstMoment/count"], [ofG]);
          const drawn = whole.draws.map((draw) => JSON.stringify(draw));
          assert.deepEqual(
            drawn.slice(0, first.draws.length),
            first.draws.map((draw) => JSON.stringify(draw)),
          );
          // z and the mask of D's dropout, for each further update.
          const further = drawn.slice(first.draws.length);
          assert.equal(further.length, 4);
          assert.equal(new Set(drawn).size - new Set(drawn.slice(0, first.draws.length)).size, 4);
          const ofD = STEP_METRICS.filter((name) => !["lossG", "gradNormG"].includes(name));
          for (const name of STEP_METRICS) {
            const i = STEP_METRICS.indexOf(name);
            if (ofD.includes(name)) assert.equal(whole.metrics[i], first.metrics[i], name);
            else assert.notEqual(whole.metrics[i], first.metrics[i], name);
          }
        }));

    it("takes one batch more for each update of G alone that looks at data", () => {
      const extra = (
        training: ExperimentInput["training"],
        objective: ExperimentInput["objective"] = {},
      ) => modelWith(training, FAST, objective).extraBatches;
      for (const objective of [
        { loss: "relativisticAverage" },
        { unrolling: { steps: 1, learningRate: 0.1 } },
      ] as const) {
        assert.deepEqual(
          UPDATES.map((updates) => extra({ updates, generatorSteps: 3 }, objective)),
          [3, 2, 3],
        );
        assert.deepEqual(
          UPDATES.map((updates) => extra({ updates }, objective)),
          [1, 0, 1],
        );
      }
      assert.deepEqual(
        UPDATES.map((updates) => extra({ updates, generatorSteps: 3 })),
        [0, 0, 1],
      );
    });

    it("moves the average of G once a step, to the G of its last update", () => {
      const end = after(modelWith({ generatorSteps: 3, generatorAverage: { decay: 0, start: 5 } }));
      for (const [name, values] of Object.entries(part(end, "generator/", "?")))
        assert.deepEqual(end[`average/${name}`], values, name);
    });
  });
});
