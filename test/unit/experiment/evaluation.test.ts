import assert from "node:assert/strict";
import {
  fittingEvaluations,
  misfitOf,
  requestFor,
  sampleCount,
  scheduledEvaluations,
} from "../../../src/experiment/evaluation";
import { parseExperiment } from "../../../src/experiment/parse";
import type { Experiment } from "../../../src/experiment/schema";
import { GanError } from "../../../src/shared/errors";
import { present } from "../../support/values";

/** What networks make is not looked at here. */
function experiment(data: object, change: object = {}): Experiment {
  const text = JSON.stringify({
    data: { source: "gaussian" },
    latent: { size: 1 },
    generator: { layers: [{ type: "dense", units: 1 }] },
    discriminator: { layers: [{ type: "dense", units: 1 }] },
    optimizer: { generator: { type: "sgd" }, discriminator: { type: "sgd" } },
    ...change,
  });
  const { experiment: parsed, problems } = parseExperiment(text);
  assert.ok(parsed, JSON.stringify(problems));
  return { ...parsed, data: data as Experiment["data"] };
}

const MNIST = { source: "mnist", range: "zeroToOne", split: "all" };

describe("what can be measured of an experiment", () => {
  const PICTURES = [
    "parzen",
    "fid",
    "kid",
    "inceptionScore",
    "classes",
    "prdc",
    "slicedWasserstein",
    "diversity",
    "discriminator",
    "dualityGap",
  ];
  for (const [name, data, expected] of [
    [
      "1-D data",
      { source: "gaussian", mean: 0, stddev: 1 },
      ["wasserstein", "jensenShannon", "optimum", "discriminator", "dualityGap"],
    ],
    [
      "a mixture",
      { source: "ring" },
      ["modes", "prdc", "slicedWasserstein", "diversity", "optimum", "discriminator", "dualityGap"],
    ],
    [
      "points without modes",
      { source: "spiral" },
      ["prdc", "slicedWasserstein", "diversity", "optimum", "discriminator", "dualityGap"],
    ],
    ["MNIST", MNIST, PICTURES],
    ["CIFAR-10", { ...MNIST, source: "cifar10" }, PICTURES],
    [
      "normalised pictures",
      { ...MNIST, source: "cifar10", normalisation: { type: "globalContrast", scale: 55 } },
      ["parzen", "diversity", "discriminator", "dualityGap"],
    ],
    [
      "faces, for which there is no classifier",
      { source: "tfd", range: "zeroToOne" },
      ["parzen", "diversity", "discriminator", "dualityGap"],
    ],
    [
      "a table with rows kept for test",
      { source: "csv", split: "train", columns: [] },
      ["parzen", "prdc", "slicedWasserstein", "diversity", "discriminator", "dualityGap"],
    ],
    [
      "a table that is trained with as a whole",
      { source: "csv", split: "all", columns: [] },
      ["prdc", "slicedWasserstein", "diversity", "discriminator", "dualityGap"],
    ],
    [
      "pictures of an array",
      { source: "npy", split: "all", range: "zeroToOne", shape: [8, 8, 1] },
      ["diversity", "discriminator", "dualityGap"],
    ],
    [
      "rows of an array",
      { source: "npy", split: "all", range: "zeroToOne", shape: [8] },
      ["prdc", "slicedWasserstein", "diversity", "discriminator", "dualityGap"],
    ],
  ] as const) {
    it(`of ${name}`, () => assert.deepEqual(fittingEvaluations(experiment(data)), expected));
  }

  it("not the optimum of a critic, which has none", () => {
    const critic = experiment(
      { source: "gaussian" },
      { objective: { loss: "wasserstein", weightClip: 0.01 } },
    );
    assert.deepEqual(fittingEvaluations(critic), [
      "wasserstein",
      "jensenShannon",
      "discriminator",
      "dualityGap",
    ]);
    assert.match(
      present(misfitOf("optimum", critic)).message,
      /with the loss wasserstein D is no probability/,
    );
  });

  it("not the optimum in cells of packs, and that of others only where it is named", () => {
    const packed = experiment({ source: "ring" }, { objective: { packing: 2 } });
    assert.match(present(misfitOf("optimum", packed)).message, /with packing the best mean/);
    const inLine = experiment({ source: "gaussian" }, { objective: { packing: 2 } });
    assert.equal(misfitOf("optimum", inLine), undefined);
    const named = experiment({ source: "ring" }, { evaluation: { metrics: ["optimum"] } });
    assert.deepEqual(scheduledEvaluations(named), ["optimum"]);
  });
});

