import { onEngine } from "../../support/gan";
import { FAST, modelWith, numbers, part, take } from "../../support/updates";
import assert from "node:assert/strict";
import { UPDATES } from "../../../src/experiment/schema";
import { initialState, type Model } from "../../../src/gan/model";
import { STEP_METRICS, trainingStep } from "../../../src/gan/step";
import { tidy } from "../../../src/tensor/tf";
import { NETWORKS, type NetworkName } from "../../../src/shared/run/run";
import { at } from "../../support/values";

/** A state before an iteration and after it, in which only the given networks were trained. */
function trained(model: Model, networks: readonly NetworkName[]) {
  const step: typeof trainingStep = (from, state, inputs) =>
    trainingStep(from, state, inputs, networks);
  const numbersOf = tidy(() => {
    const before = initialState(model);
    const { state, metrics } = take(model, before, 0, step);
    return { before: numbers(before), after: numbers(state), row: [...metrics.dataSync()] };
  });
  const metric = (name: (typeof STEP_METRICS)[number]) =>
    at(numbersOf.row, STEP_METRICS.indexOf(name));
  return { ...numbersOf, metric };
}

const prefixes = (network: NetworkName) => [`${network}/`, `optimizer/${network}/`];

describe("An iteration that trains one network alone", () => {
  onEngine("tensorflow", () => {
    for (const updates of UPDATES)
      for (const network of NETWORKS)
        it(`${updates}, ${network}: the other and its slots stay the same to the bit`, () => {
          const training = { updates, discriminatorSteps: 2, generatorSteps: 2 };
          const model = modelWith({ ...training, generatorAverage: { start: 0 } });
          const alone = trained(model, [network]);
          const [other] = NETWORKS.filter((one) => one !== network);
          assert.ok(other);
          for (const prefix of prefixes(other))
            assert.deepEqual(part(alone.after, prefix, "?"), part(alone.before, prefix, "?"));
          for (const prefix of prefixes(network))
            assert.notDeepEqual(part(alone.after, prefix), part(alone.before, prefix));
          const moves = network === "generator";
          const average = [alone.after, alone.before].map((all) => part(all, "average/", "?"));
          if (moves) assert.notDeepEqual(average[0], average[1]);
          else assert.deepEqual(average[0], average[1]);
          assert.equal(alone.metric("gradNormD") > 0, !moves);
          assert.equal(alone.metric("gradNormG") > 0, moves);
          for (const name of ["lossD", "lossG", "dReal", "dFake"] as const)
            assert.ok(Number.isFinite(alone.metric(name)), name);
        });

    it("is the half of D in an iteration of both, with its metrics", () => {
      for (const updates of ["alternating", "simultaneous"] as const) {
        const model = modelWith({ updates, discriminatorSteps: 2 }, FAST);
        const [alone, both] = [trained(model, ["discriminator"]), trained(model, NETWORKS)];
        for (const prefix of prefixes("discriminator"))
          assert.deepEqual(part(alone.after, prefix, "?"), part(both.after, prefix, "?"), updates);
        for (const name of ["lossD", "dReal", "dFake", "gradNormD"] as const)
          assert.equal(alone.metric(name), both.metric(name), `${updates}: ${name}`);
        assert.equal(alone.metric("lossG"), both.metric("lossG"));
      }
    });

    it("is the half of G in an iteration of both at once, with its metrics", () => {
      const model = modelWith({ updates: "simultaneous" }, FAST);
      const [alone, both] = [trained(model, ["generator"]), trained(model, NETWORKS)];
      for (const prefix of prefixes("generator"))
        assert.deepEqual(part(alone.after, prefix, "?"), part(both.after, prefix, "?"));
      for (const name of ["lossD", "lossG", "dReal", "dFake", "gradNormG"] as const)
        assert.equal(alone.metric(name), both.metric(name), name);
    });
  });
});
