import assert from "node:assert/strict";
import fc from "fast-check";
import { logTicks } from "../../src/shared/log-ticks";

describe("the ticks of a logarithmic axis", () => {
  it("are round and few", () => {
    assert.deepEqual(logTicks(0.008, 12), [0.01, 0.03, 0.1, 0.3, 1, 3, 10]);
    assert.deepEqual(logTicks(0.15, 2.1), [0.2, 0.5, 1, 2]);
    assert.deepEqual(logTicks(0.25, 0.45), [0.3, 0.4]);
    assert.deepEqual(logTicks(1e-9, 1e9), [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]);
    assert.deepEqual(logTicks(0, 1), []);
  });

  it("lie on the axis, ascending, at least two and at most seven", () => {
    const edge = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(edge, edge, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        const min = 10 ** Math.min(a, b),
          max = 10 ** Math.max(a, b),
          ticks = logTicks(min, max);
        assert.ok(ticks.length >= 2 && ticks.length <= 7);
        assert.ok(
          ticks.every((tick, i) => tick >= min && tick <= max && (i === 0 || tick > ticks[i - 1]!)),
        );
      }),
    );
  });
});
