import assert from "node:assert/strict";
import fc from "fast-check";
import { linearAxis, shortCount } from "../../../../src/shared/charts/axis";

const ticksOf = (low: number, high: number): number[] =>
  linearAxis([low, high], [0, 100]).ticks.map(({ value }) => value);

describe("the axis of a chart", () => {
  it("has few round ticks within its range", () => {
    assert.deepEqual(ticksOf(0, 8.4), [0, 2, 4, 6, 8]);
    assert.deepEqual(ticksOf(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, length) => {
          const ticks = ticksOf(low, low + length);
          assert.ok(ticks.length >= 2 && ticks.length <= 7, `${ticks.length} ticks`);
          for (const tick of ticks)
            assert.ok(tick >= low - length * 1e-6 && tick <= low + length * (1 + 1e-6));
        },
      ),
    );
  });

  it("puts each value between its ends", () => {
    const { at } = linearAxis([10, 20], [300, 100]);
    assert.deepEqual([10, 15, 20].map(at), [300, 200, 100]);
  });

  it("shortens large counts", () => {
    assert.deepEqual([500, 2500, 120_000, 3e6].map(shortCount), ["500", "2,500", "120k", "3M"]);
  });
});
