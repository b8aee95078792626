import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStudyView } from "../../../src/search";
import { runGan } from "../../support/command-line";
import { assertSameRun } from "../../support/kill-compare";
import { REPOSITORY } from "../../support/paths";
import { StudyProcess } from "../../support/studies";
import { at } from "../../support/values";

const BASE = "ring-of-8-gaussians.gan.json";
const STEPS = 600;

const study = (search: object) => ({
  base: BASE,
  set: {
    "training.steps": STEPS,
    "training.batchSize": 32,
    "evaluation.every": 100,
    "checkpoint.every": 100,
    "samples.every": 0,
  },
  vary: {
    rate: {
      paths: ["optimizer.generator.learningRate", "optimizer.discriminator.learningRate"],
      from: 1e-5,
      to: 1e-2,
      scale: "log",
    },
    "training.discriminatorSteps": { from: 1, to: 3, integer: true },
  },
  search: { objective: { measure: "highQuality" }, ...search },
});

describe("a search", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-searches-"));
    copyFileSync(join(REPOSITORY, "examples", BASE), join(folder, BASE));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const search = (settings: object, ...args: string[]) => {
    writeFileSync(join(folder, "t.study.json"), JSON.stringify(study(settings)));
    return runGan(["search", "t.study.json", ...args], folder);
  };
  const inStudy = (dir: string, ...path: string[]) => join(folder, dir, ...path);

  it("tries the same points, and comes to the same, however many workers die on the way", async () => {
    const settings = { method: "sobol", trials: 3, first: [{}] };
    const { code, stderr, stdout } = await search(settings, "--study-dir", "whole", "--jobs", "2");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /t: 3 trials: 3 finished\.[^]*\| \*\*\d\*\* +\|/);
    const controller = new StudyProcess(
      ["search", "t.study.json", "--study-dir", "killed"],
      folder,
    );
    try {
      await controller.until(
        ({ type, run, record }) =>
          type === "runProgress" && run === "00001" && (record?.step ?? 0) > 150,
        "it had trained its second trial for a while",
      );
    } finally {
      controller.signal("SIGKILL");
      await controller.done;
    }
    const worked = await runGan(["work", "killed"], folder);
    assert.equal(worked.code, 0, worked.stderr);
    for (const id of ["00000", "00001", "00002"])
      await assertSameRun(inStudy("whole", "runs", id), inStudy("killed", "runs", id));
    const [whole, killed] = await Promise.all(
      ["whole", "killed"].map((dir) => readStudyView(inStudy(dir))),
    );
    assert.deepEqual(
      killed?.trials.map(({ values, objectives, state }) => ({ values, objectives, state })),
      whole?.trials.map(({ values, objectives, state }) => ({ values, objectives, state })),
    );
    assert.deepEqual(killed?.best, whole?.best);
    assert.equal(at(whole?.trials ?? [], 0).origin, "first");
  });

  it("does not call a trial pruned that has trained all of its steps", async () => {
    const prune = { type: "median", startupTrials: 1, warmupSteps: STEPS - 1 };
    const first = [{ rate: 0.002 }, { rate: 0.00001 }];
    const { code, stderr } = await search(
      { method: "random", trials: 2, first, prune },
      "--study-dir",
      "study",
    );
    assert.equal(code, 0, stderr);
    const { trials } = await readStudyView(inStudy("study"));
    assert.deepEqual(
      trials.map(({ state, prunedAt }) => [state, prunedAt]),
      [
        ["finished", undefined],
        ["finished", undefined],
      ],
    );
  });

  it("stops trials that are hopeless, which can be resumed by hand, and keeps to its steps", async () => {
    const prune = { type: "median", startupTrials: 1, warmupSteps: 150 };
    // The second is hopeless: at this rate nothing is learned.
    const first = [{ rate: 0.002 }, { rate: 0.00001 }];
    const { code, stderr, stdout } = await search(
      { method: "random", steps: 1100, first, prune },
      "--study-dir",
      "study",
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /the study's steps are spent \(1100\)/);
    const { trials, spent, best } = await readStudyView(inStudy("study"));
    assert.deepEqual([trials[0]?.state, trials[1]?.state, best], ["finished", "pruned", [0]]);
    const prunedAt = trials[1]?.prunedAt ?? 0;
    assert.ok(prunedAt >= 150 && prunedAt < STEPS, `pruned at ${prunedAt}`);
    assert.ok(spent.steps >= 1100);
    const { code: again } = await runGan(["search", "--resume", "study"], folder);
    assert.equal(again, 0);
    assert.equal(readdirSync(inStudy("study", "trials")).length, trials.length, "nothing is begun");
    const resumed = await runGan(["resume", inStudy("study", "runs", "00001")], folder);
    assert.equal(resumed.code, 0, resumed.stderr);
    const { trials: after } = await readStudyView(inStudy("study"));
    assert.equal(after[1]?.state, "finished");
    assert.match(readFileSync(inStudy("study", "summary.md"), "utf8"), /pruned at \d+/);
  });
});
