import assert from "node:assert/strict";
import fc from "fast-check";
import { evenRows } from "../../../src/shared/run/coarse";
import { bucketMinMax, drawnRange, quantileRange } from "../../../webview/components/buckets";
import { at } from "../../support/values";

const values = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
    fc.constantFrom(NaN, Infinity, -Infinity),
  ),
  { minLength: 1, maxLength: 400 },
);
const buckets = fc.integer({ min: 1, max: 20 });
const bucketOf = (i: number, length: number, count: number) =>
  Math.min(count - 1, Math.max(0, Math.floor(i * (count / (length - 1)))));

describe("bucketing a line by its smallest and largest values", () => {
  it("keeps the smallest and largest value of each bucket", () => {
    fc.assert(
      fc.property(values, buckets, (y, count) => {
        const points = bucketMinMax(
          y.map((_, i) => i),
          y,
          { start: 0, end: y.length, min: 0, max: y.length - 1, buckets: count },
        );
        for (let bucket = 0; bucket < count; bucket++) {
          const mine = y.filter(
            (value, i) => bucketOf(i, y.length, count) === bucket && Number.isFinite(value),
          );
          const drawn = new Set(
            points
              .filter((point) => bucketOf(point.x, y.length, count) === bucket)
              .map((point) => point.y),
          );
          if (mine.length > 0)
            assert.ok(drawn.has(Math.min(...mine)) && drawn.has(Math.max(...mine)));
        }
      }),
    );
  });

  it("draws only values that are there, in order, and few of them", () => {
    fc.assert(
      fc.property(values, buckets, (y, count) => {
        const points = bucketMinMax(
          y.map((_, i) => i),
          y,
          { start: 0, end: y.length, min: 0, max: y.length - 1, buckets: count },
        );
        assert.ok(points.length <= 5 * count);
        for (const [i, point] of points.entries()) {
          if (i > 0) assert.ok(point.x > at(points, i - 1).x);
          if (Number.isNaN(point.y)) assert.ok(!Number.isFinite(at(y, point.x)));
          else assert.equal(point.y, y[point.x]);
        }
        assert.equal(
          points.some((point) => Number.isNaN(point.y)),
          y.some((value) => !Number.isFinite(value)),
        );
      }),
    );
  });

  it("never drops a spike of one step", () => {
    const y = new Float64Array(100_000).fill(1);
    y[54_321] = 99;
    const x = y.map((_, i) => i);
    const points = bucketMinMax(x, y, {
      start: 0,
      end: y.length,
      min: 0,
      max: y.length,
      buckets: 500,
    });
    assert.ok(points.length < 2500);
    assert.deepEqual(
      points.find((point) => point.y === 99),
      { x: 54_321, y: 99 },
    );
  });

  it("leaves out what a logarithmic axis cannot show", () => {
    const points = bucketMinMax([0, 1, 2], [-1, 0, 10], {
      start: 0,
      end: 3,
      min: 0,
      max: 2,
      buckets: 10,
      positive: true,
    });
    assert.deepEqual(points, [
      { x: 0, y: NaN },
      { x: 1, y: NaN },
      { x: 2, y: 10 },
    ]);
    assert.deepEqual(drawnRange(points), { min: 10, max: 10 });
  });

  it("draws a range of no width", () => {
    const points = bucketMinMax([5, 5, 5, 5, 5], [1, 2, 3, 4, 5], {
      start: 0,
      end: 5,
      min: 5,
      max: 5,
      buckets: 1,
    });
    assert.deepEqual(
      points.map((point) => point.y),
      [1, 5],
    );
  });
});

describe("the range without outliers", () => {
  it("is not stretched by a few wild values", () => {
    const y = Array.from({ length: 1000 }, (_, i) => (i === 500 ? 1e6 : i / 1000));
    const range = quantileRange(y, evenRows(undefined, 0, y.length, 4000), 0.02);
    assert.ok(range && range.min >= 0 && range.max < 1);
  });

  it("is undefined without values", () => {
    assert.equal(quantileRange([NaN, Infinity], [0, 1], 0.02), undefined);
    assert.equal(drawnRange([{ x: 0, y: NaN }]), undefined);
  });
});
