import assert from "node:assert/strict";
import { stillLearns } from "../../../src/advisor/learning";

describe("A generator that still learns", () => {
  const above = { limit: 0.4, is: "above" } as const;
  const points = (...values: number[]) =>
    values.map((value, i) => ({ step: 100 * (i + 1), value }));

  it("is waited for until two fifths of the steps, unless it has made what it lacks", () => {
    assert.ok(stillLearns(points(0.9, 0.9, 0.9), above, 1000));
    assert.ok(!stillLearns(points(0.9, 0.9, 0.9, 0.9), above, 1000));
    assert.ok(!stillLearns(points(0.1, 0.9, 0.9), above, 1000));
    // Of a short run the first 300 steps.
    assert.ok(stillLearns(points(0.9, 0.9), above, 200));
  });

  it("is waited for while it lacks less than at half of the steps so far", () => {
    assert.ok(stillLearns(points(0.9, 0.9, 0.8, 0.6), above, 500));
    assert.ok(!stillLearns(points(0.9, 0.9, 0.8, 0.8), above, 500));
    assert.ok(stillLearns(points(0.2, 0.2, 0.3, 0.4), { limit: 0.6, is: "below" }, 500));
    assert.ok(!stillLearns(points(0.2, 0.9, 0.3, 0.4), { limit: 0.6, is: "below" }, 500));
  });

  it("is none where nothing was measured", () => assert.ok(!stillLearns([], above, 1000)));
});
