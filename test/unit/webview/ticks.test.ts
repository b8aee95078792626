import assert from "node:assert/strict";
import fc from "fast-check";
import { formatTick, linearTicks, logTicks, symlogTicks } from "../../../webview/components/ticks";
import { SCALE_KINDS, spreadOf, valueScale } from "../../../webview/components/value-scale";
import { at } from "../../support/values";

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
        const min = 10 ** Math.min(a, b);
        const max = 10 ** Math.max(a, b);
        const ticks = logTicks(min, max);
        assert.ok(ticks.length >= 2 && ticks.length <= 7);
        assert.ok(
          ticks.every(
            (tick, i) => tick >= min && tick <= max && (i === 0 || tick > at(ticks, i - 1)),
          ),
        );
      }),
    );
  });
});

const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });

describe("the ticks of an axis", () => {
  it("are at least two, ascending and on the axis, on a linear one", () => {
    assert.deepEqual(linearTicks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(linearTicks(0.5, 1.6, 4), [0.5, 1, 1.5]);
    assert.deepEqual(linearTicks(0.0009, 0.0011).length >= 2, true);
    assert.deepEqual(linearTicks(1, 1), []);
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 8 }), (a, b, most) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(max - min > 1e-9 * Math.max(Math.abs(min), Math.abs(max)) && max - min > 1e-200);
        const ticks = linearTicks(min, max, most);
        assert.ok(ticks.length >= 2, `${ticks.length} in [${min}, ${max}]`);
        assert.ok(ticks.length <= Math.max(most, 4), `${ticks.length} in [${min}, ${max}]`);
        assert.ok(ticks.every((tick, i) => i === 0 || tick > at(ticks, i - 1)));
        const rounding = 1e-12 * Math.max(Math.abs(min), Math.abs(max));
        assert.ok(ticks.every((tick) => tick >= min - rounding && tick <= max + rounding));
      }),
    );
  });

  it("are at least two and few on a symmetric logarithmic one", () => {
    assert.deepEqual(symlogTicks(-2, 9e26, 1), [0, 1e4, 1e8, 1e12, 1e16, 1e20, 1e24]);
    assert.deepEqual(symlogTicks(-150, 20, 1), [-100, -10, 0, 10]);
    fc.assert(
      fc.property(value, value, fc.integer({ min: -6, max: 6 }), (a, b, exponent) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(max - min > 1e-9 * Math.max(Math.abs(min), Math.abs(max)) && max - min > 1e-200);
        const ticks = symlogTicks(min, max, Number(`1e${exponent}`));
        assert.ok(ticks.length >= 2 && ticks.length <= 8, `${ticks.length} in [${min}, ${max}]`);
        assert.ok(ticks.every((tick, i) => i === 0 || tick > at(ticks, i - 1)));
      }),
    );
  });

  it("differ from each other in writing", () => {
    fc.assert(
      fc.property(value, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (min, width) => {
        fc.pre(width > 1e-9 * Math.abs(min));
        const ticks = linearTicks(min, min + width);
        const texts = ticks.map((tick) => formatTick(tick, ticks));
        assert.equal(new Set(texts).size, texts.length, texts.join(" "));
      }),
    );
  });
});

describe("the scale of values along an axis", () => {
  it("gives a value its place, in their order, and the value of a place", () => {
    fc.assert(
      fc.property(value, value, fc.constantFrom(...SCALE_KINDS), (a, b, kind) => {
        const scale = valueScale(kind, 10);
        fc.pre(kind !== "log" || (a > 0 && b > 0));
        assert.ok(a >= b || scale.place(a) <= scale.place(b));
        assert.ok(Math.abs(scale.value(scale.place(a)) - a) <= 1e-9 * Math.max(1, Math.abs(a)));
      }),
    );
    assert.ok(Number.isNaN(valueScale("log").place(0)));
  });

  it("shows losses that diverge beside those before them", () => {
    const calm = Array.from({ length: 300 }, (_, i) => 1.3 + Math.sin(i) / 10);
    assert.deepEqual(spreadOf(calm), { diverged: false, unit: 1 });
    const diverged = spreadOf([...calm, 5e3, 2e9, 9e26, NaN, Infinity]);
    assert.deepEqual(diverged, { diverged: true, unit: 1 });
    const { place } = valueScale("symlog", diverged.unit);
    // A thousandth of the axis is less than a pixel.
    const share = (place(1.4) - place(1.2)) / place(9e26);
    assert.ok(share > 0.001, `the calm part is told apart: ${share} of the axis`);
  });
});
