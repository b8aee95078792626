import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  objectivesOf,
  runsOfTrial,
  type SearchPlan,
  spaceOf,
  trialsOfGrid,
} from "../../../src/search";
import { parseStudy } from "../../../src/search/parse-study";
import type { GridPlan, Plan } from "../../../src/search/plan";
import { planSchema } from "../../../src/search/plan-schema";
import { planStudy } from "../../../src/search/plan-study";
import { settingAt } from "../../../src/shared/protocol/changes";
import { REPOSITORY } from "../../support/paths";
import { at, first, present } from "../../support/values";

const BASE = readFileSync(join(REPOSITORY, "examples", "ring-of-8-gaussians.gan.json"), "utf8");
const STUDY = `{
  "base": "ring.gan.json",
  "set": { "training.steps": 1000, "evaluation.every": 100 },
  "vary": {
    "optimizer": {
      "as it is": {},
      "RMSprop": { "optimizer.generator": { "type": "rmsprop" }, "optimizer.discriminator": { "type": "rmsprop" } }
    },
    "rate": {
      "paths": ["optimizer.generator.learningRate", "optimizer.discriminator.learningRate"],
      "from": 0.0001, "to": 0.01, "scale": "log"
    },
    "beta1": {
      "paths": ["optimizer.generator.beta1", "optimizer.discriminator.beta1"],
      "from": 0, "to": 0.9, "when": { "optimizer": ["as it is"] }
    },
    "training.discriminatorSteps": { "from": 1, "to": 5, "integer": true },
    "loss": { "values": ["nonSaturating", "hinge"], "paths": ["objective.loss"] }
  },
  "search": {
    "objective": { "measure": "modesCovered" },
    "trials": 20,
    "seeds": [1, 2],
    "prune": { "type": "median" },
    "first": [{}, { "optimizer": "RMSprop", "rate": 0.0002, "training.discriminatorSteps": 2, "loss": "hinge" }]
  }
}`;

function plan(text: string, base = BASE): { plan?: Plan; said: string[] } {
  const { study, problems } = parseStudy(text);
  const said = problems.map(({ message, hint, line }) => `${line}: ${message}; ${hint}`);
  if (!study) return { said };
  const source = { file: "study", text };
  const planned = planStudy(study, "test", source, { file: "base", text: base });
  return {
    ...(planned.plan ? { plan: planned.plan } : {}),
    said: planned.problems.map(
      ({ file, problem: { message, hint, line } }) =>
        `${file === "study" ? "" : `${file} `}${line}: ${message}; ${hint}`,
    ),
  };
}

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

