import assert from "node:assert/strict";
import { placeByKey } from "../../../../src/shared/grid-place";
import {
  filterTrials,
  sortTrials,
  spreadText,
  trialColumns,
} from "../../../../src/shared/study/trial-table";
import { gridView, searchView } from "../../../support/study-views";

const view = searchView(60);
const columns = trialColumns(view);
const numbers = (trials: readonly { number: number }[]) => trials.map(({ number }) => number);
const filter = (text: string) => filterTrials(view.trials, columns, { text, hiddenStates: [] });

describe("the table of trials", () => {
  it("has columns for state, objectives, parameters, steps and where it was pruned", () => {
    assert.deepEqual(
      columns.map(({ title }) => title),
      [
        "#",
        "State",
        "Fréchet distance",
        "optimizer",
        "rate",
        "beta1",
        "training.discriminatorSteps",
        "objective.loss",
        "Steps",
        "Pruned at",
        "Time",
        "From",
      ],
    );
    const ofGrid = trialColumns(gridView()).map(({ title }) => title);
    assert.deepEqual(ofGrid, [
      "#",
      "State",
      "Fréchet distance",
      "optimizer",
      "rate",
      "Steps",
      "Time",
    ]);
  });

  it("says the mean and the spread over seeds", () => {
    assert.equal(spreadText({ value: 0.12345, stddev: 0.0123 }), "0.1235 ± 0.012");
    assert.equal(spreadText({ value: 0.5 }), "0.5");
    assert.equal(spreadText(undefined), "");
  });

  for (const { id } of columns) {
    it(`is sorted by ${id} in both directions, those without a value last`, () => {
      const key = columns.find((column) => column.id === id)?.key;
      for (const descending of [false, true]) {
        const sorted = sortTrials(view.trials, columns, { by: id, descending });
        assert.deepEqual(numbers(sorted).sort(), numbers(view.trials).sort());
        const keys = sorted.map((trial) => key?.(trial));
        const present = keys.filter((value) => value !== undefined);
        assert.deepEqual(keys.slice(0, present.length), present, "no gaps between values");
        for (const [i, value] of present.entries()) {
          const next = present[i + 1] ?? value;
          if (typeof value !== "number" || typeof next !== "number") continue;
          assert.ok(descending ? value >= next : value <= next, `${value} before ${next}`);
        }
      }
    });
  }

  it("keeps equals in the order of their numbers", () => {
    const sorted = sortTrials(view.trials, columns, { by: "state", descending: true });
    for (const state of ["finished", "pruned"]) {
      const same = numbers(sorted.filter((trial) => trial.state === state));
      assert.deepEqual(
        same,
        [...same].sort((a, b) => a - b),
      );
    }
  });

  it("is filtered by words, comparisons and states", () => {
    const adam = filter("adam");
    assert.ok(adam.length > 0 && adam.every(({ values }) => values["optimizer"] === "Adam"));
    const low = filter("rate<0.001 optimizer=Adam");
    assert.ok(low.length > 0 && low.length < adam.length);
    assert.ok(low.every(({ values }) => Number(values["rate"]) < 0.001));
    assert.deepEqual(filter("beta1>=0").length, adam.length, "only Adam has a beta1");
    assert.deepEqual(filter("rate<rubbish"), []);
    const shown = filterTrials(view.trials, columns, { text: "", hiddenStates: ["pruned"] });
    assert.ok(shown.length > 0 && shown.every(({ state }) => state !== "pruned"));
    assert.equal(filter("  ").length, 60);
  });
});

describe("the place of the focus in a grid", () => {
  const size = { rows: 100, columns: 5 };
  const go = (key: string, ctrl = false) =>
    placeByKey({ row: 50, column: 2 }, { key, ctrl, page: 10 }, size);

  it("goes by arrows, pages, and to the ends", () => {
    assert.deepEqual(go("ArrowUp"), { row: 49, column: 2 });
    assert.deepEqual(go("ArrowRight"), { row: 50, column: 3 });
    assert.deepEqual(go("PageDown"), { row: 60, column: 2 });
    assert.deepEqual(go("Home"), { row: 50, column: 0 });
    assert.deepEqual(go("End", true), { row: 99, column: 4 });
    assert.equal(go("x"), undefined);
  });

  it("stays in the grid, with the head above the first row", () => {
    const from = { row: 0, column: 0 };
    assert.deepEqual(placeByKey(from, { key: "ArrowUp", ctrl: false, page: 1 }, size), {
      row: -1,
      column: 0,
    });
    assert.deepEqual(placeByKey(from, { key: "ArrowLeft", ctrl: false, page: 1 }, size), from);
    const empty = { rows: 0, columns: 5 };
    assert.deepEqual(
      placeByKey({ row: -1, column: 0 }, { key: "PageDown", ctrl: false, page: 9 }, empty),
      { row: -1, column: 0 },
    );
  });
});
