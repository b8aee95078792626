import assert from "node:assert/strict";
import fc from "fast-check";
import { formatIssues } from "../../../src/experiment/explain";
import { type Problem, parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import { assertTold, mutations } from "../../support/mutations";
import { first, found, present } from "../../support/values";
import { optimizerSchema } from "../../../src/experiment/schema";

const MINIMAL = `{
  "data": { "source": "gaussian" }, // comments are allowed
  "latent": { "size": 1 },
  "generator": { "layers": [{ "type": "dense", "units": 1 }] },
  "discriminator": { "layers": [{ "type": "dense", "units": 1 }] },
  "optimizer": {
    "generator": { "type": "adam" },
    "discriminator": { "type": "sgd", "learningRate": 0.1 },
  },
}`;

/** The only problem of a text in which `from` was replaced. */
function onlyProblem(from: string, to: string): Problem {
  const { problems } = parseExperiment(MINIMAL.replace(from, to));
  assert.equal(problems.length, 1, JSON.stringify(problems, null, 1));
  return first(problems);
}

const EXAMPLE = PRESETS.find(({ id }) => id === "gaussian-1d")?.text ?? "";

describe("parseExperiment", () => {
  it("fills in every default", () => {
    const { experiment, problems } = parseExperiment(MINIMAL);
    assert.deepEqual(problems, []);
    assert.equal(experiment?.training.batchSize, 64);
    assert.equal(experiment?.training.discriminatorSteps, 1);
    assert.deepEqual(experiment?.optimizer.generator, {
      type: "adam",
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    });
  });

  for (const preset of PRESETS) {
    it(`finds nothing wrong with the template ${preset.id}`, () => {
      assert.deepEqual(parseExperiment(preset.text).problems, []);
    });
  }

  it("says where a key is unknown, and which was meant", () => {
    const problem = onlyProblem('"size": 1', '"size": 1, "distrbution": "normal"');
    assert.equal(problem.message, 'unknown key "distrbution"');
    assert.equal(problem.hint, 'did you mean "distribution"?');
    assert.equal(problem.line, 3);
    assert.equal(problem.column, '  "latent": { "size": 1, '.length + 1);
    assert.equal(problem.length, '"distrbution"'.length);
  });

  it("tells a misspelt key once, with the right word for a quick fix", () => {
    const { problems } = parseExperiment(EXAMPLE.replace('"units": 16', '"unit": 16'));
    assert.deepEqual(
      problems.map(({ message, hint, replacement, removable }) => [
        message,
        hint,
        replacement,
        removable,
      ]),
      [['unknown key "unit"', 'did you mean "units"?', '"units"', true]],
    );
  });

  it("knows two letters that changed places", () => {
    const { problems } = parseExperiment(EXAMPLE.replace('"softplus"', '"rleu"'));
    assert.deepEqual(
      problems.map(({ replacement }) => replacement),
      ['"relu"'],
    );
  });

  it("tells a misspelt choice with the right word for a quick fix", () => {
    const { problems } = parseExperiment(EXAMPLE.replace('"softplus"', '"sofplus"'));
    const [problem] = problems;
    assert.equal(problems.length, 1);
    assert.equal(problem?.replacement, '"softplus"');
    assert.equal(problem.removable, undefined);
  });

  it("names the choices for an unknown one", () => {
    assert.match(
      onlyProblem('"adam"', '"newton"').hint,
      /sgd, momentum, adagrad, .*, optimisticAdam/,
    );
    assert.equal(onlyProblem('"gaussian"', '"gausian"').hint, 'did you mean "gaussian"?');
  });

  it("says what a value must be", () => {
    assert.equal(
      onlyProblem('"size": 1', '"size": 1.5').message,
      "size must be a whole number, not 1.5",
    );
    assert.equal(onlyProblem('"size": 1', '"size": 0').message, "size must be at least 1, not 0");
    assert.equal(
      onlyProblem('"size": 1', '"size": "one"').message,
      'size must be a number, not "one"',
    );
    assert.match(
      onlyProblem('"learningRate": 0.1', '"learningRate": "fast"').hint,
      /a number or a schedule/,
    );
    assert.equal(
      onlyProblem('"learningRate": 0.1', '"learningRate": -0.1').message,
      "learningRate must be at least 0, not -0.1",
    );
    assert.equal(
      onlyProblem(
        '"learningRate": 0.1',
        '"learningRate": { "type": "exponential", "initial": 0.1 }',
      ).message,
      '"decay" is missing; it must be a number',
    );
  });

  it("says where a schedule goes wrong", () => {
    const problem = (schedule: string) =>
      onlyProblem('"learningRate": 0.1', `"learningRate": ${schedule}`);
    const messages: [string, string][] = [
      [
        '{ "type": "cosine", "from": 0.1, "to": -0.1, "end": 5 }',
        "to must be at least 0, not -0.1",
      ],
      [
        '{ "type": "warmUp", "steps": 5, "then": { "type": "step", "initial": -1, ' +
          '"factor": 0.5, "every": 3 } }',
        "initial must be at least 0, not -1",
      ],
      [
        '{ "type": "piecewise", "boundaries": [10], "values": [1, -2] }',
        "entry 2 of values must be at least 0, not -2",
      ],
      [
        '{ "type": "piecewise", "boundaries": [10, 20], "values": [1, 2] }',
        "values: must have one entry more than boundaries",
      ],
      [
        '{ "type": "piecewise", "boundaries": [20, 10], "values": [1, 2, 3] }',
        "boundaries: must ascend",
      ],
      [
        '{ "type": "linear", "from": 1, "to": 0, "start": 9, "end": 9 }',
        "end: must be after start",
      ],
      [
        '{ "type": "oneCycle", "peak": 1, "steps": 100, "rise": 1 }',
        "rise must be less than 1, not 1",
      ],
      ['{ "type": "cosine", "from": 1, "end": 5, "ende": 6 }', 'unknown key "ende"'],
    ];
    for (const [schedule, message] of messages) assert.equal(problem(schedule).message, message);
    assert.equal(problem('{ "type": "cosin" }').hint, 'did you mean "cosine"?');
    assert.equal(
      problem('{ "type": "cosine", "from": 1, "end": 5, "ende": 6 }').hint,
      'did you mean "end"?',
    );
  });

  it("says what is wrong around an optimizer", () => {
    const problem = (more: string) =>
      onlyProblem('"learningRate": 0.1', `"learningRate": 0.1, ${more}`);
    assert.equal(problem('"clip": 1').message, "clip must be an object { ... }, not 1");
    assert.equal(
      problem('"clip": { "type": "globlNorm", "limit": 1 }').hint,
      'did you mean "globalNorm"?',
    );
    assert.equal(
      problem('"clip": { "type": "norm" }').message,
      '"limit" is missing; it must be a number',
    );
    assert.equal(problem('"lookahead": { "every": 0 }').message, "every must be at least 1, not 0");
    assert.equal(problem('"lookAhead": {}').hint, 'did you mean "lookahead"?');
    assert.equal(problem('"beta1": 0.5').message, 'unknown key "beta1"');
  });

  it("reports a missing part at what it belongs to", () => {
    const problem = onlyProblem('{ "type": "adam" }', "{}");
    assert.equal(
      problem.message,
      `"type" is missing; it must be one of ` +
        `${optimizerSchema.options.map(({ shape }) => shape.type.value).join(", ")}`,
    );
    assert.equal(problem.line, 7);
  });

  it("reports a broken text where it breaks", () => {
    const { experiment, problems } = parseExperiment('{ "data": ');
    assert.equal(experiment, undefined);
    assert.match(first(problems).message, /not valid JSON/);
    assert.match(first(parseExperiment("").problems).message, /empty/);
  });

  it("reports a key given twice", () => {
    assert.equal(onlyProblem('"size": 1', '"size": 1, "size": 2').message, '"size" is given twice');
  });

  it("finds layers that do not fit", () => {
    const conv = onlyProblem(
      '{ "type": "dense", "units": 1 }] },\n  "discriminator"',
      '{ "type": "conv2d", "filters": 8, "kernelSize": 3 }] },\n  "discriminator"',
    );
    assert.match(
      conv.message,
      /conv2d needs \[height, width, channels\], but its input has shape \[1\]/,
    );
    assert.equal(conv.line, 4);
    const misfit = onlyProblem(
      '"units": 1 }] },\n  "discriminator"',
      '"units": 2 }] },\n  "discriminator"',
    );
    assert.match(misfit.message, /the generator makes \[2\], but a sample of the data is \[1\]/);
  });

  it("does not let the discriminator end in a sigmoid", () => {
    const text = MINIMAL.replace(
      '"discriminator": { "layers": [{ "type": "dense", "units": 1 }]',
      '"discriminator": { "layers": [{ "type": "dense", "units": 1, "activation": "sigmoid" }]',
    );
    assert.match(first(parseExperiment(text).problems).message, /expect its logit/);
  });

  it("only warns where the generator's range is not the data's", () => {
    const { experiment, problems } = parseExperiment(
      found(PRESETS, ({ id }) => id === "mnist-mlp")
        .text.replace('"sigmoid"', '"tanh"')
        .replace('"biasInitializer": { "type": "dataMarginals" }', ""),
    );
    assert.ok(experiment);
    assert.deepEqual(
      problems.map(({ severity }) => severity),
      ["warning"],
    );
  });

  it("explains a value that comes without a text just so", () => {
    const optimizer = { type: "adam", learningRat: 0.1 };
    const { error } = optimizerSchema.safeParse(optimizer);
    assert.equal(
      formatIssues(present(error), optimizerSchema, optimizer),
      'unknown key "learningRat"; did you mean "learningRate"?',
    );
  });

  it("gives a diagnostic, and never an exception, for twelve thousand mutated configs", () => {
    let broken = 0;
    fc.assert(
      fc.property(mutations([MINIMAL, ...PRESETS.map(({ text }) => text)]), (mutated) => {
        const { experiment, problems } = parseExperiment(mutated);
        if (!experiment) broken++;
        assertTold(mutated, problems, experiment !== undefined);
      }),
      { numRuns: 12_000 },
    );
    assert.ok(broken > 6_000, `${broken} of the mutated configs were broken`);
  });
});
