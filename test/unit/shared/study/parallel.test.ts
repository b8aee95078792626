import assert from "node:assert/strict";
import { stretchByKey, stretchOf, withStretch } from "../../../../src/shared/study/brushing";
import { brushedTrials, parallelAxes, shadesOf } from "../../../../src/shared/study/parallel";
import { objectiveAxis, parameterAxis } from "../../../../src/shared/study/parameter-axis";
import { paretoView } from "../../../support/more-study-views";
import { FRECHET, MODES, PARAMETERS, searchView } from "../../../support/study-views";
import { present } from "../../../support/values";

const view = searchView(80);
const axes = parallelAxes(view);
const axis = (id: string) => present(axes.find((one) => one.id === id));

describe("the axes of a study", () => {
  it("spread a logarithmic range by its logarithm, with powers of ten as ticks", () => {
    const rate = parameterAxis(present(PARAMETERS[1]), [0, 1]);
    assert.deepEqual(
      rate.ticks.map(({ label }) => label),
      ["1e-5", "0.0001", "0.001", "0.01"],
    );
    for (const [i, value] of [1e-5, 1e-4, 1e-3, 1e-2].entries())
      assert.ok(Math.abs(rate.at(value) - i / 3) < 1e-9);
  });

  it("give each label of a choice the same room", () => {
    const optimizer = parameterAxis(present(PARAMETERS[0]), [0, 3]);
    assert.deepEqual(
      optimizer.ticks.map(({ value, label }) => [optimizer.at(value), label]),
      [
        [0.5, "Adam"],
        [1.5, "RMSprop"],
        [2.5, "SGD with momentum"],
      ],
    );
  });

  it("span all values but the worst few, which lie at the end", () => {
    const values = [...Array.from({ length: 99 }, (_, i) => 10 + i / 10), 150];
    const least = objectiveAxis(FRECHET, values, [100, 0]);
    assert.equal(least.at(150), 0);
    assert.ok(least.at(19) < 15 && least.at(10) > 90, "the others have the room");
    const greatest = objectiveAxis(MODES, [...values, 0.5], [100, 0]);
    assert.ok(greatest.at(0.5) > 99);
  });

  it("of an objective are logarithmic where the values span far", () => {
    const far = objectiveAxis(FRECHET, [0.01, 0.1, 10], [0, 3]);
    assert.ok(Math.abs(far.at(0.1) - 1) < 1e-9);
    assert.equal(objectiveAxis(FRECHET, [], [0, 1]).at(0.5), 0.5);
    const single = objectiveAxis(FRECHET, [0.05, 0.05], [0, 1]);
    assert.ok(Math.abs(single.at(0.05) - 0.5) < 1e-9);
    assert.ok(single.ticks.every(({ value }) => value > 0 && value < 0.1));
  });

  it("put the better value higher, in both directions", () => {
    const two = paretoView();
    for (const [i, { direction }] of two.objectives.entries()) {
      const objective = present(parallelAxes(two).find(({ id }) => id === `objective ${i}`));
      const finished = two.trials.filter(({ objectives }) => objectives?.[i] !== undefined);
      const by = [...finished].sort(
        (a, b) => (a.objectives?.[i]?.value ?? 0) - (b.objectives?.[i]?.value ?? 0),
      );
      const least = present(objective.shareOf(present(by[0])));
      const greatest = present(objective.shareOf(present(by.at(-1))));
      assert.ok(direction === "least" ? least > greatest : greatest > least);
    }
  });
});

describe("brushing", () => {
  it("keeps the trials that lie in all marked stretches", () => {
    const kept = brushedTrials(view, axes, {
      "parameter rate": [0, 0.5],
      "parameter optimizer": [0, 1 / 3],
    });
    const wanted = view.trials.filter(
      ({ values }) =>
        values["optimizer"] === "Adam" && Math.log10(Number(values["rate"])) <= -5 + 1.5,
    );
    assert.ok(wanted.length > 3);
    assert.deepEqual(
      [...kept],
      wanted.map(({ number }) => number),
    );
  });

  it("keeps no trial without a value on a marked axis, and all without a mark", () => {
    const kept = brushedTrials(view, axes, { "parameter beta1": [0, 1] });
    assert.ok(kept.size > 0 && kept.size < 80);
    assert.equal(
      axis("parameter beta1").shareOf({ ...present(view.trials[0]), values: {} }),
      undefined,
    );
    assert.equal(brushedTrials(view, axes, {}).size, 80);
    assert.equal(brushedTrials(view, axes, { "parameter gone": [0, 0.1] }).size, 80);
  });

  it("takes a drag as a stretch, and a click as none", () => {
    assert.deepEqual(stretchOf(0.7, -0.2), [0, 0.7]);
    assert.equal(stretchOf(0.5, 0.505), undefined);
    assert.deepEqual(withStretch({ a: [0, 1] }, "a"), {});
    assert.deepEqual(withStretch({ a: [0, 1] }, "b", [0, 0.5]), { a: [0, 1], b: [0, 0.5] });
  });

  it("can be done by keys: any stretch is reached and let go", () => {
    let stretch = stretchByKey(undefined, "ArrowDown", false);
    assert.deepEqual(stretch, [0, 0.95]);
    for (let i = 0; i < 10; i++) stretch = stretchByKey(stretch ?? undefined, "ArrowDown", true);
    const [from, to] = present(stretch);
    assert.ok(Math.abs(to - 0.45) < 1e-9 && from === 0);
    const moved = present(stretchByKey([from, to], "ArrowUp", false));
    assert.ok(Math.abs(moved[0] - 0.05) < 1e-9 && Math.abs(moved[1] - 0.5) < 1e-9);
    assert.equal(stretchByKey(moved, "Escape", false), undefined);
    assert.equal(stretchByKey(moved, "Tab", false), null);
  });

  it("shades lines by rank: the best in the last shade", () => {
    const shades = shadesOf(view);
    assert.equal(shades.flat().length, 80);
    assert.ok(shades.at(-1)?.some(({ number }) => view.best.includes(number)));
  });
});