describe("a mistake in a search", () => {
  const said = (from: string, to: string) => {
    const text = STUDY.replace(from, to);
    assert.notEqual(text, STUDY, `${from} is not in the study`);
    return plan(text).said;
  };
  const CASES: [what: string, from: string, to: string, message: RegExp][] = [
    [
      "a misspelt key of a range",
      '"scale": "log"',
      '"scael": "log"',
      /11: unknown key "scael"; did you mean "scale"/,
    ],
    [
      "ends in the wrong order",
      '"from": 0, "to": 0.9',
      '"from": 1, "to": 0.9',
      /^15: the range of "beta1" goes from 1 to 0\.9;/,
    ],
    ["a logarithm of 0", '"from": 0.0001', '"from": 0', /^11: 0 has no logarithm;/],
    [
      "steps of a logarithm",
      '"scale": "log"',
      '"scale": "log", "step": 0.001',
      /^11: a logarithmic range has no steps;/,
    ],
    [
      "a range of whole numbers from 0.5",
      '"from": 1, "to": 5',
      '"from": 0.5, "to": 5',
      /^17: 0\.5 is no whole number;/,
    ],
    [
      "a condition on nothing",
      '"when": { "optimizer"',
      '"when": { "optimiser"',
      /^15: there is no parameter "optimiser"; did you mean "optimizer"/,
    ],
    [
      "a condition on a label that is not there",
      '["as it is"]',
      '["Adam"]',
      /^15: "optimizer" is never Adam; use one of: as it is, RMSprop/,
    ],
    [
      "a condition on a range",
      '"when": { "optimizer": ["as it is"] }',
      '"when": { "rate": [1] }',
      /^15: "rate" is a range/,
    ],
    [
      "two parameters of one place",
      '"paths": ["objective.loss"]',
      '"paths": ["optimizer.generator.learningRate"]',
      /^18: "loss" sets optimizer\.generator\.learningRate once more, which "rate" has set/,
    ],
    [
      "a measure that is not there",
      '"modesCovered"',
      '"modesCoverd"',
      /^21: there is no measure "modesCoverd"; did you mean "modesCovered"/,
    ],
    [
      "a measure that the data does not give",
      '"modesCovered"',
      '"fid"',
      /^21: no run has it: fid is for pictures/,
    ],
    [
      "a measure that is not taken",
      '"modesCovered"',
      '"slicedW1"',
      /^21: the experiment is not evaluated by \w+; set "evaluation\.metrics": \["modes", "meanD"|^21: the experiment is not evaluated/,
    ],
    ["no limit", '"trials": 20,', "", /^20: the search has no end;/],
    [
      "no objective",
      '"objective": { "measure": "modesCovered" },',
      "",
      /^20: there is no objective to search for;/,
    ],
    [
      "a first point outside",
      '"rate": 0.0002',
      '"rate": 2',
      /^25: 2 is outside of the range of "rate"; give a number of its steps from 0\.0001 to 0\.01/,
    ],
    [
      "a first point of no choice",
      '{ "optimizer": "RMSprop"',
      '{ "optimizer": "SGD"',
      /^25: "optimizer" is never SGD/,
    ],
    [
      "a first point that the base does not complete",
      '"from": 0.0001, "to": 0.01',
      '"from": 0.0001, "to": 0.0005',
      /^25: "rate" is missing here, and the base.s own value/,
    ],
    [
      "an evaluation at the end alone",
      '"evaluation.every": 100',
      '"evaluation.every": 0',
      /^24: the experiment is evaluated at its end alone/,
    ],
    [
      "a seed that is varied",
      '"loss": { "values"',
      '"training.seed": [1, 2], "loss": { "values"',
      /^18: a seed is no setting that is better or worse/,
    ],
    ["a seed given twice", '"seeds": [1, 2]', '"seeds": [1, 1]', /^23: the seed 1 is there twice/],
    [
      "a corner that is no experiment",
      '"from": 0, "to": 0.9',
      '"from": 0, "to": 1',
      /^15: beta1 must be less than 1, not 1/,
    ],
    [
      "numbers where whole ones are needed",
      '{ "from": 1, "to": 5, "integer": true }',
      '{ "from": 1, "to": 5 }',
      /^17: discriminatorSteps must be a whole number/,
    ],
    [
      "a path through a number",
      '"paths": ["objective.loss"]',
      '"paths": ["latent.size.x"]',
      /^18: "latent\.size\.x" cannot be set/,
    ],
  ];
  for (const [what, from, to, message] of CASES)
    it(`is said at its place: ${what}`, () => {
      const messages = said(from, to);
      assert.ok(
        messages.some((one) => message.test(one)),
        messages.join("\n"),
      );
    });

  it("of a population is a setting that no live change can change", () => {
    const text = STUDY.replace('"prune": { "type": "median" }', '"method": "population"').replace(
      '"loss": {',
      '"training.batchSize": [64, 128], "loss": {',
    );
    const messages = plan(text).said;
    assert.match(
      messages.join("\n"),
      /18: training\.batchSize cannot be changed while a run trains/,
    );
    assert.match(messages.join("\n"), /24: how long a generation is, is not said; "population"/);
  });

  it("is a warning where a schedule would become a constant", () => {
    const base = BASE.replace(
      '"learningRate": 0.001',
      '"learningRate": { "type": "exponential", "initial": 0.1, "decay": 0.999 }',
    );
    const { said: messages } = plan(STUDY.replace("[{}, {", "[{"), base);
    assert.deepEqual(
      messages.filter((one) => /schedule/.test(one)),
      [
        "9: optimizer.generator.learningRate is a schedule (exponential), and becomes a constant " +
          "here; to keep it vary a part of it, such as optimizer.generator.learningRate.initial",
      ],
    );
  });
});
