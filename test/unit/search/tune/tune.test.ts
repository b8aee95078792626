import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "../../../../src/experiment/parse";
import { spaceOf } from "../../../../src/search";
import { budgetOf } from "../../../../src/search/tune/budget";
import { gainOf } from "../../../../src/search/tune/gain";
import { tunedMeasure } from "../../../../src/search/tune/measure";
import { comparison, experimentOf, searchStudy } from "../../../../src/search/tune/study";
import type { TrialView } from "../../../../src/shared/study/study-view";
import { REPOSITORY } from "../../../support/paths";
import { present } from "../../../support/values";

const EXAMPLES = join(REPOSITORY, "examples");
const configs = readdirSync(EXAMPLES).filter((name) => name.endsWith(".gan.json"));
const example = (name: string) => {
  const file = join(EXAMPLES, name);
  return { file, text: readFileSync(file, "utf8") };
};
const BUDGET = { steps: 540, every: 20, minutes: 6 };

describe("gan tune", () => {
  for (const name of configs)
    it(`has a study for ${name} that begins with the config as it is`, () => {
      const config = example(name);
      const plan = searchStudy(config, "x", tunedMeasure(experimentOf(config)), BUDGET);
      const [base] = plan.first;
      assert.equal(present(base)["optimizer"], 0);
      assert.equal(plan.baseTrial, 0);
      assert.ok(spaceOf(plan).length >= 4, JSON.stringify(spaceOf(plan)));
    });

  it("varies what the config has: rates around its own, betas of Adam, weights of its loss", () => {
    const { file, text } = example("ring-of-8-gaussians.gan.json");
    const withPenalty = text.replace(
      '"training"',
      '"objective": { "penalties": [{ "type": "r1", "weight": 1 }] }, "training"',
    );
    const config = { file, text: withPenalty };
    const plan = searchStudy(config, "x", tunedMeasure(experimentOf(config)), BUDGET);
    assert.deepEqual(
      spaceOf(plan).map(({ name, domain, when }) => [
        name,
        domain.kind === "choice" ? domain.labels : [domain.from, domain.to],
        when?.labels,
      ]),
      [
        ["optimizer", ["as it is", "RMSprop", "optimistic Adam"], undefined],
        ["rate of G", [0.00003, 0.01], undefined],
        ["rate of D", [0.00003, 0.01], undefined],
        ["beta1", [0, 0.9], ["as it is", "optimistic Adam"]],
        ["beta2", ["0.9", "0.99", "0.999"], ["as it is", "optimistic Adam"]],
        ["k", [1, 3], undefined],
        ["weight of r1", [0.1, 10], undefined],
      ],
    );
  });

  it("searches the rates of every adaptive optimizer around the usual one, AdaMax's too", () => {
    const { file, text } = example("ring-of-8-gaussians.gan.json");
    const config = { file, text: text.replaceAll('"type": "adam"', '"type": "adamax"') };
    const plan = searchStudy(config, "x", tunedMeasure(experimentOf(config)), BUDGET);
    const rate = present(spaceOf(plan).find(({ name }) => name === "rate of G"));
    assert.equal(rate.when, undefined);
    assert.ok(rate.domain.kind !== "choice");
    assert.deepEqual([rate.domain.from, rate.domain.to], [0.00003, 0.01]);
  });

  it("judges drawn points by distances, and digits by FID", () => {
    const figure = (name: string) => tunedMeasure(experimentOf(example(name))).figure;
    assert.equal(figure("gaussian-1d.gan.json"), "w1");
    assert.equal(figure("ring-of-8-gaussians.gan.json"), "slicedW1");
    assert.equal(figure("mnist-mlp.gan.json"), "fid");
  });

  it("trains as long as the config says where there is time, else as long as there is", () => {
    const { experiment } = parseExperiment(example("ring-of-8-gaussians.gan.json").text);
    const ring = present(experiment);
    const fast = budgetOf(ring, { stepsPerSecond: 10_000, startSeconds: 1 }, 10);
    assert.deepEqual(fast, { steps: 4000, every: 148, minutes: 6 });
    const slow = budgetOf(ring, { stepsPerSecond: 10, startSeconds: 2 }, 10);
    assert.deepEqual(slow, { steps: 280, every: 10, minutes: 6 });
    const short = budgetOf(ring, { stepsPerSecond: 100, startSeconds: 10 }, 1);
    assert.deepEqual(short, { steps: 1000, every: 37, minutes: 0.6 }, "as long as a start");
  });

  it("compares with other seeds, each in both configs", () => {
    const config = example("ring-of-8-gaussians.gan.json");
    const plan = comparison(config, "x", tunedMeasure(experimentOf(config)), {
      budget: BUDGET,
      settings: { "training.discriminatorSteps": 2 },
      seeds: [2, 3],
    });
    assert.equal(plan.format, 1);
    assert.equal(plan.baseTrial, 0);
    assert.deepEqual(
      plan.format === 1 &&
        plan.runs.map(({ experiment: { training } }) => [
          training.seed,
          training.discriminatorSteps,
        ]),
      [
        [2, 1],
        [2, 2],
        [3, 1],
        [3, 2],
      ],
    );
  });
});

describe("the gain of tuning", () => {
  const trial = (config: string, figures: (number | null)[]) =>
    ({
      values: { config },
      runs: figures.map((value, i) => ({ seed: i + 1, values: [value] })),
    }) as unknown as TrialView;
  const isBetter = (before: (number | null)[], after: (number | null)[], direction = "least") =>
    gainOf([trial("as it is", before), trial("tuned", after)], direction as "least").isBetter;

  it("is a mean difference, seed by seed, of more than its standard error", () => {
    assert.equal(isBetter([3, 5, 9], [2, 4, 8]), true, "the seeds differ more than the configs");
    assert.equal(isBetter([3, 3, 3], [2, 4, 2.8]), false, "it could be chance");
    assert.equal(isBetter([2, 4, 8], [3, 5, 9]), false);
    assert.equal(isBetter([2, 4, 8], [3, 5, 9], "greatest"), true);
  });

  it("is also that fewer runs diverge, whatever the others' figures", () => {
    assert.equal(isBetter([null, null, 1], [2, 2, 2]), true);
    assert.equal(isBetter([2, 2, 2], [null, 1, 1]), false);
  });
});
