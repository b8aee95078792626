import assert from "node:assert/strict";
import { splitTrials } from "../../../../src/search/methods/tpe/split";
import { countBelow, weightsByAge } from "../../../../src/search/methods/tpe/weights";
import { largestDifference } from "../../../support/search-fixture";
import { densitiesOf, densityDifference, tpe } from "../../../support/search-parity";

const BOUND = 1e-9;

describe("TPE", () => {
  it("takes as many trials for good as Optuna", () => {
    assert.deepEqual(
      tpe.gamma.map((_, n) => countBelow(n, false)),
      tpe.gamma,
    );
    assert.deepEqual(
      tpe.gammaOfSeveral.map((_, n) => countBelow(n, true)),
      tpe.gammaOfSeveral,
    );
  });

  it("weighs trials by their age as Optuna", () => {
    for (const weights of tpe.weights)
      assert.ok(largestDifference(weightsByAge(weights.length), weights) < 1e-15);
  });

  for (const one of tpe.cases)
    it(`has Optuna's densities and choice: ${one.name}`, () => {
      const { below, above } = splitTrials(one.history, one.below.length);
      const numbers = [below, above].map((trials) => trials.map(({ number }) => number));
      assert.deepEqual(numbers, [one.below, one.above]);
      for (const group of one.groups) {
        const difference = densityDifference(one, group);
        assert.ok(difference < BOUND, `${group.names.join(", ")}: off by ${difference}`);
        assert.equal(densitiesOf(one, group).best, group.best);
      }
    });
});
