import assert from "node:assert/strict";
import { type Advice, type Advisor } from "../../../src/advisor/advisor";
import { adviceAfterwards } from "../../../src/advisor/afterwards";
import { replay, type RunCourse } from "../../../src/advisor/replay";
import { standingVerdicts } from "../../../src/shared/advisor/standing";
import { lastGoodCheckpoint } from "../../../src/shared/advisor/last-good";
import { describeEvidence, describeVerdict } from "../../../src/shared/advisor/verdict-text";
import { sliceColumns } from "../../../src/shared/run/coarse";
import type { RunEvent } from "../../../src/shared/run/run";
import {
  adviceOn,
  columnsOf,
  kindsIn,
  pictureSteps,
  recordedRun,
} from "../../support/advised-runs";
import { found } from "../../support/values";

const recorded = recordedRun("circling");
const { steps } = recorded.experiment.training;

async function* inPieces(length: number) {
  for (let from = 0; from < steps; from += length)
    yield sliceColumns(recorded.columns, from, from + length);
}

const course = (changes: Partial<RunCourse> = {}): RunCourse => ({
  experiment: recorded.experiment,
  record: { state: "finished", step: steps },
  rows: inPieces(100),
  events: [],
  evaluations: [],
  sampleSteps: pictureSteps(recorded),
  readPicture: (step) => Promise.resolve({ ...recorded.picture, step }),
  ...changes,
});

async function adviceIn(of: RunCourse): Promise<{ said: Advice[]; advisor: Advisor }> {
  const said: Advice[] = [];
  const advice = replay(of);
  for (;;) {
    const { done, value } = await advice.next();
    if (done) return { said, advisor: value };
    said.push(value);
  }
}

describe("What is said of a run that is over, of which nothing was said", () => {
  const time = "2026-01-01T00:00:00Z";
  const toldOf = (changes: Partial<RunCourse> = {}) => adviceAfterwards(course(changes), time);

  it("is what the advisor says of its files, as events", async () => {
    const told = await toldOf();
    assert.deepEqual(
      told,
      adviceOn(recorded).map((one) => ({ ...one, time })),
    );
    assert.ok(standingVerdicts(told).length > 0);
  });

  it("is nothing where it was told, may go on, or is long", async () => {
    const events = (await toldOf()).slice(0, 1);
    assert.deepEqual(await toldOf({ events }), []);
    for (const state of ["running", "stopped"] as const)
      assert.deepEqual(await toldOf({ record: { state, step: steps } }), []);
    assert.deepEqual(await toldOf({ record: { state: "finished", step: 1e6 } }), []);
  });

  it("leaves out what a person ignores", async () => {
    const ignored: RunEvent = { type: "verdictIgnored", kind: "oscillates", step: steps, time };
    const events = [ignored, ...(await toldOf({ events: [ignored] }))];
    assert.deepEqual(
      standingVerdicts(events).map(({ verdict }) => verdict.kind),
      ["modesMissing"],
    );
  });
});

describe("What the advisor says of a run's files", () => {
  it("is what it said while the run trained, in whatever pieces they are read", async () => {
    const live = adviceOn(recorded);
    for (const length of [1, 7, 960])
      assert.deepEqual((await adviceIn(course({ rows: inPieces(length) }))).said, live);
  });

  it("takes a picture that is gone for none", async () => {
    const { said } = await adviceIn(course({ readPicture: () => Promise.resolve(undefined) }));
    assert.deepEqual(said, []);
  });

  it("goes by what the run trains after a change, and by its windows alone", async () => {
    const path = "optimizer.discriminator.learningRate";
    const change: RunEvent = {
      type: "changed",
      step: 201,
      time: "2026-01-01T00:00:00Z",
      set: [{ path, from: 0.0001, to: 0.002 }],
    };
    const { said, advisor } = await adviceIn(course({ events: [change] }));
    // The 30 windows that it takes begin anew.
    const { verdict, step } = found(
      said,
      (one) => one.type === "diagnosed" && one.verdict.kind === "oscillates",
    ) as Extract<Advice, { type: "diagnosed" }>;
    assert.ok(step >= 500 && verdict.since >= 201, `${step}`);
    // D is the faster one by now.
    assert.equal(verdict.remedy?.name, "addR1");
    assert.ok(advisor.verdicts.length > 0);
  });

  it("takes no window in which one network was trained alone: the other's gradient is 0", async () => {
    const rows = 400;
    const filled = (value: number, alone: number) =>
      Array.from({ length: rows }, (_, i) => (i < 200 ? value : alone));
    // D is trained alone, and has become certain of G's samples, who is told nothing.
    const columns = columnsOf({
      lossD: Array.from({ length: rows }, (_, i) => (i < 200 ? 1.3 - 0.004 * i : 0.05)),
      lossG: filled(0.7, 3.5),
      dReal: filled(0.5, 0.96),
      dFake: filled(0.48, 0.03),
      gradNormD: filled(1, 0.1),
      gradNormG: filled(1, 0),
    });
    const alone = Array.from({ length: 200 }, (_, i): RunEvent => ({
      type: "stepped",
      step: 201 + i,
      time: "2026-01-01T00:00:00Z",
      only: "discriminator",
    }));
    async function* whole() {
      yield columns;
    }
    const of = (events: RunEvent[]) => adviceIn(course({ rows: whole(), events, sampleSteps: [] }));
    assert.deepEqual(kindsIn((await of([])).said), ["gradientVanishes"]);
    assert.deepEqual((await of(alone)).said, []);
    // Taken back to before them, the run has done none of them any more.
    const rewound: RunEvent = {
      type: "rewound",
      step: 200,
      time: "2026-01-01T00:00:00Z",
      from: 400,
      kept: "a",
    };
    assert.deepEqual(kindsIn((await of([...alone, rewound])).said), ["gradientVanishes"]);
  });

  it("leaves out what a person has ignored, from there on", async () => {
    const ignored: RunEvent = {
      type: "verdictIgnored",
      step: 200,
      time: "2026-01-01T00:00:00Z",
      kind: "oscillates",
    };
    const { said } = await adviceIn(course({ events: [ignored] }));
    assert.deepEqual(kindsIn(said), ["modesMissing"]);
  });

  it("ends with why the run broke down", async () => {
    const error = { code: "not-finite", message: "", hint: "" };
    const record = { state: "failed", step: 700, error } as const;
    const { said } = await adviceIn(course({ record }));
    assert.deepEqual(kindsIn(said), ["modesMissing", "oscillates", "diverged"]);
  });
});

describe("A verdict in words", () => {
  it("says what, how sure, since when, and what tells", () => {
    assert.equal(
      describeVerdict({ kind: "oscillates", certainty: "sure", since: 1201 }),
      "The players circle (sure, since step 1,201)",
    );
    assert.equal(
      describeEvidence({
        signal: "wrongShare",
        value: 0.4567,
        limit: 0.25,
        is: "above",
        from: 1,
        to: 300,
      }),
      "the share of windows in which D takes samples for more real than data: 45.7 % " +
        "(above 25 %), steps 1 to 300",
    );
  });

  it("has its remedy tried from the last checkpoint before it", () => {
    assert.equal(lastGoodCheckpoint([900, 600, 300, 0], 601), 600);
    assert.equal(lastGoodCheckpoint([900, 600], 600), undefined);
  });
});
