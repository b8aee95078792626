import assert from "node:assert/strict";
import { parseExperiment, type Problem } from "../../../src/experiment/parse";
import { first } from "../../support/values";

const NORM = '{ "type": "batchNorm" }, ';

/**
 * The problems of a small experiment with an objective, training settings and a layer of D as
 * given.
 */
function problemsOf({ objective = "", training = "", layer = "", input = "2" }): Problem[] {
  return parseExperiment(`{
    "data": { "source": "ring" }, "latent": { "size": ${input} },
    "generator": { "layers": [{ "type": "dense", "units": 2 }] },
    "discriminator": { "layers": [{ "type": "dense", "units": 4 }, ${layer}{ "type": "dense", "units": 1 }] },
    "objective": { ${objective} },
    "optimizer": { "generator": { "type": "adam" }, "discriminator": { "type": "adam" } },
    "training": { ${training} }
  }`).problems;
}

function only(settings: Parameters<typeof problemsOf>[0]): Problem {
  const problems = problemsOf(settings);
  assert.equal(problems.length, 1, JSON.stringify(problems, null, 1));
  return first(problems);
}

describe("checks of the objective", () => {
  it("find nothing wrong with what goes together", () => {
    for (const objective of [
      '"loss": "wasserstein", "weightClip": 0.01',
      '"loss": "wasserstein", "penalties": [{ "type": "gradientPenalty" }]',
      '"loss": "hinge"',
      '"loss": "minimax", "labelSmoothing": {}, "labelFlipping": 0.05, "penalties": [{ ' +
        '"type": "r1", "weight": { "type": "linear", "from": 1, "to": 5, "end": 10 } }, { ' +
        '"type": "dragan" }]',
      '"loss": "halfSum", "labelSmoothing": { "real": 0.1, "generated": 0.1 }, ' +
        '"instanceNoise": { "type": "linear", "from": 0.1, "to": 0, "end": 100 }',
      '"packing": 3',
    ])
      assert.deepEqual(problemsOf({ objective }), [], objective);
    assert.deepEqual(
      problemsOf({
        training:
          '"updates": "extragradient", "generatorAverage": {}, "pretrainDiscriminator": 100',
      }),
      [],
    );
  });

  it("refuse an adjustment of gradients with what it has no derivatives or no meaning for", () => {
    const adjusted = (type: string, updates = "simultaneous") =>
      `"updates": "${updates}", "adjustment": { "type": "${type}" }`;
    for (const type of ["consensus", "symplectic"]) {
      assert.deepEqual(problemsOf({ training: adjusted(type) }), []);
      assert.deepEqual(problemsOf({ training: adjusted(type, "extragradient") }), []);
    }
    const penalty = '"penalties": [{ "type": "r1" }]';
    for (const [settings, message] of [
      [{ training: adjusted("consensus", "alternating") }, /alternating updates have none/],
      [{ training: adjusted("symplectic"), objective: penalty }, /need third derivatives/],
      [{ training: adjusted("competitive") }, /zero-sum losses, not for nonSaturating/],
      [{ training: adjusted("competitive"), objective: '"loss": "minimax"' }, /adam would scale/],
      [
        { training: adjusted("competitive"), objective: '"loss": "minimax", "labelFlipping": 0.1' },
        /flipped labels the game is not zero-sum/,
      ],
    ] as const) {
      const problem = only(settings);
      assert.equal(problem.severity, "error");
      assert.match(problem.message, message);
      assert.deepEqual(problem.path, ["training", "adjustment"]);
    }
  });

  it("refuse labels where the loss has none", () => {
    for (const name of ["labelSmoothing", "labelFlipping"]) {
      const { severity, message, hint, path } = only({
        objective: `"loss": "hinge", "${name}": ${name === "labelFlipping" ? 0.1 : "{}"}`,
      });
      assert.equal(severity, "error");
      assert.equal(message, `the loss hinge has no labels, hence no ${name}`);
      assert.match(hint, /nonSaturating, minimax, halfSum/);
      assert.deepEqual(path, ["objective", name]);
    }
  });

  it("refuse labels that cross each other", () => {
    assert.equal(
      only({ objective: '"labelSmoothing": { "real": 0.6, "generated": 0.4 }' }).message,
      "the label of real samples, 0.4, is not above that of generated ones, 0.4",
    );
  });

  it("refuse clipped weights for any loss but wasserstein", () => {
    const { severity, message } = only({ objective: '"loss": "hinge", "weightClip": 0.01' });
    assert.deepEqual(
      [severity, message],
      ["error", "weightClip belongs to the loss wasserstein, not to hinge"],
    );
  });

  it("warn of a critic that nothing bounds, and of one that is bounded twice", () => {
    const unbounded = only({ objective: '"loss": "wasserstein"' });
    assert.equal(unbounded.severity, "warning");
    assert.match(unbounded.hint, /gradientPenalty.*weightClip/);
    const twice = only({
      objective:
        '"loss": "wasserstein", "weightClip": 0.01, "penalties": [{ "type": "gradientPenalty" }]',
    });
    assert.deepEqual([twice.severity, twice.path], ["warning", ["objective", "weightClip"]]);
  });

  it("warn of a penalty on a D that mixes the samples of a batch", () => {
    const { severity, message, path, hint } = only({
      objective: '"penalties": [{ "type": "r1" }]',
      layer: NORM,
    });
    assert.equal(severity, "warning");
    assert.match(message, /^r1 punishes the gradient at each sample, but D has a batchNorm layer/);
    assert.deepEqual(path, ["objective", "penalties", 0, "type"]);
    assert.match(hint, /batchNorm/);
    assert.deepEqual(problemsOf({ layer: NORM }), []);
  });

  it("refuse an unrolled D with a gradient penalty", () => {
    assert.match(
      only({
        objective:
          '"penalties": [{ "type": "r1" }], "unrolling": { "steps": 2, "learningRate": 0.1 }',
      }).message,
      /third derivatives/,
    );
    assert.deepEqual(
      problemsOf({ objective: '"unrolling": { "steps": 5, "learningRate": 0.01 }' }),
      [],
    );
  });

  it("warn where G would never be trained", () => {
    assert.match(
      only({ training: '"steps": 50, "pretrainDiscriminator": 50' }).message,
      /G is not trained at all in 50 steps/,
    );
  });

  it("say what is wrong with a value, at its place", () => {
    assert.match(only({ objective: '"loss": "wassertein"' }).hint, /did you mean "wasserstein"/);
    assert.match(
      only({ objective: '"penalties": [{ "type": "wgan-gp" }]' }).hint,
      /gradientPenalty, r1, dragan/,
    );
    assert.equal(
      only({ objective: '"penalties": [{ "type": "r1", "wight": 1 }]' }).hint,
      'did you mean "weight"?',
    );
    assert.equal(only({ objective: '"packing": 0' }).message, "packing must be at least 1, not 0");
    assert.equal(
      only({ objective: '"instanceNoise": -1' }).message,
      "instanceNoise must be at least 0, not -1",
    );
    assert.match(
      only({ training: '"updates": "simultanous"' }).hint,
      /did you mean "simultaneous"/,
    );
    assert.equal(
      only({ training: '"generatorAverage": { "decay": 1 }' }).message,
      "decay must be less than 1, not 1",
    );
  });

  it("count D's input by the pack", () => {
    const text = (packing: number) => `{
      "data": { "source": "ring" }, "latent": { "size": 2 },
      "generator": { "layers": [{ "type": "dense", "units": 2 }] },
      "discriminator": { "layers": [
        { "type": "reshape", "targetShape": [2, 4, 1] }, { "type": "flatten" },
        { "type": "dense", "units": 1 }
      ] },
      "objective": { "packing": ${packing} },
      "optimizer": { "generator": { "type": "adam" }, "discriminator": { "type": "adam" } }
    }`;
    assert.deepEqual(parseExperiment(text(4)).problems, []);
    assert.match(
      first(parseExperiment(text(3)).problems).message,
      /\[2, 4, 1\] holds 8 numbers, but the input \[6\] has 6/,
    );
  });
});
