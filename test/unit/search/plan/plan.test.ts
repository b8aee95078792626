import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { combinationsOf, factorsOf, textOf } from "../../../../src/search/space/grid";
import { parseStudy } from "../../../../src/search/study-file/parse-study";
import type { GridPlan } from "../../../../src/search/plan/plan";
import { planStudy } from "../../../../src/search/plan/plan-study";
import { assertTold, mutations } from "../../../support/mutations";
import { REPOSITORY } from "../../../support/paths";
import { at, first, present } from "../../../support/values";

const BASE = readFileSync(join(REPOSITORY, "examples", "ring-of-8-gaussians.gan.json"), "utf8");
const SGD = '{ "type": "sgd", "learningRate": 0.1 }';
const STUDY = `{
  "base": "ring.gan.json", // comments are allowed
  "vary": {
    "optimizer": {
      "Adam": { "optimizer.generator": { "type": "adam" }, "optimizer.discriminator": { "type": "adam" } },
      "SGD, 0.1": { "optimizer.generator": ${SGD}, "optimizer.discriminator": { "type": "sgd" } },
    },
    "training.discriminatorSteps": [1, 2],
    "training.seed": [1, 2, 3],
  },
  "set": { "training.steps": 500, "generator.layers.0.units": 32 },
}`;

/** What planning a text says, as the command line prints it, and the plan. */
function plan(
  text: string,
  overrides: { path: string; value: unknown }[] = [],
  base = BASE,
): { plan?: GridPlan; said: string[] } {
  const { study, problems } = parseStudy(text);
  const said = problems.map(({ message, hint, line }) => `study ${line}: ${message}; ${hint}`);
  if (!study) return { said };
  const planned = planStudy(
    study,
    "test",
    { file: "study", text },
    { file: "base", text: base },
    overrides,
  );
  return {
    ...(planned.plan?.format === 1 ? { plan: planned.plan } : {}),
    said: [
      ...said,
      ...planned.problems.map(
        ({ file, problem: { message, hint, line } }) => `${file} ${line}: ${message}; ${hint}`,
      ),
    ],
  };
}

const said = (from: string, to: string): string[] => plan(STUDY.replace(from, to)).said;

describe("a study", () => {
  it("is every combination of its factors, the last one changing fastest", () => {
    const { study } = parseStudy(STUDY);
    assert.deepEqual(
      factorsOf(present(study)).map(({ name, choices }) => [
        name,
        choices.map(({ label }) => label),
      ]),
      [
        ["optimizer", ["Adam", "SGD, 0.1"]],
        ["training.discriminatorSteps", ["1", "2"]],
        ["training.seed", ["1", "2", "3"]],
      ],
    );
    const combinations = combinationsOf(present(study));
    assert.equal(combinations.length, 12);
    assert.deepEqual(
      combinations.slice(0, 4).map(({ id }) => id),
      [
        "Adam_discriminatorSteps-1_seed-1",
        "Adam_discriminatorSteps-1_seed-2",
        "Adam_discriminatorSteps-1_seed-3",
        "Adam_discriminatorSteps-2_seed-1",
      ],
    );
    assert.equal(at(combinations, 11).id, "SGD-0.1_discriminatorSteps-2_seed-3");
    assert.equal(textOf(at(combinations, 11).labels), "SGD, 0.1, discriminatorSteps 2, seed 3");
    assert.equal(new Set(combinations.map(({ id }) => id)).size, 12);
  });

  it("gives each run its whole experiment", () => {
    const { plan: made, said: nothing } = plan(STUDY);
    assert.deepEqual(nothing, []);
    assert.equal(made?.runs.length, 12);
    const { experiment, labels } = at(present(made).runs, 11);
    assert.deepEqual(labels, {
      optimizer: "SGD, 0.1",
      "training.discriminatorSteps": "2",
      "training.seed": "3",
    });
    assert.equal(experiment.optimizer.generator.type, "sgd");
    assert.equal(experiment.optimizer.generator.learningRate, 0.1);
    assert.deepEqual(
      [
        experiment.training.steps,
        experiment.training.discriminatorSteps,
        experiment.training.seed,
        experiment.training.batchSize,
      ],
      [500, 2, 3, 256],
    );
    assert.equal((present(experiment.generator.layers)[0] as { units: number }).units, 32);
    assert.equal(first(present(made).runs).experiment.optimizer.discriminator.type, "adam");
  });

  it("without factors is one run; the command line sets values last", () => {
    const { plan: made } = plan('{ "base": "b", "vary": {}, "set": { "training.steps": 500 } }', [
      { path: "training.steps", value: 7 },
      { path: "engine", value: "cpu" },
    ]);
    assert.deepEqual(
      made?.runs.map(({ id, labels, experiment }) => [
        id,
        labels,
        experiment.training.steps,
        experiment.engine,
      ]),
      [["run", {}, 7, "cpu"]],
    );
  });

  it("names values by what tells them apart", () => {
    const labels = (list: unknown[]) =>
      first(factorsOf({ vary: { x: list } })).choices.map(({ label }) => label);
    assert.deepEqual(labels([{ type: "adam" }, { type: "sgd" }]), ["adam", "sgd"]);
    assert.deepEqual(
      labels([
        { type: "sgd", learningRate: 1 },
        { type: "sgd", learningRate: 2 },
      ]),
      ['{"type":"sgd","learningRate":1}', '{"type":"sgd","learningRate":2}'],
    );
    assert.deepEqual(labels(["hinge", 0.1, true]), ["hinge", "0.1", "true"]);
  });

  it("gives folders names that no file system confuses", () => {
    const ids = combinationsOf({ vary: { x: { "a/b": {}, "A b": {}, "??": {} } }, set: {} }).map(
      ({ id }) => id,
    );
    assert.deepEqual(ids, ["a-b", "A-b-2", "x"]);
  });
});

