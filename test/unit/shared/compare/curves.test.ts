import assert from "node:assert/strict";
import {
  bandOf,
  curveGroups,
  curvesCsv,
  pictureAt,
  valueAt,
} from "../../../../src/shared/compare/curves";
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
    assert.match(lines.at(-2) ?? "", /^ring \(4\),FID,1000,,\d/);
  });

  it("go with the last picture that is not after a step", () => {
    assert.deepEqual(
      [-1, 0, 499, 500, 2000].map((step) => pictureAt([0, 500, 1000], step)),
      [undefined, 0, 0, 500, 1000],
    );
  });
});
