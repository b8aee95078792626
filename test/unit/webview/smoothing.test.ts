import assert from "node:assert/strict";
import fc from "fast-check";
import { smooth, SmoothedColumn } from "../../../webview/dashboard/smoothing";
import { present } from "../../support/values";

const column = fc
  .array(fc.double({ min: -1000, max: 1000, noNaN: true }), { maxLength: 200 })
  .map((values) => Float64Array.from(values));
const weight = fc.double({ min: 0, max: 0.999, noNaN: true });

describe("smoothing", () => {
  it("of 0 changes nothing", () => {
    fc.assert(fc.property(column, (values) => assert.deepEqual(smooth(values, 0), values)));
  });

  it("of a constant is that constant, from the first value on", () => {
    fc.assert(
      fc.property(weight, fc.double({ min: -1000, max: 1000, noNaN: true }), (w, value) => {
        for (const smoothed of smooth(new Float64Array(50).fill(value), w))
          assert.ok(Math.abs(smoothed - value) <= 1e-9 * Math.max(1, Math.abs(value)));
      }),
    );
  });

  it("stays between the smallest and the largest value", () => {
    fc.assert(
      fc.property(column, weight, (values, w) => {
        for (const value of smooth(values, w))
          assert.ok(value >= Math.min(...values) - 1e-6 && value <= Math.max(...values) + 1e-6);
      }),
    );
  });

  it("is the weighted mean that it says it is", () => {
    const [first, second, third] = smooth(Float64Array.of(1, 2, 4), 0.5);
    assert.equal(first, 1);
    assert.ok(Math.abs(present(second) - (0.5 * 1 + 2) / 1.5) < 1e-12);
    assert.ok(Math.abs(present(third) - (0.25 * 1 + 0.5 * 2 + 4) / 1.75) < 1e-12);
  });

  it("is the same when the column grows piece by piece", () => {
    fc.assert(
      fc.property(column, weight, fc.nat(200), (values, w, at) => {
        const growing = new SmoothedColumn(w);
        growing.extend(values.subarray(0, Math.min(at, values.length)));
        assert.deepEqual(growing.extend(values).slice(), smooth(values, w));
      }),
    );
  });

  it("has a gap where a value is not finite, and goes on after it", () => {
    const smoothed = smooth(Float64Array.of(1, NaN, 1, Infinity, 1), 0.9);
    assert.deepEqual(
      [...smoothed].map((value) => Math.round(value * 1e9) / 1e9),
      [1, NaN, 1, NaN, 1],
    );
  });
});
