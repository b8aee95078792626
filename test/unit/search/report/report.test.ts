import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatSpread,
  markdownTable,
  reportOf,
  stateOf,
  tableOf,
} from "../../../../src/search/report/markdown";
import { studySvg } from "../../../../src/search/report/picture";
import type { GridPlan } from "../../../../src/search/plan/plan";
import type { RunResult } from "../../../../src/search/report/results";
import { meanCurve, meanOfCurves, spreadOf } from "../../../../src/search/report/series";
import { summarise } from "../../../../src/search/report/summary";
import { at, entry, first, present } from "../../../support/values";

const PLAN: GridPlan = {
  format: 1,
  name: "study",
  base: "ring.gan.json",
  set: { "training.steps": 100 },
  runs: [],
  factors: [
    { name: "optimizer", labels: ["Adam", "SGD | wild"] },
    { name: "training.seed", labels: ["1", "2", "3"] },
  ],
};

function result(
  optimizer: string,
  seed: number,
  change: Partial<RunResult> = {},
  modes = 8,
): RunResult {
  return {
    id: `${optimizer}_seed-${seed}`,
    labels: { optimizer, "training.seed": String(seed) },
    status: "finished",
    step: 100,
    steps: 100,
    trainingSeconds: 2,
    engine: "cpu 4.22.0",
    evaluations: [50, 100].map((step) => ({
      step,
      time: "",
      results: {
        modesCovered: { value: step === 50 ? 3 : modes, settings: { samples: 2500, of: 8, seed } },
      },
    })),
    curves: {
      lossD: [
        [1, 1.4],
        [100, 1.3],
      ],
      lossG: [
        [1, 0.7],
        [100, 0.8],
      ],
      dReal: [
        [1, 0.5],
        [100, 0.6],
      ],
      dFake: [
        [1, 0.5],
        [100, 0.4],
      ],
    },
    ...change,
  };
}

const RESULTS = [
  result("Adam", 1),
  result("Adam", 2, {}, 7),
  result("Adam", 3, {}, 6),
  result("SGD | wild", 1, {}, 4),
  result(
    "SGD | wild",
    2,
    {
      status: "diverged",
      step: 60,
      error: { code: "not-finite", message: "training diverged", hint: "" },
    },
    1,
  ),
  result("SGD | wild", 3, { status: "waiting", step: 0, evaluations: [] }),
];

describe("the summary of a study", () => {
  const summary = summarise(PLAN, RESULTS);

  it("takes mean and deviation over the seeds of finished runs, at their end", () => {
    assert.deepEqual(
      summary.rows.map(({ labels }) => labels),
      [{ optimizer: "Adam" }, { optimizer: "SGD | wild" }],
    );
    assert.deepEqual(first(summary.rows).measures, { modesCovered: { mean: 7, stddev: 1, n: 3 } });
    assert.deepEqual(at(summary.rows, 1).measures, { modesCovered: { mean: 4, n: 1 } });
    assert.deepEqual(
      summary.rows.map(({ finished, diverged }) => [finished, diverged]),
      [
        [3, 0],
        [1, 1],
      ],
    );
    assert.equal(first(summary.rows).stepsPerSecond?.mean, 50);
    assert.deepEqual(summary.seeds, ["1", "2", "3"]);
  });

  it("says what a measure depends on, and which rows are not to be compared in it", () => {
    assert.deepEqual(summary.measures, [
      { name: "modesCovered", settings: { samples: 2500, of: 8 }, differing: [] },
    ]);
    const other = result("SGD | wild", 1);
    entry(at(other.evaluations, 1).results, "modesCovered").settings["samples"] = 100;
    const mixed = summarise(PLAN, [result("Adam", 1), other]);
    assert.deepEqual(mixed.measures, [
      { name: "modesCovered", settings: { of: 8 }, differing: ["samples"] },
    ]);
    assert.match(
      reportOf(mixed, "p.svg"),
      /modes covered: \*\*not to be compared between rows that differ in samples\*\*/,
    );
  });

  it("is a table that any Markdown shows, and says how far the study is", () => {
    assert.equal(
      tableOf(summary),
      [
        "| optimizer   | modes covered (of 8) |   runs | diverged | steps/s |",
        "| ----------- | -------------------: | -----: | -------: | ------: |",
        "| Adam        |            7.0 ± 1.0 | 3 of 3 |        - |      50 |",
        "| SGD \\| wild |                    4 | 1 of 3 |        1 |      50 |",
      ].join("\n"),
    );
    assert.equal(
      stateOf(summary),
      "4 of 6 runs have finished, 1 diverged, 1 still to be continued.",
    );
    const report = reportOf(summary, "summary.svg");
    assert.match(
      report,
      new RegExp(
        "Experiment: `ring\\.gan\\.json`, with `training\\.steps` = `100`\\. " +
          "Varied: optimizer \\(Adam, SGD \\| wild\\); seeds 1, 2, 3\\.",
      ),
    );
    assert.match(report, /samples 2500/);
    assert.match(report, /!\[.*\]\(summary\.svg\)/);
    assert.match(report, /- `SGD \| wild_seed-2`, step 60: training diverged/);
  });

  it("reports only the metrics asked for, in order, also where no run has one", () => {
    const asked = summarise({ ...PLAN, measures: ["highQuality", "modesCovered"] }, RESULTS);
    assert.match(tableOf(asked), /\| Adam +\| +- \| +7\.0 ± 1\.0 \|/);
  });

  it("has a picture: a panel a choice and quantity, a line a run, a cross at divergence", () => {
    const svg = studySvg(summary);
    const count = (pattern: RegExp) => (svg.match(pattern) ?? []).length;
    assert.equal(
      count(/<rect width="172"/g),
      2 * 3,
      "two choices, each with modes covered, output of D and loss",
    );
    // Five runs with curves and one that waits with the same curves in this test: 6 runs x 4
    // curves, and 5 with evaluations.
    assert.equal(count(/stroke-width="1" /g), 6 * 4 + 5);
    assert.equal(count(/stroke-width="2\.2"/g), 2, "the mean of the measure in each of its panels");
    assert.equal(count(/stroke="#c00"/g), 3);
    assert.match(svg, />SGD \| wild</);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/);
  });

  it("has a picture also before anything was trained, and of many choices", () => {
    const waiting = summarise(PLAN, [
      result("Adam", 1, {
        status: "waiting",
        evaluations: [],
        curves: { lossD: [], lossG: [], dReal: [], dFake: [] },
      }),
    ]);
    assert.doesNotMatch(studySvg(waiting), /NaN|undefined|Infinity/);
    const many = summarise(
      { ...PLAN, factors: [] },
      Array.from({ length: 8 }, (_, i) => ({ ...result("Adam", 1), labels: { k: String(i) } })),
    );
    const [, width, height] = present(/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(studySvg(many))).map(
      Number,
    );
    assert.ok(
      present(width) < 1200 && present(height) > 900,
      `${width} x ${height}: two rows of choices`,
    );
  });
});

