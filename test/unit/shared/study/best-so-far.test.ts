import assert from "node:assert/strict";
import fc from "fast-check";
import { bestSoFar, paretoPoints, ranksOf } from "../../../../src/shared/study/best-so-far";
import type { ObjectiveView, TrialView } from "../../../../src/shared/study/study-view";
import { FRECHET, MODES, searchView } from "../../../support/study-views";

const trial = (
  number: number,
  values: (number | null)[],
  state: TrialView["state"] = "finished",
): TrialView => ({
  number,
  state,
  values: {},
  runs: [],
  objectives: values.every((value) => value !== null)
    ? values.map((value) => ({ value: value ?? NaN, n: 1 }))
    : null,
});

describe("the best so far", () => {
  it("is the least value until each trial that came to its end", () => {
    const trials = [
      trial(3, [2]),
      trial(1, [5]),
      trial(2, [1], "pruned"),
      trial(4, [3]),
      trial(5, [null]),
      trial(6, [Infinity]),
      trial(7, [1.5]),
    ];
    assert.deepEqual(bestSoFar({ trials, objectives: [FRECHET] }), [
      { trial: 1, value: 5, best: 5 },
      { trial: 3, value: 2, best: 2 },
      { trial: 4, value: 3, best: 2 },
      { trial: 7, value: 1.5, best: 1.5 },
    ]);
  });

  it("is the greatest where that is the aim, and nothing without an objective", () => {
    const trials = [trial(1, [5]), trial(2, [7]), trial(3, [6])];
    const best = bestSoFar({ trials, objectives: [MODES] }).map((point) => point.best);
    assert.deepEqual(best, [5, 7, 7]);
    assert.deepEqual(bestSoFar({ trials, objectives: [] }), []);
  });

  it("ranks trials from the worst, 0, to the best, 1", () => {
    const trials = [trial(1, [5]), trial(2, [7]), trial(3, [6]), trial(4, [null])];
    assert.deepEqual([...ranksOf({ trials, objectives: [MODES] })].sort(), [
      [1, 0],
      [2, 1],
      [3, 0.5],
    ]);
    assert.equal(ranksOf({ trials, objectives: [FRECHET] }).get(1), 1);
  });
});

describe("the Pareto front", () => {
  const directions: ObjectiveView[][] = [
    [FRECHET, MODES],
    [MODES, FRECHET],
    [FRECHET, FRECHET],
    [MODES, MODES],
  ];

  it("has exactly the trials that no other one dominates", () => {
    const values = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
    );
    for (const objectives of directions) {
      const sign = objectives.map(({ direction }) => (direction === "least" ? 1 : -1));
      const loss = (pair: readonly number[]) => pair.map((value, i) => value * (sign[i] ?? 1));
      fc.assert(
        fc.property(values, (pairs) => {
          const trials = pairs.map((pair, i) => trial(i + 1, pair));
          for (const point of paretoPoints({ trials, objectives })) {
            const [a = 0, b = 0] = loss(point.values);
            const dominated = pairs.some((other) => {
              const [c = 0, d = 0] = loss(other);
              return c <= a && d <= b && (c < a || d < b);
            });
            assert.equal(point.onFront, !dominated, JSON.stringify(pairs));
          }
        }),
      );
    }
  });

  it("passes over trials that were pruned, and needs two objectives", () => {
    const trials = [trial(1, [1, 1], "pruned"), trial(2, [2, 2])];
    assert.deepEqual(
      paretoPoints({ trials, objectives: [FRECHET, MODES] }).map((point) => point.trial),
      [2],
    );
    assert.deepEqual(paretoPoints(searchView(5)), []);
  });
});
