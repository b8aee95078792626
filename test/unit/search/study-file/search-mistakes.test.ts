import assert from "node:assert/strict";
import { BASE, plan, STUDY } from "../../../support/search-study";

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
      new RegExp(
        String.raw`^21: the experiment is not evaluated by \w+; set ` +
          String.raw`"evaluation\.metrics": \["modes", "meanD"|^21: the experiment is not ` +
          String.raw`evaluated`,
      ),
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

  it("of a population is what it does not go with, each at its place", () => {
    const search = (settings: string) =>
      STUDY.replace('"prune": { "type": "median" }', settings).replace(
        '"trials": 20',
        '"trials": 1',
      );
    const population = '"method": "population", "population": { "members": 4, "every": 100 }';
    const messages = plan(
      search(`${population}, "prune": { "type": "median" }`).replace(
        '{ "measure": "modesCovered" }',
        '[{ "measure": "modesCovered", "take": "best" }, { "measure": "highQuality" }]',
      ),
    ).said.join("\n");
    assert.match(messages, /22: a population has two members or more/);
    assert.match(messages, /24: a population replaces what is worse/);
    assert.match(messages, /21: a population has one objective/);
    assert.match(messages, /21: members are taken over as they are, by their last evaluation/);
    const base = BASE.replace(
      '"training": {',
      '"training": { "changes": [{ "at": 5, "set": { "training.discriminatorSteps": 2 } }],',
    );
    assert.notEqual(base, BASE);
    const own = plan(search(population).replace('"trials": 1', '"trials": 4'), base).said;
    assert.ok(
      own.some((one) => /24: the experiment plans changes of its own/.test(one)),
      own.join(),
    );
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
