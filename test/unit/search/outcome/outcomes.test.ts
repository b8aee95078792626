import assert from "node:assert/strict";
import {
  bestTrials,
  figureOfRun,
  type Objective,
  pastTrial,
  type RunOutcome,
} from "../../../../src/search/outcome/outcomes";

const LEAST: Objective = { measure: "frechet", direction: "least", take: "last", over: "mean" };
const GREATEST: Objective = { ...LEAST, measure: "highQuality", direction: "greatest" };
const BEST: Objective = { ...LEAST, take: "best" };
const MEDIAN: Objective = { ...LEAST, over: "median" };

const run = (
  reports: [step: number, ...figures: (number | null)[]][],
  state: RunOutcome["state"] = "finished",
): RunOutcome => ({
  state,
  reports: new Map(reports.map(([step, ...figures]) => [step, figures])),
});
const trial = (objectives: Objective[], ...runs: RunOutcome[]) =>
  pastTrial({ number: 3, point: { rate: 0.1 }, isPruned: false }, runs, objectives);

describe("what a trial is worth", () => {
  const one = run([
    [100, 5],
    [200, 1],
    [300, 2],
  ]);

  it("is the last evaluation of its run or the best one, as a loss", () => {
    assert.deepEqual(trial([LEAST], one).losses, [2]);
    assert.deepEqual(trial([BEST], one).losses, [1]);
    assert.deepEqual(trial([GREATEST], one).losses, [-2]);
    assert.deepEqual(trial([{ ...GREATEST, take: "best" }], one).losses, [-5]);
    assert.equal(figureOfRun([GREATEST], 0, one), 2);
  });

  it("is the mean or the median over its seeds, at each step over those that came so far", () => {
    const runs = [
      one,
      run([
        [100, 1],
        [200, 3],
        [300, 5],
      ]),
      run([
        [100, 0],
        [200, 2],
        [300, 11],
      ]),
    ];
    assert.deepEqual(trial([LEAST], ...runs).losses, [6]);
    assert.deepEqual(trial([MEDIAN], ...runs).losses, [5]);
    const going = trial([LEAST], one, run([[100, 1]], "running"), run([], "waiting"));
    assert.equal(going.state, "running");
    assert.equal(going.losses, undefined);
    assert.deepEqual(going.reports, [
      { step: 100, loss: 3 },
      { step: 200, loss: 1 },
      { step: 300, loss: 2 },
    ]);
  });

  it("is the worst where a run diverged or could not be evaluated", () => {
    assert.deepEqual(trial([LEAST], run([[100, 1]], "diverged")).losses, [Infinity]);
    assert.deepEqual(trial([LEAST], one, run([[100, 1]], "diverged")).losses, [Infinity]);
    assert.deepEqual(trial([GREATEST], run([[100, null]])).losses, [Infinity]);
    assert.deepEqual(trial([LEAST], run([])).losses, [Infinity]);
    assert.deepEqual(
      trial(
        [LEAST],
        run([
          [100, null],
          [200, 1],
        ]),
      ).reports,
      [
        { step: 100, loss: NaN },
        { step: 200, loss: 1 },
      ],
    );
    assert.deepEqual(
      trial(
        [BEST],
        run([
          [100, null],
          [200, 1],
        ]),
      ).losses,
      [1],
    );
    assert.equal(figureOfRun([LEAST], 0, run([[100, 1]], "diverged")), null);
    assert.equal(trial([LEAST], one, run([], "failed")).state, "failed");
  });

  it("is that of a complete trial, although it was given up when it was over", () => {
    const pruned = { number: 3, point: {}, isPruned: true };
    assert.equal(pastTrial(pruned, [one], [LEAST]).state, "complete");
    assert.equal(pastTrial(pruned, [run([[100, 1]], "running")], [LEAST]).state, "pruned");
  });
});

describe("the best trials", () => {
  const complete = (number: number, ...losses: number[]) => ({
    number,
    point: {},
    state: "complete" as const,
    losses,
    reports: [],
  });

  it("are the one with the least loss, or of two objectives those that none beats in both", () => {
    assert.deepEqual(bestTrials([complete(0, 2), complete(1, 1), complete(2, 1)]), [1]);
    assert.deepEqual(
      bestTrials([complete(0, 1, 5), complete(1, 2, 2), complete(2, 3, 3), complete(3, 5, 1)]),
      [0, 1, 3],
    );
    assert.deepEqual(bestTrials([complete(0, Infinity), { ...complete(1), state: "running" }]), []);
  });
});
