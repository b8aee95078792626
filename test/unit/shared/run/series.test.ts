import assert from "node:assert/strict";
import fc from "fast-check";
import { toColumns, type MetricRow } from "../../../../src/shared/run/metrics";
import { quantileRange } from "../../../../webview/components/buckets";
import { evenRows } from "../../../../src/shared/run/coarse";
import { smooth, SmoothedColumn } from "../../../../webview/dashboard/smoothing";
import {
  lowerBound,
  MetricSeries,
  nearestRow,
  visibleRows,
} from "../../../../src/shared/run/series";
import { first, last, present } from "../../../support/values";

const row = (step: number, lossD = step / 10): MetricRow => ({
  step,
  time: step / 2,
  lossD,
  lossG: 1,
  dReal: 0.5,
  dFake: 0.5,
  gradNormD: 1,
  gradNormG: 1,
  lrD: 0.1,
  lrG: 0.1,
});
const rows = (...steps: number[]) => toColumns(steps.map((step) => row(step)));
const ascending = fc
  .uniqueArray(fc.integer({ min: 0, max: 5000 }), { maxLength: 300 })
  .map((steps) => steps.sort((a, b) => a - b));

describe("the series of a run", () => {
  it("ignores rows at or before its last step", () => {
    const series = new MetricSeries();
    assert.equal(series.append(rows(1, 2, 3)), 3);
    assert.equal(series.append(rows(2, 3, 4, 5)), 2);
    assert.deepEqual([...series.column("step")], [1, 2, 3, 4, 5]);
    assert.equal(series.latest("lossD"), 0.5);
  });

  it("can be cut short by a new snapshot, and goes on from there", () => {
    const series = new MetricSeries();
    series.append(rows(1, 2, 3, 4, 5));
    series.reset({ columns: rows(1, 2) });
    series.append(rows(3));
    assert.deepEqual([...series.column("step")], [1, 2, 3]);
    assert.deepEqual(series.extent("lossD"), { min: 0.1, max: 0.3 });
  });

  it("leaves what is not finite out of its extents", () => {
    const series = new MetricSeries();
    series.append(
      toColumns([row(1, NaN), row(2, Infinity), row(3, 4), row(4, -Infinity), row(5, 2)]),
    );
    assert.deepEqual(series.extent("lossD"), { min: 2, max: 4 });
    assert.equal(new MetricSeries().extent("lossD"), undefined);
  });

  it("holds the same rows however they were cut into pieces", () => {
    fc.assert(
      fc.property(
        ascending,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 50 }),
        (steps, at, overlap) => {
          const whole = new MetricSeries();
          const pieces = new MetricSeries();
          whole.append(rows(...steps));
          pieces.append(rows(...steps.slice(0, at)));
          pieces.append(rows(...steps.slice(Math.max(0, at - overlap))));
          assert.deepEqual(pieces.column("step"), whole.column("step"));
          assert.deepEqual(pieces.column("lossD"), whole.column("lossD"));
        },
      ),
    );
  });

  it("grows beyond its first capacity", () => {
    const series = new MetricSeries();
    for (let i = 0; i < 30; i++)
      series.append(rows(...Array.from({ length: 100 }, (_, j) => i * 100 + j)));
    assert.equal(series.length, 3000);
    assert.equal(series.column("step")[2999], 2999);
  });
});

describe("the series of a long run", () => {
  const COUNT = 1_000_000;
  const value = (step: number) => Math.sin(step * 12.9898) * 43.5;
  const piece = (from: number, to: number) =>
    toColumns(Array.from({ length: to - from }, (_, i) => row(from + i, value(from + i))));

  it("holds a bounded number of rows, each extreme among them, and the newest one by one", () => {
    const series = new MetricSeries();
    const extent = { min: Infinity, max: -Infinity };
    for (let step = 1; step <= COUNT; step += 10_000) {
      assert.equal(series.append(piece(step, step + 10_000)), 10_000);
      assert.ok(series.length < 400_000, `${series.length} rows`);
    }
    for (let step = 1; step <= COUNT; step++) {
      extent.min = Math.min(extent.min, value(step));
      extent.max = Math.max(extent.max, value(step));
    }
    const coarse = present(series.coarse);
    const losses = series.column("lossD");
    assert.equal(
      coarse.counts.reduce((sum, n) => sum + n, 0) + losses.length - last(coarse.ends),
      COUNT,
    );
    assert.deepEqual(
      { min: Math.min(...losses.slice(0, 1000)) < -43, max: series.extent("lossD") },
      { min: true, max: extent },
    );
    assert.ok(
      series.column("step").every((step, i) => losses[i] === value(step)),
      "they are real rows",
    );
    assert.ok(series.isCoarse("step", 1, 1000));
    assert.ok(!series.isCoarse("step", COUNT - 100_000, COUNT));
    assert.ok(!series.isCoarse("step", 1, COUNT), "as many as a screen can show");
  });

  it("is smoothed by the means of its buckets, and its usual range is that of all rows", () => {
    const whole = piece(1, 300_001);
    const series = new MetricSeries();
    series.append(whole);
    const coarse = present(series.coarse);
    const means = coarse.means.lossD;
    const smoothed = new SmoothedColumn(0.9).extend(series.column("lossD"), {
      ...coarse,
      means,
    });
    const exact = smooth(whole.lossD, 0.9);
    assert.equal(smoothed.length, series.length);
    assert.ok(Math.abs(first(smoothed) - first(means)) < 1e-9);
    assert.ok(Math.abs(last(smoothed) - last(exact)) < 1e-9, "no older row counts at the end");
    const usual = (rows: number[], values: Float64Array) =>
      present(quantileRange(values, rows, 0.1));
    const all = usual(evenRows(undefined, 0, 300_000, Infinity), whole.lossD);
    const some = usual(series.evenRows(0, series.length, 4000), series.column("lossD"));
    assert.ok(
      Math.abs(some.min - all.min) < 3 && Math.abs(some.max - all.max) < 3,
      JSON.stringify([some, all]),
    );
  });
});

describe("finding rows", () => {
  it("takes the rows of a range and one neighbour on each side", () => {
    assert.deepEqual(visibleRows([1, 2, 3, 4, 5, 6], 3, 4), { start: 1, end: 5 });
    assert.deepEqual(visibleRows([1, 2, 3], -5, 50), { start: 0, end: 3 });
    assert.deepEqual(visibleRows([], 0, 1), { start: 0, end: 0 });
  });

  it("agrees with a search from the left", () => {
    fc.assert(
      fc.property(
        ascending,
        fc.integer({ min: -10, max: 5010 }),
        fc.integer({ min: 0, max: 5000 }),
        (x, min, width) => {
          const max = min + width;
          const inside = x.filter((value) => value >= min && value <= max);
          const { start, end } = visibleRows(x, min, max);
          assert.ok(inside.every((value) => x.indexOf(value) >= start && x.indexOf(value) < end));
          assert.ok(end - start <= inside.length + 2);
          const found = x.findIndex((value) => value >= min);
          assert.equal(lowerBound(x, min), found < 0 ? x.length : found);
        },
      ),
    );
  });

  it("finds the nearest row", () => {
    fc.assert(
      fc.property(ascending, fc.double({ min: -10, max: 5010, noNaN: true }), (x, target) => {
        const nearest = nearestRow(x, target);
        if (x.length === 0) assert.equal(nearest, -1);
        else
          assert.equal(
            Math.abs(x[nearest]! - target),
            Math.min(...x.map((value) => Math.abs(value - target))),
          );
      }),
    );
  });
});