describe("a mistake in a study", () => {
  it("of its form is said with its place and remedy", () => {
    assert.deepEqual(said('"vary"', '"varry"'), [
      'study 3: unknown key "varry"; did you mean "vary"?',
    ]);
    assert.deepEqual(said("[1, 2]", "2"), [
      "study 8: training.discriminatorSteps must be a list of values, a range such as " +
        '{ "from": 1, "to": 5 }, or an object of named choices, not 2; ',
    ]);
    assert.deepEqual(said("[1, 2]", "[]"), [
      "study 8: training.discriminatorSteps must be at least 1 entries, not an empty list; ",
    ]);
    assert.deepEqual(said("[1, 2]", "{}"), [
      'study 8: "training.discriminatorSteps" has no choices; name at least one',
    ]);
    assert.deepEqual(said("[1, 2]", "[2, 2]"), [
      'study 8: "training.discriminatorSteps" has the value 2 twice; remove one',
    ]);
    assert.match(
      first(said("[1, 2]", JSON.stringify(Array.from({ length: 2000 }, (_, i) => i + 1)))),
      /study 3: these are 12,000 runs; vary less/,
    );
    assert.match(first(plan("").said), /study 1: the file is empty; name an experiment as "base"/);
  });

  it("in a value is said where the study gives it, once for all runs that have it", () => {
    assert.deepEqual(said('"learningRate": 0.1', '"learningRate": -1'), [
      "study 6: learningRate must be at least 0, not -1; ",
    ]);
    assert.deepEqual(said("[1, 2]", "[1, 0]"), [
      "study 8: discriminatorSteps must be at least 1, not 0; ",
    ]);
    assert.deepEqual(said('"training.steps": 500', '"training.stepz": 500'), [
      'study 11: unknown key "stepz"; did you mean "steps"?',
    ]);
    assert.deepEqual(said('"training.discriminatorSteps"', '"trainig.discriminatorSteps"'), [
      'study 8: unknown key "trainig"; did you mean "training"?',
    ]);
  });

  it("in another part of the experiment is said there, with the choice behind it", () => {
    const text = STUDY.replace(
      '"training.discriminatorSteps": [1, 2]',
      '"data.source": ["ring", "gaussian"]',
    ).replace('"set": {', '"set": { "data": { "source": "ring" },');
    const messages = plan(text).said;
    assert.equal(messages.length, 2, messages.join("\n"));
    for (const message of messages)
      assert.match(
        message,
        new RegExp(
          String.raw`^base 9: with optimizer (Adam|SGD, 0\.1), data\.source gaussian: the ` +
            String.raw`generator makes \[2\], but a sample of the data is \[1\]`,
        ),
      );
  });

  it("of the experiment alone is said there, once", () => {
    const { said: messages } = plan(STUDY, [], BASE.replace('"batchSize"', '"batchSise"'));
    assert.deepEqual(messages, ['base 23: unknown key "batchSise"; did you mean "batchSize"?']);
  });

  it("is a value that another one would undo", () => {
    assert.deepEqual(said('"training.steps": 500', '"training.seed": 5'), [
      'study 9: "training.seed" sets training.seed once more, which "set" has set; remove ' +
        "it from one of them",
    ]);
    assert.deepEqual(said('"vary": {', '"vary": { "optimizer.generator.learningRate": [1, 2],'), [
      'study 4: "optimizer" sets optimizer.generator.learningRate once more, which ' +
        '"optimizer.generator.learningRate" has set; put "optimizer.generator.learningRate" ' +
        'after "optimizer"',
    ]);
    assert.deepEqual(
      said('"training.seed": [1, 2, 3]', '"optimizer.generator.learningRate": [1, 2]'),
      [],
      "a finer setting after a coarser one is what somebody means",
    );
    assert.deepEqual(plan(STUDY, [{ path: "training.seed", value: 5 }]).said, [
      'study 9: "training.seed" sets training.seed once more, which "set" has set; remove ' +
        "it from one of them",
    ]);
  });

  it("on the command line is said so", () => {
    assert.deepEqual(plan(STUDY, [{ path: "training.batchSize", value: 0 }]).said, [
      "study 1: --set training.batchSize: batchSize must be at least 1, not 0; ",
    ]);
    assert.deepEqual(plan(STUDY, [{ path: "latent.size.x", value: 0 }]).said, [
      'study 1: --set latent.size.x: "latent.size.x" cannot be set: the config has no such ' +
        "place; name its keys with dots between, for example generator.layers.0.units",
    ]);
  });
});

describe("two thousand mutated studies", () => {
  it("are each planned or told what is wrong with, and none throws anything else", () => {
    const examples = ["optimizer-study", "pacgan-ring"].map((name) =>
      readFileSync(join(REPOSITORY, "examples", `${name}.study.json`), "utf8"),
    );
    let planned = 0;
    fc.assert(
      fc.property(mutations([STUDY, ...examples]), (mutated) => {
        const { study, problems } = parseStudy(mutated);
        assertTold(mutated, problems, study !== undefined);
        if (!study) return;
        const source = { file: "study", text: mutated };
        const base = { file: "base", text: BASE };
        const { plan: made, problems: placed } = planStudy(study, "test", source, base);
        if (made) planned++;
        assert.equal(
          !made,
          placed.some(({ problem }) => problem.severity === "error"),
        );
      }),
      { numRuns: 2_000 },
    );
    assert.ok(planned > 0, `${planned} of the mutated studies could be planned`);
  });
});
