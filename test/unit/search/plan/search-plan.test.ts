import assert from "node:assert/strict";
import {
  objectivesOf,
  runsOfTrial,
  type SearchPlan,
  spaceOf,
  trialsOfGrid,
} from "../../../../src/search";
import type { GridPlan } from "../../../../src/search/plan/plan";
import { planSchema } from "../../../../src/search/plan/plan-schema";
import { settingAt } from "../../../../src/shared/protocol/changes";
import { plan, STUDY } from "../../../support/search-study";
import { at, first, present } from "../../../support/values";

const searched = (text: string): SearchPlan => {
  const { plan: made, said } = plan(text);
  assert.deepEqual(said, []);
  assert.equal(present(made).format, 2);
  return made as SearchPlan;
};

describe("a study that searches", () => {
  it("has a space with ranges, choices and conditions", () => {
    assert.deepEqual(spaceOf(searched(STUDY)), [
      { name: "optimizer", domain: { kind: "choice", labels: ["as it is", "RMSprop"] } },
      { name: "rate", domain: { kind: "float", from: 0.0001, to: 0.01, log: true } },
      {
        name: "beta1",
        domain: { kind: "float", from: 0, to: 0.9, log: false },
        when: { parameter: "optimizer", labels: ["as it is"] },
      },
      {
        name: "training.discriminatorSteps",
        domain: { kind: "integer", from: 1, to: 5, log: false, step: 1 },
      },
      { name: "loss", domain: { kind: "choice", labels: ["nonSaturating", "hinge"] } },
    ]);
  });

  it("has objectives whose direction is the measure's own", () => {
    const [objective] = objectivesOf(searched(STUDY));
    assert.deepEqual(objective, {
      measure: "modesCovered",
      title: "modes covered",
      direction: "greatest",
      take: "last",
      over: "mean",
    });
  });

  it("makes a run for each seed of a trial, with all that its point sets", () => {
    const made = searched(STUDY);
    const point = { optimizer: 1, rate: 0.0005, "training.discriminatorSteps": 3, loss: 1 };
    const runs = runsOfTrial(made, { number: 12, point });
    assert.deepEqual(
      runs.map(({ id, seed, labels }) => [id, seed, labels]),
      [1, 2].map((seed) => [
        `00012-seed-${seed}`,
        seed,
        {
          optimizer: "RMSprop",
          rate: "0.0005",
          "training.discriminatorSteps": "3",
          loss: "hinge",
          "training.seed": String(seed),
        },
      ]),
    );
    const { experiment } = at(runs, 1);
    assert.equal(experiment.optimizer.generator.type, "rmsprop");
    assert.deepEqual(
      ["generator", "discriminator"].map((network) =>
        settingAt(experiment, `optimizer.${network}.learningRate`),
      ),
      [0.0005, 0.0005],
    );
    assert.equal(experiment.training.discriminatorSteps, 3);
    assert.equal(experiment.objective.loss, "hinge");
    assert.equal(experiment.training.seed, 2);
    assert.equal(experiment.training.steps, 1000);
  });

  it("takes first points as the study gives them, and the rest of them from the base", () => {
    assert.deepEqual(searched(STUDY).first, [
      { optimizer: 0, rate: 0.001, beta1: 0.5, "training.discriminatorSteps": 1, loss: 0 },
      { optimizer: 1, rate: 0.0002, "training.discriminatorSteps": 2, loss: 1 },
    ]);
  });

  it("is read back from its file, with losses that JSON has no number for", () => {
    const made: SearchPlan = {
      ...searched(STUDY),
      earlier: [
        {
          number: -1,
          point: { optimizer: 0 },
          state: "complete",
          losses: [Infinity],
          reports: [{ step: 100, loss: NaN }],
        },
      ],
    };
    assert.deepEqual(
      planSchema.parse(JSON.parse(JSON.stringify(made))),
      JSON.parse(JSON.stringify(made), (key, value: unknown) => {
        if (value !== null) return value;
        return key === "loss" ? NaN : Infinity;
      }),
    );
  });
});

describe("a grid of ranges", () => {
  const GRID = `{
    "base": "ring.gan.json",
    "vary": {
      "optimizer": { "Adam": {}, "SGD": { "optimizer.generator": { "type": "sgd" } } },
      "optimizer.generator.learningRate": { "from": 0.0001, "to": 0.01, "scale": "log", "count": 3 },
      "optimizer.generator.beta1": { "from": 0, "to": 0.6, "step": 0.2, "when": { "optimizer": ["Adam"] } },
      "training.batchSize": { "from": 64, "to": 65, "integer": true }
    }
  }`;

  it("takes count values, or those of its steps, and conditions hold", () => {
    const { plan: made, said } = plan(GRID);
    assert.deepEqual(said, []);
    const grid = made as GridPlan;
    assert.deepEqual(
      grid.factors.map(({ name, labels }) => [name, labels]),
      [
        ["optimizer", ["Adam", "SGD"]],
        ["optimizer.generator.learningRate", ["0.0001", "0.001", "0.01"]],
        ["optimizer.generator.beta1", ["0", "0.2", "0.4", "0.6"]],
        ["training.batchSize", ["64", "65"]],
      ],
    );
    assert.equal(grid.runs.length, (3 * 4 + 3) * 2);
    assert.equal(first(grid.runs).id, "Adam_learningRate-0.0001_beta1-0_batchSize-64");
    assert.equal(present(grid.runs.at(-1)).id, "SGD_learningRate-0.01_batchSize-65");
    assert.equal(trialsOfGrid(grid).length, 30);
    assert.deepEqual(at(trialsOfGrid(grid), 29).point, {
      optimizer: 1,
      "optimizer.generator.learningRate": 2,
      "training.batchSize": 1,
    });
  });

  it("with seeds of the search is trained with each of them, which are one trial", () => {
    const text = GRID.replace(/\}\s*$/, ', "search": { "method": "grid", "seeds": [7, 8] } }');
    const { plan: made, said } = plan(text);
    assert.deepEqual(said, []);
    const grid = made as GridPlan;
    assert.equal(grid.runs.length, 60);
    assert.equal(trialsOfGrid(grid).length, 30);
    assert.deepEqual(
      runsOfTrial(grid, at(trialsOfGrid(grid), 3)).map(({ seed }) => seed),
      [7, 8],
    );
  });
});