describe("evaluation in a config", () => {
  it("by default is what is quick for drawn data, and nothing for pictures", () => {
    assert.deepEqual(scheduledEvaluations(experiment({ source: "ring" })), [
      "modes",
      "discriminator",
    ]);
    assert.deepEqual(scheduledEvaluations(experiment(MNIST)), []);
    const named = experiment(MNIST);
    named.evaluation.metrics = ["prdc", "parzen"];
    assert.deepEqual(
      scheduledEvaluations(named),
      ["parzen", "prdc"],
      "in an order of its own, so that the same work is shared",
    );
  });

  it("has 2,500 samples of 2-D data and 10,000 of others, or as many as it says", () => {
    assert.deepEqual(
      [{ source: "grid" }, { source: "gaussian" }, MNIST].map((data) =>
        sampleCount(experiment(data)),
      ),
      [2500, 10_000, 10_000],
    );
    assert.equal(
      sampleCount(experiment({ source: "grid" }, { evaluation: { samples: 500 } })),
      500,
    );
  });

  it("names an evaluation that is none, or does not fit, at its place", () => {
    const problems = (metrics: string[]) =>
      parseExperiment(`{
      "data": { "source": "gaussian" }, "latent": { "size": 1 },
      "generator": { "layers": [{ "type": "dense", "units": 1 }] },
      "discriminator": { "layers": [{ "type": "dense", "units": 1 }] },
      "optimizer": { "generator": { "type": "sgd" }, "discriminator": { "type": "sgd" } },
      "evaluation": { "every": 10, "metrics": ${JSON.stringify(metrics)} }
    }`).problems.map(({ message, hint, line, path }) => ({ message, hint, line, path }));
    assert.deepEqual(problems(["wasserstein"]), []);
    assert.deepEqual(problems(["wasserstein", "fid"]), [
      {
        message: "fid is for pictures",
        hint: "remove it",
        line: 6,
        path: ["evaluation", "metrics", 1],
      },
    ]);
    assert.deepEqual(problems(["modess"]), [
      {
        message: 'entry 1 of metrics is "modess"',
        hint: 'did you mean "modes"?',
        line: 6,
        path: ["evaluation", "metrics", 0],
      },
    ]);
  });
});

describe("an evaluation that somebody asks for", () => {
  const refusal = (subject: Experiment, asked: Parameters<typeof requestFor>[1]): string => {
    try {
      requestFor(subject, asked);
    } catch (error) {
      assert.ok(error instanceof GanError && error.code === "bad-usage");
      return `${error.message}; ${error.hint}`;
    }
    return "";
  };

  it("is completed from the config, but for what must be named", () => {
    const subject = experiment({ source: "ring" }, { evaluation: { samples: 300 } });
    assert.deepEqual(requestFor(subject, {}), {
      metrics: ["modes", "prdc", "slicedWasserstein", "diversity", "optimum", "discriminator"],
      samples: 300,
      features: "classifier",
    });
    assert.deepEqual(requestFor(subject, { metrics: ["discriminator", "modes"], samples: 200 }), {
      metrics: ["modes", "discriminator"],
      samples: 200,
      features: "classifier",
    });
  });

  it("is refused with what to do", () => {
    assert.equal(
      refusal(experiment({ source: "ring" }), { metrics: ["fid"] }),
      "fid is for pictures; remove it",
    );
    assert.match(
      refusal(experiment({ source: "ring" }), { metrics: ["parzan"] }),
      /did you mean "parzen"\?/,
    );
    assert.match(
      refusal(experiment({ source: "ring" }), { samples: 3 }),
      /samples must be at least 100, not 3/,
    );
    assert.match(
      refusal(experiment({ source: "csv", split: "all", columns: [] }), { metrics: ["parzen"] }),
      /all examples are trained with; set "split": "train" in the data/,
    );
  });
});