describe("figures of a study", () => {
  it("are rounded to what the deviation lets one know", () => {
    assert.equal(formatSpread({ mean: 7.3333, stddev: 0.57735, n: 3 }), "7.33 ± 0.58");
    assert.equal(formatSpread({ mean: 225.31, stddev: 12.3, n: 3 }), "225 ± 12");
    assert.equal(formatSpread({ mean: 0.98765, stddev: 0.00123, n: 3 }), "0.9877 ± 0.0012");
    assert.equal(formatSpread({ mean: 8, stddev: 0, n: 3 }), "8 ± 0");
    assert.equal(formatSpread({ mean: 0.123456, n: 1 }), "0.1235");
    assert.equal(markdownTable(["a"], [["x|y"]]), "| a    |\n| ---- |\n| x\\|y |");
  });

  it("are the sample's mean and standard deviation", () => {
    assert.deepEqual(spreadOf([2, 4, 4, 4, 5, 5, 7, 9]), {
      mean: 5,
      stddev: Math.sqrt(32 / 7),
      n: 8,
    });
    assert.equal(spreadOf([]), undefined);
  });
});

describe("meanCurve", () => {
  it("takes the means of equal stretches and passes over what is no number", () => {
    const steps = [1, 2, 3, 4, 5, 6, 7, 8];
    const values = [1, 3, NaN, 5, 10, 20, 30, 40];
    assert.deepEqual(meanCurve({ steps, values }, 2, 8), [
      [1.5, 2],
      [6, 21],
    ]);
    assert.deepEqual(meanCurve({ steps: [], values: [] }, 2, 8), []);
  });

  it("keeps the mean of the whole, and its steps ascend", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        (values, points) => {
          const steps = values.map((_, i) => i + 1);
          const curve = meanCurve({ steps, values }, points, values.length);
          assert.ok(
            curve.length <= points &&
              curve.every(([step], i) => i === 0 || step > at(curve, i - 1)[0]),
          );
          if (points === 1)
            assert.ok(Math.abs(first(curve)[1] - present(spreadOf(values)).mean) < 1e-9 * 1e3);
        },
      ),
    );
  });

  it("of several runs is drawn where half of them have a point", () => {
    assert.deepEqual(
      meanOfCurves([
        [
          [10, 1],
          [20, 2],
        ],
        [
          [10, 3],
          [20, 4],
        ],
        [
          [10, 5],
          [30, 1],
        ],
      ]),
      [
        [10, 3],
        [20, 3],
      ],
    );
  });
});
