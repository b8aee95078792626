import assert from "node:assert/strict";
import fc from "fast-check";
import { dominates, nonDominationRanks, undominated } from "../../../../src/search/methods/pareto";
import { at } from "../../../support/values";

const points = fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 2 }), {
  maxLength: 40,
});

describe("The Pareto front", () => {
  it("is what nothing dominates", () => {
    fc.assert(
      fc.property(points, (all) => {
        const slow = all.flatMap((p, i) => (all.some((other) => dominates(other, p)) ? [] : [i]));
        assert.deepEqual(undominated(all), slow);
      }),
    );
  });

  it("holds equal points all together, and no point with an infinite loss beside a finite one", () => {
    assert.deepEqual(
      undominated([
        [1, 2],
        [1, 2],
        [2, 1],
        [2, 2],
        [Infinity, 1],
      ]),
      [0, 1, 2],
    );
  });

  it("has rank 0; what nothing dominates without it has rank 1, and so on", () => {
    fc.assert(
      fc.property(points, (all) => {
        const ranks = nonDominationRanks(all);
        for (const [i, rank] of ranks.entries()) {
          const above = ranks.filter((_, j) => dominates(at(all, j), at(all, i)));
          assert.equal(rank, above.length === 0 ? 0 : Math.max(...above) + 1);
        }
      }),
    );
  });
});
