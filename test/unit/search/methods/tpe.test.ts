import assert from "node:assert/strict";
import { generatorOf } from "../../../../src/search/methods/generator";
import { kernelsOf } from "../../../../src/search/methods/tpe/kernels";
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

  it("draws by the seed which of equal values has the wider kernel", () => {
    const domain = { kind: "integer", from: 1, to: 9, log: false, step: 1 } as const;
    const observed = [5, 5, 5, 5, 8];
    const densities = (seed?: number): number[] => {
      const ties = seed === undefined ? undefined : generatorOf(seed);
      const logs = new Float64Array(observed.length + 1);
      kernelsOf(domain, observed, ties).addLogDensities(5, logs, -Infinity);
      return [...logs];
    };
    const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
    const drawn = [0, 1, 2, 3].map(densities);
    for (const one of drawn) assert.deepEqual(sorted(one), sorted(densities()));
    assert.ok(new Set(drawn.map(String)).size > 1);
    assert.deepEqual(densities(3), drawn[3]);
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
