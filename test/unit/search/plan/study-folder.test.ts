import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../../src/experiment/parse";
import { PRESETS } from "../../../../src/experiment/presets";
import { openStudy, parseStudy, type Plan, readPlan, studyFiles } from "../../../../src/search";
import { runsOfTrial } from "../../../../src/search/plan/plan";
import { planStudy } from "../../../../src/search/plan/plan-study";
import { trialsInGrid } from "../../../../src/search/plan/trials";
import { GanError } from "../../../../src/shared/errors";
import { EXPERIMENT, save, trainedRun } from "../../../support/branched";
import { first, present } from "../../../support/values";

const [preset] = PRESETS;
const experiment = parseExperiment(preset?.text ?? "").experiment;
assert.ok(experiment);

const PLAN: Plan = {
  format: 1,
  name: "rates",
  base: "ring.gan.json",
  set: {},
  factors: [{ name: "seed", labels: ["1"] }],
  runs: [{ id: "seed-1", labels: { seed: "1" }, experiment }],
};

describe("the folder of a study", () => {
  let folder: string;
  let dir: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-study-"));
    dir = join(folder, "study");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => openStudy(PLAN, { studiesDir: folder, dir });
  const isRefused = async (said: RegExp) => {
    const before = readdirSync(dir, { recursive: true }).sort();
    await assert.rejects(open(), (error: unknown) => {
      assert.ok(error instanceof GanError && error.code === "bad-usage");
      assert.match(error.message, said);
      return true;
    });
    assert.deepEqual(readdirSync(dir, { recursive: true }).sort(), before, "nothing is written");
  };

  it("is made where there is none, and in one that is empty", async () => {
    assert.equal(await open(), dir);
    assert.deepEqual(readdirSync(dir).sort(), ["runs", "study.json"]);
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
    assert.equal(await open(), dir);
  });

  it("is not one that holds other files", async () => {
    mkdirSync(dir);
    for (const name of ["a.tex", "b.tex", "c.tex", "d.tex"]) writeFileSync(join(dir, name), "");
    await isRefused(/holds other files: a\.tex, b\.tex, c\.tex and 1 more/);
  });

  it("is not one with somebody's runs in it, nor that of a run", async () => {
    mkdirSync(join(dir, "runs", "events"), { recursive: true });
    await isRefused(/holds other files: runs/);
    rmSync(join(dir, "runs"), { recursive: true });
    writeFileSync(join(dir, "run.json"), "{}");
    await isRefused(/holds other files: run\.json/);
  });

  it("is not one where the study's record would overwrite another file", async () => {
    mkdirSync(dir);
    const { plan } = studyFiles(dir);
    writeFileSync(plan, '{ "base": "ring.gan.json", "vary": {} }');
    await isRefused(/no readable study in this folder/);
    assert.match(readFileSync(plan, "utf8"), /"vary"/);
  });

  it("is taken up again, also where its making was cut short", async () => {
    await open();
    writeFileSync(join(dir, "notes.md"), "mine");
    assert.equal(await open(), dir);
    rmSync(join(dir, "notes.md"));
    rmSync(studyFiles(dir).plan);
    writeFileSync(`${studyFiles(dir).plan}.123456789.tmp`, "{");
    assert.equal(await open(), dir, "an empty folder of runs and half a record");
  });

  it("keeps the step of weights that was settled when it was made", async () => {
    const run = await trainedRun(folder);
    const planned = (text: string): Plan => {
      const base = { file: join(folder, "ring.gan.json"), text: present(preset).text };
      const { study } = parseStudy(text);
      const { plan, problems } = planStudy(present(study), "x", { file: "study", text }, base);
      assert.deepEqual(problems, []);
      return present(plan);
    };
    const set = { "weightsFrom.run": run };
    const grid = JSON.stringify({ base: "ring.gan.json", set, vary: { "training.seed": [1, 2] } });
    const rate = { "optimizer.generator.learningRate.initial": { from: 0.001, to: 0.01 } };
    const objective = { measure: "w1" };
    const search = { method: "random", trials: 2, objective };
    const sought = JSON.stringify({ base: "ring.gan.json", set, vary: rate, search });
    const [gridPlan, searchPlan] = [planned(grid), planned(sought)];
    await openStudy(gridPlan, { studiesDir: folder, dir });
    await save(run, 40, EXPERIMENT);
    await openStudy(planned(grid), { studiesDir: folder, dir });
    const kept = readPlan(dir);
    assert.ok(kept.format === 1);
    const settled = { run, step: 30 };
    const [trial] = trialsInGrid(kept);
    assert.deepEqual(first(present(trial).runs).experiment().weightsFrom, settled);
    const [searched] = runsOfTrial(searchPlan, {
      number: 0,
      point: { "optimizer.generator.learningRate.initial": 0.005 },
    });
    assert.deepEqual(searched?.experiment.weightsFrom, settled);
    const later = first(runsOfTrial(planned(grid), { number: 0, point: {} }));
    assert.deepEqual(later.experiment.weightsFrom, { run, step: 40 }, "of a study made later");
  });
});
