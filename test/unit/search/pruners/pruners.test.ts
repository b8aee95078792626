import assert from "node:assert/strict";
import type { PastTrial, Pruner } from "../../../../src/search/outcome/history";
import { prunerOf } from "../../../../src/search/pruners";
import { pruneSchema } from "../../../../src/search/schema/prune";
import { decisionsOf, pruners } from "../../../support/search-parity";
import { present } from "../../../support/values";

/** @param prune what a study says of it; the rest has its default */
function prunerFor(prune: object): Pruner {
  return present(prunerOf({ prune: pruneSchema.parse(prune) }, pruners.study));
}

const trial = (number: number, ...losses: number[]): PastTrial => ({
  number,
  point: {},
  state: "running",
  reports: losses.map((loss, i) => ({ step: (i + 1) * 100, loss })),
});
const complete = (number: number, ...losses: number[]): PastTrial => ({
  ...trial(number, ...losses),
  state: "complete",
  losses: losses.slice(-1),
});

describe("Pruners", () => {
  for (const one of pruners.cases)
    it(`decide as Optuna's on a recorded study: ${one.name}`, () => {
      const decisions = decisionsOf(one);
      assert.deepEqual(
        decisions,
        one.events.map(([, , , pruned]) => pruned === 1),
      );
      assert.ok(decisions.includes(true) && decisions.includes(false));
    });

  it("compare with a median between a finite loss and an infinite one as with the latter", () => {
    const prunes = prunerFor({ type: "median", startupTrials: 2 });
    const others = [complete(0, 1), complete(1, Infinity)];
    assert.equal(prunes(trial(2, 5), others), false);
    assert.equal(prunes(trial(2, Infinity), others), false);
    assert.equal(prunes(trial(2, 5), [...others, complete(3, 2)]), true);
  });

  it("put the first rung at the first evaluation where the settings leave it open", () => {
    const prunes = prunerFor({ type: "asha" });
    // Rungs at 100, 400: with a hundredth of 500 steps the first report would pass two rungs.
    const others = [1, 2, 3, 4, 5, 6, 7].map((loss) =>
      complete(loss, loss, loss, loss, loss, loss),
    );
    assert.equal(prunes(trial(9, 1.5), others), false);
    assert.equal(prunes(trial(9, 2.5), others), true);
    assert.equal(prunes(trial(9, 1.5, 9, 9), others), false);
    assert.equal(prunes(trial(9, 1.5, 9, 9, 9), others), true);
  });

  it("prune nothing before a trial is complete where the settings leave the rungs open", () => {
    for (const type of ["asha", "hyperband"])
      assert.equal(prunerFor({ type })(trial(1, 9), [trial(0, 1)]), false);
  });
});
