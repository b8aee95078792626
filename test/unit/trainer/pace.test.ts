import assert from "node:assert/strict";
import { iterationsLeft, nextPace } from "../../../src/trainer/session/pace";
import { last } from "../../support/values";

/** The paces of calls to an engine that takes `ms(count)` for `count` iterations. */
function paces(ms: (count: number) => number, calls: number, most = Infinity): number[] {
  const seen = [1];
  for (let i = 1; i < calls; i++) {
    const pace = last(seen);
    const count = Math.min(pace, most);
    seen.push(nextPace(pace, count, ms(count)));
  }
  return seen;
}

describe("How many iterations a call of the engine is given", () => {
  it("rises by at most eight times a call, until a call takes a tenth of a second", () => {
    assert.deepEqual(
      paces((count) => count * 0.05, 7),
      [1, 8, 64, 512, 2000, 2000, 2000],
    );
    assert.deepEqual(
      paces((count) => 2 + count * 0.1, 12).slice(-2),
      [980, 980],
      "what a call costs by itself is part of it",
    );
  });

  it("stays at one where a single iteration takes longer than that", () => {
    assert.deepEqual(
      paces(() => 700, 4),
      [1, 1, 1, 1],
    );
  });

  it("falls at once where the engine has become slower", () => {
    assert.equal(nextPace(2000, 2000, 1000), 200);
    assert.equal(nextPace(10, 10, 100_000), 1);
  });

  it("is not lost by calls that had to be short, before a checkpoint or the end", () => {
    assert.equal(nextPace(2000, 3, 0.2), 1500);
    assert.equal(nextPace(2000, 1, 0.001), 2000);
    assert.deepEqual(
      paces((count) => count * 0.05, 6, 50),
      [1, 8, 64, 400, 400, 400],
    );
  });

  it("goes over no picture, evaluation, checkpoint or end", () => {
    assert.equal(iterationsLeft(0, 2000, [100, 0, 500]), 100);
    assert.equal(iterationsLeft(130, 2000, [100, 0, 500]), 70);
    assert.equal(iterationsLeft(400, 2000, [300, 500]), 100);
    assert.equal(iterationsLeft(1990, 2000, [100]), 10);
    assert.equal(iterationsLeft(7, 2000, [0, 0]), 1993);
    const visited: number[] = [];
    for (let step = 0; step < 1000; step += iterationsLeft(step, 1000, [150, 400]))
      visited.push(step);
    assert.deepEqual(visited, [0, 150, 300, 400, 450, 600, 750, 800, 900]);
  });
});
