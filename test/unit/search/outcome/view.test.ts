import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../../src/experiment/parse";
import { PRESETS } from "../../../../src/experiment/presets";
import { createRun, readRecord, writeRecord } from "../../../../src/run";
import { type GridPlan, readHistory, readStudyView, StudyViewer } from "../../../../src/search";
import { tryClaim } from "../../../../src/search/store/claims";
import { Heart } from "../../../../src/search/store/heartbeat";
import { type Happening, JournalWriter } from "../../../../src/search/store/journal";
import type { RunRecord } from "../../../../src/shared/run/run";
import { at, present } from "../../../support/values";

const { experiment } = parseExperiment(PRESETS[0]?.text ?? "");
assert.ok(experiment);
const STEPS = experiment.training.steps;

const IDS = ["a", "b"].flatMap((rate) => [1, 2].map((seed) => `${rate}-${seed}`));
const PLAN: GridPlan = {
  format: 1,
  name: "rates",
  base: "ring.gan.json",
  set: {},
  factors: [
    { name: "rate", labels: ["a", "b"] },
    { name: "training.seed", labels: ["1", "2"] },
  ],
  runs: IDS.map((id) => {
    const [rate = "", seed = ""] = id.split("-");
    const training = { ...experiment.training, seed: Number(seed) };
    return { id, labels: { rate, "training.seed": seed }, experiment: { ...experiment, training } };
  }),
};
const OBJECTIVE = { measure: "wasserstein1", direction: "least", take: "last", over: "mean" };
const SEARCH = { method: "grid", objective: OBJECTIVE, seed: 0, first: [], warmStart: [] };

describe("the view of a study", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gan-view-"));
    mkdirSync(join(dir, "runs"));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const writePlan = (change: object = {}) =>
    writeFileSync(join(dir, "study.json"), JSON.stringify({ ...PLAN, ...change }));
  const runDir = (id: string) => join(dir, "runs", id);
  const newRun = async (id: string, change: Partial<RunRecord>) => {
    const { experiment: own } = present(PLAN.runs.find((run) => run.id === id));
    await createRun({ runsDir: dir, dir: runDir(id), name: id, experiment: own });
    writeRecord(runDir(id), { ...readRecord(runDir(id)), ...change });
  };
  const journal = (id: string, epoch: number, ...happenings: Happening[]) => {
    const writer = new JournalWriter(join(dir, "journal", "one.jsonl"));
    for (const happening of happenings)
      writer.append({ t: 90, run: id, trial: IDS.indexOf(id) >> 1, epoch, ...happening });
  };
  const states = async () => {
    const { trials } = await readStudyView(dir);
    return trials.map(({ state, runs }) => [state, ...runs.map((run) => run.state)]);
  };

  it("is made of a study of an earlier version, which nobody has journals of", async () => {
    writePlan();
    await newRun("a-1", { state: "finished", step: STEPS, trainingSeconds: 3 });
    await newRun("a-2", { state: "stopped", step: 50, trainingSeconds: 1 });
    const view = await readStudyView(dir);
    assert.deepEqual(await states(), [
      ["interrupted", "finished", "interrupted"],
      ["waiting", "waiting", "waiting"],
    ]);
    assert.deepEqual(view.spent, { trials: 1, seconds: 4, steps: STEPS + 50 });
    assert.deepEqual([view.method, view.objectives, view.workers, view.best], ["grid", [], [], []]);
    assert.deepEqual(view.parameters, [
      { name: "rate", paths: ["rate"], domain: { kind: "choice", labels: ["a", "b"] } },
    ]);
    assert.deepEqual(
      at(view.trials, 0).runs.map(({ id, seed, steps }) => [id, seed, steps]),
      [
        ["a-1", 1, STEPS],
        ["a-2", 2, STEPS],
      ],
    );
  });

  it("takes figures from the journals, and who trains now from heartbeats", async () => {
    writePlan({ search: SEARCH });
    new Heart(dir, "one").beat(90);
    for (const id of ["a-1", "a-2", "b-1"]) tryClaim(dir, { run: id, epoch: 0, worker: "one" });
    const report = (step: number, value: number | null): Happening => ({
      type: "report",
      step,
      values: [value],
    });
    for (const [id, value] of [
      ["a-1", 2],
      ["a-2", 4],
    ] as const) {
      await newRun(id, { state: "finished", step: STEPS });
      journal(id, 0, report(10, null), report(20, value), {
        type: "ended",
        step: STEPS,
        state: "finished",
      });
    }
    await newRun("b-1", { state: "running", step: 30, pid: process.pid });
    journal("b-1", 0, { type: "started", step: 0 }, report(20, 1));
    const viewer = new StudyViewer(dir);
    const view = await viewer.read();
    assert.deepEqual(await states(), [
      ["finished", "finished", "finished"],
      ["running", "running", "waiting"],
    ]);
    const [a, b] = view.trials;
    assert.deepEqual(a?.objectives, [{ value: 3, stddev: Math.SQRT2, n: 2 }]);
    assert.deepEqual(a.runs[0]?.history, [[20, 2]]);
    assert.deepEqual([b?.objectives, b?.runs[0]?.values], [[{ value: 1, n: 1 }], [1]]);
    assert.deepEqual([view.best, view.spent.seconds], [[0], 90]);
    assert.deepEqual(
      view.workers.map(({ id, trial }) => [id, trial]),
      [["one", 1]],
    );
    const history = await readHistory(dir);
    assert.deepEqual(
      history.map(({ number, point, state, losses }) => ({ number, point, state, losses })),
      [
        { number: 0, point: { rate: 0 }, state: "complete", losses: [3] },
        { number: 1, point: { rate: 1 }, state: "running", losses: undefined },
      ],
    );

    journal("b-1", 0, { type: "pruned", step: 20 });
    writeRecord(runDir("b-1"), { ...readRecord(runDir("b-1")), state: "stopped" });
    const later = await viewer.read();
    assert.deepEqual(
      [later.trials[1]?.state, later.trials[1]?.prunedAt, later.trials[1]?.runs[1]?.state],
      ["pruned", 20, "pruned"],
    );
    new Heart(dir, "one").beat(95, true);
    assert.deepEqual((await viewer.read()).workers, []);
  });
});
