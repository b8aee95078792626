import assert from "node:assert/strict";
import { compareRuns } from "../../../../src/shared/evaluation/comparison";
import { bestOf, formatFigure, figureTitle } from "../../../../src/shared/evaluation/figures";
import {
  comparisonKey,
  describeProvenance,
  differingParts,
  type StoredProvenance,
} from "../../../../src/shared/evaluation/provenance";
import type { Evaluation, Figure } from "../../../../src/shared/run/run";
import { first, present } from "../../../support/values";

const PROVENANCE = {
  data: "mnist",
  samples: 10_000,
  generator: "current",
  step: 100,
  seed: 1,
  features: "mnist-classifier-v1",
  featuresHash: "aa",
  ddof: 1,
};
const figure = (value: number, change: object = {}): Figure => ({
  value,
  settings: { ...PROVENANCE, ...change },
});
const evaluation = (step: number, results: Evaluation["results"]): Evaluation => ({
  step,
  time: "",
  results,
});

describe("the provenance of figures", () => {
  it("agree in all but what belongs to a run or a moment by itself", () => {
    const own = { ...PROVENANCE, step: 200, seed: 7, sigma: 0.2 };
    assert.equal(comparisonKey(own), comparisonKey(PROVENANCE));
    assert.equal(
      comparisonKey(Object.fromEntries(Object.entries(PROVENANCE).reverse())),
      comparisonKey(PROVENANCE),
      "whatever the order of their parts",
    );
    for (const change of [
      { samples: 2500 },
      { generator: "average" },
      { featuresHash: "bb" },
      { data: "fashionMnist" },
      { pixelRange: "[0, 1]" },
    ] as StoredProvenance[]) {
      assert.notEqual(
        comparisonKey({ ...PROVENANCE, ...change }),
        comparisonKey(PROVENANCE),
        JSON.stringify(change),
      );
      assert.deepEqual(differingParts([PROVENANCE, { ...own, ...change }]), Object.keys(change));
    }
  });

  it("are told in words", () => {
    assert.equal(
      describeProvenance({
        samples: 10_000,
        generator: "average",
        real: 10_000,
        rows: "rows 0-9999 of the test set",
        ddof: 1,
      }),
      "10,000 samples of G, average of G, 10,000 real, rows 0-9999 of the test set, ddof 1",
    );
    assert.equal(describeProvenance(PROVENANCE, ["featuresHash", "splits"]), "hash aa, no splits");
  });
});

describe("a figure", () => {
  it("of features is named with them, so that nobody takes it for Inception's", () => {
    assert.equal(figureTitle("fid", PROVENANCE), "FID (mnist-classifier-v1 features)");
    assert.equal(figureTitle("precision", { features: "values" }), "precision (plain values)");
    assert.equal(figureTitle("parzen", PROVENANCE), "Parzen log-likelihood");
    assert.equal(figureTitle("ofAnotherVersion"), "ofAnotherVersion");
  });

  it("knows which figure is the best", () => {
    const of = (...values: number[]) => values.map((value) => ({ value }));
    assert.equal(bestOf("fid", of(3, 1, 2))?.value, 1);
    assert.equal(bestOf("parzen", of(-3, 225, NaN, 200))?.value, 225);
    assert.equal(bestOf("meanDReal", of(0.9, 0.45, 0.2))?.value, 0.45);
    assert.equal(bestOf("parzen", of(NaN)), undefined);
    assert.equal(bestOf("ofAnotherVersion", of(1)), undefined);
  });

  it("is written with what follows its ±", () => {
    assert.equal(formatFigure({ value: 225.123, plusMinus: 2.04 }), "225.12 ± 2");
    assert.equal(
      formatFigure({ value: null }),
      "NaN",
      "as JSON has it of a value that could not be worked out",
    );
  });
});

describe("compareRuns", () => {
  const config = {
    data: { source: "mnist" },
    optimizer: { generator: { type: "adam", learningRate: 0.001 } },
    layers: [{ type: "dense", units: 2 }],
  };
  const run = (label: string, evaluations: Evaluation[], experiment: object = config) => ({
    label,
    experiment,
    evaluations,
  });

  it("sets last and best figures side by side where their provenance agrees", () => {
    const { measures } = compareRuns([
      run("a", [
        evaluation(100, { fid: figure(9) }),
        evaluation(200, { fid: figure(5, { step: 200 }) }),
        evaluation(300, { fid: figure(7, { step: 300 }) }),
      ]),
      run("b", [evaluation(100, { fid: figure(6, { seed: 2 }) })]),
      run("c", []),
    ]);
    assert.equal(measures.length, 1);
    assert.deepEqual(
      first(measures).rows.map(({ figures }) => figures),
      [
        [
          { last: { step: 300, value: 7 }, best: { step: 200, value: 5 } },
          { last: { step: 100, value: 6 }, best: { step: 100, value: 6 } },
          undefined,
        ],
      ],
    );
    assert.deepEqual(first(measures).differing, []);
  });

  it("keeps figures of different provenance apart and says in what they differ", () => {
    const {
      measures: [fid],
    } = compareRuns([
      run("a", [evaluation(100, { fid: figure(9) })]),
      run("b", [
        evaluation(100, { fid: figure(2, { samples: 500, featuresHash: "bb" }) }),
        evaluation(200, { fid: figure(8, { step: 200 }) }),
      ]),
    ]);
    assert.deepEqual(present(fid).differing, ["samples", "featuresHash"]);
    assert.deepEqual(
      present(fid).rows.map(({ figures }) => figures.map((of) => of?.last.value)),
      [
        [9, 8],
        [undefined, 2],
      ],
      "never in one row",
    );
  });

  it("passes over values that could not be worked out", () => {
    const broken = JSON.parse(
      JSON.stringify(evaluation(100, { fid: figure(NaN), kid: figure(1) })),
    ) as Evaluation;
    assert.deepEqual(
      compareRuns([run("a", [broken]), run("b", [broken])]).measures.map(({ name, rows }) => [
        name,
        rows.length,
      ]),
      [
        ["fid", 0],
        ["kid", 1],
      ],
    );
  });

  it("names the keys of the config that differ, and an object of another type as a whole", () => {
    const changed = (change: object) =>
      compareRuns([run("a", []), run("b", [], { ...config, ...change })]).changed;
    assert.deepEqual(changed({}), []);
    assert.deepEqual(changed({ optimizer: { generator: { type: "adam", learningRate: 0.1 } } }), [
      { key: "optimizer.generator.learningRate", values: [0.001, 0.1] },
    ]);
    assert.deepEqual(changed({ optimizer: { generator: { type: "sgd", learningRate: 0.1 } } }), [
      {
        key: "optimizer.generator",
        values: [config.optimizer.generator, { type: "sgd", learningRate: 0.1 }],
      },
    ]);
    assert.deepEqual(changed({ layers: [{ type: "dense", units: 3 }] }), [
      { key: "layers.0.units", values: [2, 3] },
    ]);
    assert.deepEqual(
      changed({ layers: [] }).map(({ key }) => key),
      ["layers"],
    );
    assert.deepEqual(changed({ evaluation: { every: 5 } }), [
      { key: "evaluation", values: [undefined, { every: 5 }] },
    ]);
  });
});
