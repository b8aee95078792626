import { onEngine } from "../../support/gan";
import { FAST, inputsAt, modelWith, take } from "../../support/updates";
import { at, entry } from "../../support/values";
import assert from "node:assert/strict";
import { UPDATES } from "../../../src/experiment/schema";
import { initialState, type Model } from "../../../src/gan/model";
import { pretrainingStep, STEP_METRICS, trainingStep } from "../../../src/gan/step";
import { DISCRIMINATOR_NUMBERS, GENERATOR_NUMBERS, traceIteration } from "../../../src/gan/trace";
import { mapTree } from "../../../src/gan/tree";
import type { NetworkName } from "../../../src/shared/run/run";
import { tidy, zeros } from "../../../src/tensor/tf";

type Names = readonly string[];

/** The trace of the second iteration, and what that iteration then makes. */
function traced(model: Model, { pretraining = false } = {}) {
  const { all, row, moved } = tidy(() => {
    const step = pretraining ? pretrainingStep : trainingStep;
    const { state } = take(model, initialState(model), 0, step);
    const options = { pretraining, shown: 4, directions: true, places: zeros([3, 2]) };
    const trace = traceIteration(model, state, inputsAt(model, 1), options);
    const made = take(model, state, 1, step);
    const distance = (network: NetworkName) =>
      Math.hypot(
        ...Object.keys(state[network].params).flatMap((name) => {
          const from = [...entry(state[network].params, name).dataSync()];
          const to = [...entry(made.state[network].params, name).dataSync()];
          return to.map((value, i) => value - at(from, i));
        }),
      );
    return {
      all: mapTree(trace, (tensor) => [...tensor.dataSync()]),
      row: [...made.metrics.dataSync()],
      moved: { discriminator: distance("discriminator"), generator: distance("generator") },
    };
  });
  return {
    all,
    moved,
    updates: Object.keys(all).filter((name) => name.endsWith("/latents")).length,
    metric: (name: (typeof STEP_METRICS)[number]) => at(row, STEP_METRICS.indexOf(name)),
    number(update: number, network: NetworkName, name: string) {
      const names: Names = network === "generator" ? GENERATOR_NUMBERS : DISCRIMINATOR_NUMBERS;
      return at(entry(all, `${update}/${network}`), names.indexOf(name));
    },
  };
}

describe("The trace of an iteration", () => {
  onEngine("tensorflow", () => {
    for (const updates of UPDATES)
      it(`${updates}: has the numbers of the iteration that follows, to the bit`, () => {
        const training = { updates, discriminatorSteps: 2, generatorSteps: 2 };
        const trace = traced(modelWith({ ...training, generatorAverage: { start: 0 } }));
        const { number, metric } = trace;
        const count = updates === "alternating" ? 4 : 3;
        assert.equal(trace.updates, count);
        assert.equal(number(1, "discriminator", "loss"), metric("lossD"));
        assert.equal(number(1, "discriminator", "dReal"), metric("dReal"));
        assert.equal(number(1, "discriminator", "dFake"), metric("dFake"));
        assert.equal(number(1, "discriminator", "gradient"), metric("gradNormD"));
        assert.equal(number(count - 1, "generator", "loss"), metric("lossG"));
        assert.equal(number(count - 1, "generator", "gradient"), metric("gradNormG"));
        assert.equal(`${count - 2}/generator` in trace.all, true, "G's first update");
        assert.equal("1/ahead" in trace.all, updates === "extragradient");
        assert.equal(entry(trace.all, "0/real").length, 8, "4 points");
        assert.equal(entry(trace.all, `${count - 1}/descent`).length, 8);
        assert.notDeepEqual(entry(trace.all, "places/before"), entry(trace.all, "places/after"));
      });

    it("tells what D says of G's samples before and after G's update, and how far both move", () => {
      const loss = "wasserstein" as const;
      const { number, moved } = traced(modelWith({}, FAST, { loss, weightClip: 0.5 }));
      // L_D = E[D(G(z))] - E[D(x)], L_G = -E[D(G(z))], with dropout in D.
      for (const when of ["", "After"]) {
        const [real, fake] = ["dReal", "dFake"].map((name) =>
          number(0, "discriminator", name + when),
        );
        assert.ok(Math.abs(fake! - real! - number(0, "discriminator", `loss${when}`)) < 1e-6);
        assert.equal(
          -number(1, "generator", `dFake${when}`),
          number(1, "generator", `loss${when}`),
        );
      }
      assert.ok(Math.abs(number(0, "discriminator", "moved") / moved.discriminator - 1) < 1e-5);
      assert.ok(Math.abs(number(1, "generator", "moved") / moved.generator - 1) < 1e-5);
      assert.ok(number(1, "generator", "shift") > 0);
    });

    it("has D's updates alone where D is trained before the game", () => {
      const trace = traced(modelWith({ discriminatorSteps: 2 }), { pretraining: true });
      assert.equal(trace.updates, 2);
      assert.equal(trace.number(1, "discriminator", "loss"), trace.metric("lossD"));
      assert.equal("1/generator" in trace.all, false);
    });
  });
});
