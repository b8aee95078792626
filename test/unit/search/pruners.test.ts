import assert from "node:assert/strict";
import type { PastTrial, Pruner } from "../../../src/search/history";
import { prunerOf } from "../../../src/search/pruners";
import { pruneSchema } from "../../../src/search/schema/prune";
import { searchFixture } from "../../support/search-fixture";
import { present } from "../../support/values";

type Event = [trial: number, step: number, loss: number, pruned: 0 | 1, complete: 0 | 1];

interface Reference {
  study: string;
  cases: { name: string; settings: { type: string }; events: Event[] }[];
}

const reference = searchFixture<Reference>("search-pruners");

/** @param prune what a study says of it; the rest has its default */
function prunerFor(prune: object): Pruner {
  return present(prunerOf({ prune: pruneSchema.parse(prune) }, reference.study));
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
  for (const { name, settings, events } of reference.cases)
    it(`decide as Optuna's on a recorded study: ${name}`, () => {
      const prunes = prunerFor(settings);
      const trials = new Map<number, PastTrial>();
      const decisions = events.map(([number, step, loss, pruned, ended]) => {
        const before = trials.get(number) ?? trial(number);
        const now = { ...before, reports: [...before.reports, { step, loss }] };
        const others = [...trials.values()].filter((other) => other.number !== number);
        const decision = prunes(now, others);
        const state = pruned ? "pruned" : now.state;
        trials.set(
          number,
          ended ? { ...now, state: "complete", losses: [loss] } : { ...now, state },
        );
        return decision;
      });
      assert.deepEqual(
        decisions,
        events.map(([, , , pruned]) => pruned === 1),
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
