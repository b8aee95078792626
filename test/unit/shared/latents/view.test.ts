import assert from "node:assert/strict";
import {
  askFor,
  atPlace,
  firstView,
  orderedCoordinates,
  wayShown,
  withEdit,
  withPicked,
  withView,
} from "../../../../src/shared/latents/view";
import type { ExploredRun } from "../../../../src/shared/protocol/explore";
import { exploreAskSchema } from "../../../../src/shared/protocol/explore";

const RUN: ExploredRun = {
  steps: [100, 200, 300],
  latent: { size: 3, distribution: "normal" },
  hasAverage: false,
  pictures: true,
  count: 16,
  seed: 7,
  engine: "tensorflow 2",
};
const FIRST = firstView(RUN);

describe("What is looked at of latents", () => {
  it("begins with the run's own samples, at the checkpoint nearest to a picture", () => {
    assert.deepEqual([FIRST.seed, FIRST.count, FIRST.chosen, FIRST.at], [7, 16, 1, undefined]);
    const came = firstView(RUN, { sample: 20, step: 190 });
    assert.deepEqual([came.count, came.chosen, came.at], [20, 20, 200]);
    assert.equal(firstView(RUN, { step: 290 }).at, undefined, "the latest is followed");
  });

  it("is asked for in the words of the protocol", () => {
    const view = withEdit(withEdit({ ...FIRST, truncation: 0.5 }, 2, 1), 2, 1.5);
    const edits = [{ sample: 1, coordinate: 2, value: 1.5 }];
    const ask = askFor(view, "picture");
    assert.deepEqual(ask.latents, { seed: 7, count: 16, truncation: 0.5, edits });
    assert.deepEqual(exploreAskSchema.parse(ask), ask);
    const swept = wayShown({ ...view, way: { kind: "sweep", coordinate: 2 } }, RUN);
    assert.deepEqual(swept, { kind: "sweep", samples: [1], coordinate: 2, points: 11 });
    const between = { ...view, way: { kind: "between", spherical: true } as const };
    assert.equal(wayShown({ ...between, picked: [3] }, RUN), undefined);
    const picked = withPicked(withPicked(withPicked(between, 5), 3), 9);
    assert.deepEqual(wayShown(withPicked(picked, 9), RUN)?.samples, [5, 3]);
  });

  it("is kept, the moves of one slider as one, until something else is looked at", () => {
    const moved = (value: number) => withEdit(FIRST, 1, value);
    let history = withView({ views: [FIRST], place: 0 }, moved(1), "1/1");
    history = withView(history, moved(2), "1/1");
    assert.deepEqual(history.views, [FIRST, moved(2)]);
    history = atPlace(history, 0);
    history = withView(history, moved(3), "1/1");
    assert.deepEqual(history.views, [FIRST, moved(3)]);
    assert.equal(atPlace(history, 9).place, 1);
  });

  it("has its coordinates by number or by what they change", () => {
    assert.deepEqual(orderedCoordinates(3), [1, 2, 3]);
    assert.deepEqual(orderedCoordinates(3, [0.1, 0.3, 0.2]), [2, 3, 1]);
  });
});
