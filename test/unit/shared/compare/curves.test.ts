import assert from "node:assert/strict";
import type { Curve } from "../../../../src/shared/compare/compared-runs";
import {
  bandOf,
  curveGroups,
  curvesCsv,
  pictureAt,
  pointsOf,
  valueAt,
} from "../../../../src/shared/compare/curves";
import { evenSteps } from "../../../../src/shared/compare/picture-place";
import { panned, transformOf, WHOLE, zoomed } from "../../../../src/shared/compare/picture-view";
import { clockOf } from "../../../../src/shared/compare/run-clock";
import { comparedRuns } from "../../../support/compared-runs";

describe("curves of several runs", () => {
  it("have values between their points and none beyond their ends", () => {
    const points = [
      [10, 1],
      [20, 3],
      [40, 7],
    ] as const;
    assert.deepEqual(
      [10, 15, 20, 30, 40].map((x) => valueAt(points, x)),
      [1, 2, 3, 5, 7],
    );
    assert.ok(Number.isNaN(valueAt(points, 9)));
    assert.ok(Number.isNaN(valueAt(points, 41)));
  });

  it("have a mean and a band of one deviation, over those that reach so far", () => {
    const band = bandOf([
      [
        [0, 1],
        [10, 3],
        [20, 9],
      ],
      [
        [0, 3],
        [10, 5],
      ],
    ]);
    const spread = Math.SQRT2;
    assert.deepEqual(band.mean, [
      [0, 2],
      [10, 4],
      [20, 9],
    ]);
    assert.deepEqual(
      band.low.map(([, y]) => y),
      [2 - spread, 4 - spread, 9],
    );
    assert.deepEqual(
      band.high.map(([, y]) => y),
      [2 + spread, 4 + spread, 9],
    );
  });

  it("of repetitions are one, and are given as CSV", () => {
    const { runs } = comparedRuns(4);
    assert.deepEqual(
      curveGroups(runs, true).map(({ label, members }) => [label, members.length]),
      [
        ["ring (1)", 2],
        ["ring (3)", 2],
      ],
    );
    assert.equal(curveGroups(runs, false).length, 4);
    const lines = curvesCsv(runs).split("\n");
    assert.equal(lines.length, 2 + 4 * (200 + 200 + 2));
    assert.match(lines.at(-2) ?? "", /^ring \(4\),FID,1000,20,24,\d/);
    assert.equal(curvesCsv(runs, "fid a").split("\n").length, 2 + 4 * 2);
  });

  it("have gaps where a value was no number, which JSON sends as null", () => {
    const curve = { id: "a", title: "a", dots: false, step: [1, 2], time: [3, 4], wall: [5, 6] };
    const sent = JSON.parse(JSON.stringify({ ...curve, value: [NaN, 1] })) as Curve;
    assert.deepEqual(pointsOf(sent, "wall"), [
      [5, NaN],
      [6, 1],
    ]);
  });

  it("go with the last picture that is not after a step", () => {
    assert.deepEqual(
      [-1, 0, 499, 500, 2000].map((step) => pictureAt([0, 500, 1000], step)),
      [undefined, 0, 0, 500, 1000],
    );
  });
});

describe("the clock of a run", () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 2) + 1000 * seconds).toISOString();
  const rows = { step: [10, 20, 30], time: [1, 2, 3] };

  it("counts pauses on the wall and not as training", () => {
    const { trainingTime, wallTime } = clockOf(rows, [
      { step: 0, time: at(0) },
      { step: 15, time: at(3) },
      { step: 15, time: at(100) },
      { step: 20, time: at(101) },
    ]);
    assert.deepEqual([0, 5, 10, 25, 30, 99].map(trainingTime), [0, 0.5, 1, 2.5, 3, 3]);
    assert.deepEqual([0, 10, 15, 20, 30].map(wallTime), [0, 2, 3, 101, 102]);
  });

  it("goes on where a run was taken back, and is that of training where nothing is known", () => {
    const rewound = clockOf(rows, [
      { step: 0, time: at(0) },
      { step: 30, time: at(3) },
      { step: 10, time: at(50) },
    ]);
    assert.deepEqual([10, 20, 30].map(rewound.wallTime), [1, 51, 52]);
    assert.deepEqual([10, 30].map(clockOf(rows, []).wallTime), [1, 3]);
  });
});

describe("the pictures of a comparison", () => {
  it("are enlarged at a place, which stays, and are moved no farther than their edges", () => {
    const corner = zoomed(WHOLE, 2, { x: 0, y: 1 });
    assert.deepEqual(corner, { scale: 2, x: 0.25, y: 0.75 });
    assert.equal(transformOf(corner), "translate(0%, -100%) scale(2)");
    assert.deepEqual(panned(corner, { x: -0.2, y: -3 }), { scale: 2, x: 0.35, y: 0.75 });
    assert.deepEqual(panned(WHOLE, { x: 1, y: 1 }), WHOLE);
    assert.deepEqual(zoomed(corner, 0.1), WHOLE);
  });

  it("are some of many in a report, the first and the last among them", () => {
    assert.deepEqual(evenSteps([0, 5], 3), [0, 5]);
    assert.deepEqual(evenSteps([0, 1, 2, 3, 4, 5, 6], 3), [0, 3, 6]);
  });
});
