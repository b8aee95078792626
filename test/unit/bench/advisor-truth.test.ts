import assert from "node:assert/strict";
import {
  courseOf,
  illnessesIn,
  type MeasuredPoint,
  stateAt,
  wasTrue,
} from "../../../bench/advisor/course";
import { illnessAt, isWellAt } from "../../../bench/advisor/points";
import { type Said, scoreOf } from "../../../bench/advisor/score";

const STEPS = 1000;

/** What is measured each 50 steps, where so much of the data lacks. */
const measured = (lacks: readonly number[]): MeasuredPoint[] =>
  lacks.map((lack, i) => ({
    step: 50 * (i + 1),
    distance: lack,
    isWell: lack < 1 / 6,
    illness: lack > 1 / 3 ? "partial" : undefined,
  }));
const repeated = (lack: number, count: number) => Array.from({ length: count }, () => lack);
const of = (...lacks: number[]) => courseOf(measured(lacks), STEPS);

/** Ill until step 600, and well afterwards. */
const RECOVERED = of(...repeated(0.5, 12), ...repeated(0.1, 8));

describe("What was true of a run at its steps, in the advisor's benchmark", () => {
  it("is learning where it was never well and becomes better, and ill where it does not", () => {
    const falling = of(0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1);
    assert.deepEqual(
      falling.map(({ state }) => state),
      ["ill", "ill", "ill", "learning", "learning", "learning", "between", "between", "well"],
    );
    // Once well it does not learn any more.
    const falls = of(0.9, 0.1, 0.9, 0.9, 0.9, 0.5);
    assert.equal(falls.at(-1)?.state, "ill");
  });

  it("was ill for a considerable part where that is a quarter of the steps after its start", () => {
    assert.deepEqual(illnessesIn(RECOVERED, STEPS), ["partial"]);
    assert.deepEqual(illnessesIn(of(...repeated(0.5, 8), ...repeated(0.1, 12)), STEPS), [
      "partial",
    ]);
    assert.deepEqual(illnessesIn(of(...repeated(0.5, 7), ...repeated(0.1, 13)), STEPS), []);
  });

  it("bears out a verdict that was given while it was ill and taken back in time", () => {
    const isTrue = (given: number, over: number) => wasTrue(RECOVERED, { given, over }, STEPS);
    assert.equal(isTrue(400, 700), true);
    assert.equal(isTrue(400, 750), true);
    assert.equal(isTrue(400, 800), false);
    assert.equal(isTrue(700, 750), false);
    assert.equal(stateAt(RECOVERED, 620), "ill");
    assert.equal(stateAt(RECOVERED, 640), "well");
  });
});

describe("The score of well runs that were told something", () => {
  it("tells those apart that were ill then, and counts both", () => {
    const run = (...advice: Said[]) => ({
      id: "one",
      steps: STEPS,
      truth: { label: "healthy", also: [], figures: {}, badness: 0, course: RECOVERED } as const,
      advice,
      trainingSeconds: 1,
      cost: 0,
    });
    const told = (step: number): Said => ({
      type: "diagnosed",
      step,
      verdict: { kind: "collapsed", since: step, certainty: "sure" },
    });
    const over = (step: number): Said => ({ type: "recovered", step, kind: "collapsed" });
    const { healthy, disturbed, whileIll } = scoreOf([
      run(),
      run(told(400), over(650)),
      run(told(400)),
      run(told(800), over(900)),
    ]);
    assert.deepEqual({ healthy, disturbed, whileIll }, { healthy: 4, disturbed: 3, whileIll: 1 });
  });
});

describe("What became of points without modes", () => {
  const shown = (distance: number, lack: number) => {
    const figures = { distance, lack };
    return illnessAt(figures) ?? (isWellAt(figures) ? "well" : "between");
  };

  it("goes by how far samples are from the data, and by what of it has none near", () => {
    assert.equal(shown(0.1, 0.1), "well");
    // Blurred, but everywhere.
    assert.equal(shown(0.1, 0.5), "well");
    assert.equal(shown(0.2, 0.1), "well");
    assert.equal(shown(0.2, 0.3), "between");
    assert.equal(shown(0.2, 0.5), "partial");
    assert.equal(shown(0.6, 0.1), "partial");
    assert.equal(shown(0.6, 0.9), "collapsed");
  });
});
