import assert from "node:assert/strict";
import type { PastTrial } from "../../../src/search/history";
import { splitTrials } from "../../../src/search/methods/tpe/split";
import { estimatorsOf } from "../../../src/search/methods/tpe/tpe";
import { countBelow, weightsByAge } from "../../../src/search/methods/tpe/weights";
import type { Point, Space } from "../../../src/search/space";
import { largestDifference, searchFixture } from "../../support/search-fixture";
import { found } from "../../support/values";

interface Reference {
  gamma: number[];
  gammaOfSeveral: number[];
  weights: number[][];
  cases: {
    name: string;
    space: Space;
    history: PastTrial[];
    below: number[];
    above: number[];
    groups: {
      names: string[];
      candidates: Point[];
      logBelow: number[];
      logAbove: number[];
      best: number;
    }[];
  }[];
}

const reference = searchFixture<Reference>("search-tpe");
const BOUND = 1e-9;

describe("TPE", () => {
  it("takes as many trials for good as Optuna", () => {
    assert.deepEqual(
      reference.gamma.map((_, n) => countBelow(n, false)),
      reference.gamma,
    );
    assert.deepEqual(
      reference.gammaOfSeveral.map((_, n) => countBelow(n, true)),
      reference.gammaOfSeveral,
    );
  });

  it("weighs trials by their age as Optuna", () => {
    for (const weights of reference.weights)
      assert.ok(largestDifference(weightsByAge(weights.length), weights) < 1e-15);
  });

  for (const { name, space, history, below, above, groups } of reference.cases)
    it(`has Optuna's densities and choice: ${name}`, () => {
      const split = splitTrials(history, below.length);
      assert.deepEqual(
        split.below.map(({ number }) => number),
        below,
      );
      assert.deepEqual(
        split.above.map(({ number }) => number),
        above,
      );
      for (const { names, candidates, logBelow, logAbove, best } of groups) {
        const group = names.map((wanted) => found(space, (one) => one.name === wanted));
        const densities = estimatorsOf(group, history);
        const l = candidates.map((point) => densities.below.logDensity(point));
        const g = candidates.map((point) => densities.above.logDensity(point));
        assert.ok(largestDifference(l, logBelow) < BOUND, `log l: ${l} instead of ${logBelow}`);
        assert.ok(largestDifference(g, logAbove) < BOUND, `log g: ${g} instead of ${logAbove}`);
        const acquisition = l.map((value, i) => value - (g[i] ?? NaN));
        assert.equal(acquisition.indexOf(Math.max(...acquisition)), best);
      }
    });
});
