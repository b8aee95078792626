import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { replayOf } from "../../../src/experiment/replay";
import { readEvents, readExperiment } from "../../../src/run";
import { readStudyView } from "../../../src/search";
import type { StoredGeneration } from "../../../src/search/store/generation-store";
import { runGan } from "../../support/command-line";
import { assertSameRun } from "../../support/kill-compare";
import { StudyProcess } from "../../support/studies";
import { assertSame, finished, template } from "../../support/trainer";
import { at, found, present } from "../../support/values";

const EVERY = 6;
const STEPS = 18;
const STUDY = {
  base: "g.gan.json",
  set: {
    "training.steps": STEPS,
    "training.batchSize": 16,
    "evaluation.every": EVERY,
    "evaluation.metrics": ["wasserstein"],
    "evaluation.samples": 100,
    "checkpoint.every": 2,
    "samples.every": 0,
  },
  vary: {
    rate: {
      paths: ["optimizer.generator.learningRate", "optimizer.discriminator.learningRate"],
      from: 1e-4,
      to: 1e-1,
      scale: "log",
    },
    "training.discriminatorSteps": { from: 1, to: 3, integer: true },
  },
  search: {
    method: "population",
    objective: { measure: "w1" },
    population: { members: 3, every: EVERY, quantile: 0.34 },
  },
};

describe("a population", () => {
  let folder: string;
  let stdout: string;
  const inStudy = (study: string, ...path: string[]) => join(folder, study, ...path);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gan-populations-"));
    writeFileSync(join(folder, "g.gan.json"), JSON.stringify(template("gaussian-1d")));
    writeFileSync(join(folder, "p.study.json"), JSON.stringify(STUDY));
    const outcome = await runGan(["search", "p.study.json", "--study-dir", "whole"], folder);
    assert.equal(outcome.code, 0, outcome.stderr);
    ({ stdout } = outcome);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const generationsOf = (study: string) =>
    readdirSync(inStudy(study, "generations"))
      .sort()
      .map((name) => {
        const text = readFileSync(inStudy(study, "generations", name), "utf8");
        const { generation, members } = JSON.parse(text) as StoredGeneration;
        return { generation, members };
      });
  const runsOf = (study: string) => readdirSync(inStudy(study, "runs")).sort();

  it("trains generation by generation, and its worst member goes on from the best", async () => {
    const { trials, members = [], best, spent } = await readStudyView(inStudy("whole"));
    assert.deepEqual(
      trials.map(({ state, runs }) => [state, at(runs, 0).step]),
      [0, 1, 2].map(() => ["finished", STEPS]),
    );
    assert.equal(spent.steps, 3 * STEPS);
    const generations = generationsOf("whole");
    assert.equal(generations.length, 2);
    for (const { generation, members: stored } of generations) {
      const losses = stored.map(({ loss }) => loss ?? Infinity);
      const worst = losses.indexOf(Math.max(...losses));
      const taken = stored.flatMap(({ from }, member) =>
        from === undefined ? [] : [[member, from]],
      );
      assert.deepEqual(taken, [[worst, losses.indexOf(Math.min(...losses))]]);
      const views = members.map((member) => at(member.generations, generation - 1).value);
      assert.deepEqual(views, losses, "the page shows what was decided by");
      assert.equal(at(at(members, worst).generations, generation).from, at(at(taken, 0), 1));
    }
    assert.equal(runsOf("whole").length, 5, "each that took over has a run of its own");
    assert.equal(best.length, 1);
    assert.match(
      stdout,
      /generation 1 of 3: member \d is best.*; member \d goes on from member \d/,
    );
    assert.match(stdout, /p: 3 trials: 3 finished\.[^]*schedule +whole\/schedule\.gan\.json/);
    const report = readFileSync(inStudy("whole", "summary.md"), "utf8");
    assert.match(report, /## Generations[^]*\d from \d[^]*## The schedule that was found/);
  });

  it("comes to the same with two workers, of which one is killed", async () => {
    const prepared = await runGan(
      [
        "search",
        "p.study.json",
        "--study-dir",
        "killed",
        "--on",
        "ssh",
        "nowhere",
        "--submit-only",
      ],
      folder,
    );
    assert.equal(prepared.code, 0, prepared.stderr);
    const workers = [0, 1].map(() => new StudyProcess(["work", "killed"], folder));
    try {
      const isInSecond = ({ type, run = "" }: { type: string; run?: string }) =>
        type === "runStarted" && run.endsWith("-gen2");
      const killed = await Promise.any(
        workers.map((one) => one.until(isInSecond, "it had a second generation").then(() => one)),
      );
      killed.signal("SIGKILL");
      await killed.done;
      assert.equal(await found(workers, (one) => one !== killed).done, 0);
    } finally {
      for (const one of workers) one.signal("SIGKILL");
      await Promise.all(workers.map(({ done }) => done));
    }
    assert.deepEqual(generationsOf("killed"), generationsOf("whole"));
    assert.deepEqual(runsOf("killed"), runsOf("whole"));
    for (const run of runsOf("whole"))
      await assertSameRun(inStudy("whole", "runs", run), inStudy("killed", "runs", run));
  });

  it("has found a schedule that trains the same in one run, bit for bit", async () => {
    // The member that took over last has a change of its own in any case.
    const last = found(runsOf("whole"), (run) => run.endsWith("-gen3"));
    const dir = inStudy("whole", "runs", last);
    const config = replayOf(await readExperiment(dir), await readEvents(dir));
    assert.ok((config.training.changes ?? []).some(({ at: step }) => step === 2 * EVERY));
    const { experiment, problems } = parseExperiment(JSON.stringify(config));
    assert.deepEqual(problems, []);
    await assertSame(dir, await finished(present(experiment)));
    const written = readFileSync(inStudy("whole", "schedule.gan.json"), "utf8");
    assert.deepEqual(parseExperiment(written).problems, []);
  });
});
