import assert from "node:assert/strict";
import type { PastTrial } from "../../../../src/search/outcome/history";
import type { GridPlan, SearchPlan } from "../../../../src/search/plan/plan";
import { searchSchema } from "../../../../src/search/schema";
import { takenOver } from "../../../../src/search/plan/warm-start";
import { at } from "../../../support/values";

const search = (change: object = {}) =>
  searchSchema.parse({ objective: { measure: "slicedW1" }, trials: 5, ...change });

const RATE = { from: 0.0001, to: 0.01, scale: "log", integer: false };
const plan = (vary: SearchPlan["vary"], change: object = {}): SearchPlan => ({
  format: 2,
  name: "x",
  base: "ring.gan.json",
  set: {},
  text: "{}",
  folder: "/",
  vary,
  search: search(change),
  first: [],
  earlier: [],
});
const NOW = plan({ optimizer: { SGD: {}, Adam: {} }, rate: { ...RATE, paths: ["a"] } });
const trial = (number: number, point: PastTrial["point"], loss = 1): PastTrial => ({
  number,
  point,
  state: "complete",
  losses: [loss],
  reports: [{ step: 10, loss }],
});

describe("a warm start", () => {
  it("takes over what is a point of the space, choices by their names", () => {
    const before = plan({ optimizer: { Adam: {}, RMSprop: {} }, rate: { ...RATE, paths: ["a"] } });
    const { trials, said } = takenOver(NOW, {
      plan: before,
      history: [
        trial(0, { optimizer: 0, rate: 0.001 }),
        trial(1, { optimizer: 1, rate: 0.001 }),
        trial(2, { optimizer: 0, rate: 0.5 }),
        { ...trial(3, { optimizer: 0, rate: 0.002 }), state: "running" },
      ],
    });
    assert.deepEqual(
      trials.map(({ point, losses }) => [point, losses]),
      [[{ optimizer: 1, rate: 0.001 }, [1]]],
    );
    assert.deepEqual(said, ["1 trials are taken over", "2 are no points of this study's space"]);
  });

  it("takes over a grid, whose numbers are labels", () => {
    const grid: GridPlan = {
      format: 1,
      name: "g",
      base: "ring.gan.json",
      set: {},
      factors: [
        { name: "optimizer", labels: ["SGD", "Adam"] },
        { name: "rate", labels: ["0.0001", "0.001"] },
      ],
      runs: [],
      search: search({ method: "grid" }),
    };
    const { trials } = takenOver(NOW, {
      plan: grid,
      history: [trial(0, { optimizer: 1, rate: 1 })],
    });
    assert.deepEqual(at(trials, 0).point, { optimizer: 1, rate: 0.001 });
  });

  it("takes over nothing of another objective, or of a study that varied more", () => {
    const other = plan(NOW.vary, { objective: { measure: "fid" } });
    assert.deepEqual(takenOver(NOW, { plan: other, history: [] }).said, [
      "nothing is taken over: its objective is another one",
    ]);
    const more = plan({ ...NOW.vary, k: { from: 1, to: 3, integer: true, scale: "linear" } });
    assert.deepEqual(takenOver(NOW, { plan: more, history: [] }).said, [
      "nothing is taken over: it varies k, which this one does not",
    ]);
  });

  it("says where the experiment is another one", () => {
    const { said } = takenOver(NOW, { plan: { ...NOW, text: "{ }" }, history: [] });
    assert.match(at(said, 1), /not quite the same/);
  });
});
