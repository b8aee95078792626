import assert from "node:assert/strict";
import fc from "fast-check";
import { windowLength, Windows } from "../../../src/advisor/windows";
import { sliceColumns } from "../../../src/shared/run/coarse";
import { columnsOf } from "../../support/advised-runs";
import { first } from "../../support/values";

const COUNT = 40;
const rows = columnsOf({
  lossD: Array.from({ length: COUNT }, (_, i) => (i === 25 ? 50 : 1 + 0.01 * (i % 3))),
  lossG: Array.from({ length: COUNT }, (_, i) => i),
  dReal: Array.from({ length: COUNT }, (_, i) => 0.5 + 0.001 * i),
  dFake: Array.from({ length: COUNT }, () => 0.5),
  gradNormD: Array.from({ length: COUNT }, () => 2),
  gradNormG: Array.from({ length: COUNT }, (_, i) => (i === 3 ? 1e9 : 1)),
});

describe("Windows of metrics", () => {
  it("are a hundredth of a run, and neither very short nor very long", () => {
    assert.deepEqual([1, 500, 960, 5000, 1e7].map(windowLength), [10, 10, 10, 50, 1000]);
  });

  it("hold means, medians of gradient norms, and count jumps of D's loss", () => {
    const windows = new Windows(10).add(rows);
    assert.deepEqual(
      windows.map(({ from, to }) => [from, to]),
      [
        [1, 10],
        [11, 20],
        [21, 30],
        [31, 40],
      ],
    );
    const window = first(windows);
    assert.equal(window.lossG, 4.5);
    assert.ok(Math.abs(window.gap - 0.0045) < 1e-12);
    // The standard error of ten numbers 0.001 apart.
    assert.ok(Math.abs(window.gapError - 0.001 * Math.sqrt(82.5 / 9 / 10)) < 1e-9);
    assert.equal(window.gradNormG, 1);
    assert.deepEqual(
      windows.map(({ spikes }) => spikes),
      [0, 0, 1, 0],
    );
  });

  it("are the same in whatever pieces the rows come", () => {
    const whole = new Windows(10).add(rows);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 40 }), (lengths) => {
        const windows = new Windows(10);
        let from = 0;
        const pieces = [...lengths, COUNT].flatMap((length) => {
          const piece = sliceColumns(rows, from, Math.min(COUNT, from + length));
          from = Math.min(COUNT, from + length);
          return windows.add(piece);
        });
        assert.deepEqual(pieces, whole);
      }),
    );
  });

  it("lack the one in which a run was taken up, whose first rows are not there", () => {
    const windows = new Windows(10).add(sliceColumns(rows, 14));
    assert.deepEqual(
      windows.map(({ from }) => from),
      [21, 31],
    );
  });
});
