import assert from "node:assert/strict";
import { ancestryOf, lineageOf } from "../../../../src/shared/study/lineage";
import { endedTrials, shareDone, studyState } from "../../../../src/shared/study/progress";
import { populationView } from "../../../support/more-study-views";
import { gridView, searchView } from "../../../support/study-views";

describe("a population's lineage", () => {
  const members = populationView().members ?? [];
  const points = lineageOf(members);

  it("has a point for each generation, which begins where the one before ended", () => {
    assert.equal(points.length, 8 * 6);
    for (const { generation, before } of points) assert.equal(before, 500 * generation);
  });

  it("leads back from a member over those whose state it took", () => {
    for (const { member } of members) {
      const way = ancestryOf(points, member);
      assert.equal(way.length, 6);
      assert.equal(way[0]?.member, member);
      for (const [i, point] of way.entries())
        if (i > 0) assert.equal(point.member, way[i - 1]?.from);
    }
    assert.ok(points.some(({ member, from }) => member !== from));
    assert.deepEqual(ancestryOf(points, 99), []);
  });
});

describe("the progress of a study", () => {
  it("is running while somebody trains, interrupted when nobody does, finished at its limit", () => {
    const running = searchView(40);
    assert.equal(studyState(running), "running");
    assert.equal(endedTrials(running), 38);
    const dead = running.workers.map((worker) => ({ ...worker, silentSeconds: 300 }));
    assert.equal(studyState({ ...running, workers: dead }), "interrupted");
    assert.equal(studyState(searchView(40, { live: 0 })), "finished");
    assert.equal(studyState(gridView()), "finished");
  });

  it("is the share of the limit that is reached first", () => {
    const view = searchView(40);
    assert.equal(shareDone(view), 38 / 48);
    const limits = { trials: 1000, minutes: 12 };
    assert.equal(shareDone({ ...view, limits }), view.spent.seconds / 720);
    assert.equal(shareDone({ ...view, limits: { steps: 10 } }), 1);
  });
});
