import assert from "node:assert/strict";
import { parseExperiment } from "../../../src/experiment/parse";
import { first, present } from "../../support/values";

/** Problems of a small experiment with settings of its own. */
function problemsOf(more: {
  momentum?: unknown;
  learningRate?: unknown;
  objective?: object;
  training?: object;
}) {
  const { momentum = 0.5, learningRate = 0.1, objective = {}, training = {} } = more;
  const network = { layers: [{ type: "dense", units: 1 }] };
  return parseExperiment(
    JSON.stringify({
      data: { source: "gaussian" },
      latent: { size: 1 },
      generator: network,
      discriminator: network,
      objective,
      optimizer: {
        generator: { type: "sgd" },
        discriminator: { type: "momentum", learningRate, momentum },
      },
      training: { steps: 1000, ...training },
    }),
  ).problems.map(({ message, hint, path }) => ({ message, hint, path: path.join(".") }));
}

const growing = { type: "exponential", initial: 0.5, decay: 1.01 };

describe("What a schedule gives over the whole run", () => {
  const MOMENTUM = "optimizer.discriminator.momentum";
  const cases: [
    what: string,
    more: Parameters<typeof problemsOf>[0],
    path: string,
    text: RegExp,
  ][] = [
    [
      "a momentum that grows over 1",
      { momentum: growing },
      `${MOMENTUM}.decay`,
      // 0.5 * 1.01^69 is 0.9935, and 0.5 * 1.01^70 is 1.0034.
      /^momentum is 1.00338 at step 70, and must be at most 1; .* at most 70 steps$/,
    ],
    [
      "steps by a factor above 1",
      { momentum: { type: "step", initial: 0.6, factor: 1.5, every: 10 } },
      `${MOMENTUM}.factor`,
      /^momentum is 1.35 at step 20, /,
    ],
    [
      "growth after a warm-up, counted from the run's start",
      { momentum: { type: "warmUp", steps: 30, then: growing } },
      `${MOMENTUM}.then.decay`,
      /^momentum is 1.00338 at step 100, /,
    ],
    [
      "a probability",
      { objective: { labelFlipping: { type: "exponential", initial: 0.001, decay: 1.1 } } },
      "objective.labelFlipping.decay",
      /^labelFlipping is 1.05115 at step 73, and must be at most 1/,
    ],
    [
      "the decay of the average of G, which must stay below 1",
      { training: { generatorAverage: { decay: growing } } },
      "training.generatorAverage.decay.decay",
      /^decay is 1.00338 at step 70, and must be less than 1/,
    ],
    [
      "a label's softening, inside an object",
      { objective: { labelSmoothing: { real: { ...growing, initial: 0.01 } } } },
      "objective.labelSmoothing.real.decay",
      /^real is 1.00/,
    ],
    [
      "a rate that float32 does not hold",
      { learningRate: { type: "exponential", initial: 1, decay: 10 } },
      "optimizer.discriminator.learningRate.decay",
      /^learningRate is 1e\+39 at step 39, and must be a number that float32 holds/,
    ],
    [
      "a penalty's weight, in a list",
      {
        objective: {
          penalties: [{ type: "r1", weight: { type: "step", initial: 1, factor: 1e30, every: 9 } }],
        },
      },
      "objective.penalties.0.weight.factor",
      /^weight is 1e\+60 at step 18, /,
    ],
    [
      "labels that cross on the way",
      {
        objective: {
          labelSmoothing: {
            real: { type: "piecewise", boundaries: [400], values: [0.1, 0.7] },
            generated: { type: "linear", from: 0, to: 0.4, end: 500 },
          },
        },
      },
      "objective.labelSmoothing",
      /^the label of real samples, 0.3, is not above that of generated ones, 0.32, at step 400/,
    ],
  ];
  for (const [what, more, path, text] of cases) {
    it(`is refused beyond a setting's bounds, with the step: ${what}`, () => {
      const problems = problemsOf(more).filter((problem) => problem.path === path);
      assert.equal(problems.length, 1, JSON.stringify(problemsOf(more)));
      assert.match(`${first(problems).message}; ${first(problems).hint}`, text);
    });
  }

  it("may grow as far as the run goes", () => {
    assert.deepEqual(problemsOf({ momentum: growing, training: { steps: 70 } }), []);
    assert.equal(problemsOf({ momentum: growing, training: { steps: 71 } }).length, 1);
    assert.deepEqual(
      problemsOf({
        momentum: { ...growing, decay: 1.01, initial: 1e-9 },
        training: { steps: 2000 },
      }),
      [],
    );
  });

  it("is found in a run of a billion steps by few looks", () => {
    const slow = { type: "exponential", initial: 0.5, decay: 1 + 1e-9 };
    const [problem] = problemsOf({ momentum: slow, training: { steps: 1e9 } });
    assert.match(present(problem).message, /at step 69314\d{4}, and must be at most 1/);
  });

  it("of restarts, waves and warm-ups within their bounds is let through", () => {
    for (const momentum of [
      { type: "cosineRestarts", from: 1, to: 0, period: 7, growth: 2 },
      { type: "oneCycle", peak: 1, steps: 10 },
      { type: "warmUp", steps: 5, then: { type: "linear", from: 0, to: 1, end: 100 } },
      { type: "inverseTime", initial: 1, decay: 0.1 },
    ])
      assert.deepEqual(problemsOf({ momentum }), [], JSON.stringify(momentum));
  });
});
