import assert from "node:assert/strict";
import type { PastTrial } from "../../../../src/search/outcome/history";
import { importanceOf } from "../../../../src/search/outcome/importance";
import type { Space } from "../../../../src/search/space/space";
import { importance, importanceDifference } from "../../../support/search-parity";
import { entry } from "../../../support/values";

const SPACE: Space = [
  { name: "rate", domain: { kind: "float", from: 1e-5, to: 1, log: true } },
  { name: "idle", domain: { kind: "float", from: 0, to: 1, log: false } },
];
/** Trials on a lattice of rates; those above 0.01 come to nothing. */
const trials = (ofLargeRates: (number: number) => Partial<PastTrial>): PastTrial[] =>
  Array.from({ length: 60 }, (_, number) => {
    const rate = 10 ** (-5 * ((number % 12) / 12));
    const point = { rate, idle: ((number * 7) % 60) / 60 };
    const reports = [{ step: 100, loss: 1 }];
    const complete: PastTrial = { number, point, state: "complete", losses: [1 + rate], reports };
    return rate > 0.01 ? { ...complete, ...ofLargeRates(number) } : complete;
  });

describe("Importance", () => {
  for (const one of importance.cases)
    it(`is that of Optuna's PED-ANOVA: ${one.name}`, () => {
      const difference = importanceDifference(one);
      assert.ok(difference < 1e-9, `off by ${difference}`);
    });

  it("counts trials that diverged or were pruned as the worst", () => {
    const complete = trials(() => ({ losses: [1000] }));
    const diverged = trials(() => ({ losses: [Infinity] }));
    const pruned = trials(() => ({ state: "pruned", losses: [] }));
    assert.deepEqual(importanceOf(SPACE, diverged), importanceOf(SPACE, complete));
    assert.deepEqual(importanceOf(SPACE, pruned), importanceOf(SPACE, complete));
    assert.ok(entry(importanceOf(SPACE, complete), "rate") > 0.7);
  });

  it("is worked out for each of two objectives", () => {
    const two = trials(() => ({})).map((trial): PastTrial => ({
      ...trial,
      losses: [trial.point["rate"] ?? 0, trial.point["idle"] ?? 0],
    }));
    assert.ok(entry(importanceOf(SPACE, two, 0), "rate") > 0.7);
    assert.ok(entry(importanceOf(SPACE, two, 1), "idle") > 0.7);
  });

  it("is the same for all where there is nothing to tell it by", () => {
    for (const history of [[], trials(() => ({})).slice(0, 1)])
      assert.deepEqual(importanceOf(SPACE, history), { rate: 0.5, idle: 0.5 });
  });
});
