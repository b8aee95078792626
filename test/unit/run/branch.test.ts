import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  checkpointAt,
  checkpointSteps,
  listFolder,
  readExperiment,
  readHistory,
  readRecord,
  readRun,
  RowsLog,
  runFiles,
  takeLock,
} from "../../../src/run";
import { branchRun } from "../../../src/run/branch";
import { readDataRecord, writeDataRecord } from "../../../src/run/data-record";
import { currentExperiment } from "../../../src/shared/protocol/changes";
import type { RunEvent } from "../../../src/shared/run/run";
import { dataOf, EXPERIMENT, fails, save, withTrainedRun } from "../../support/branched";
import { OLD_RUNS } from "../../support/old-runs";

describe("a branch of a run", () => {
  let runsDir: string;
  let parent: string;
  withTrainedRun("suite", (made) => {
    ({ runsDir, run: parent } = made);
  });

  it("has the parent's state and history up to the step, and knows its parent", async () => {
    const dir = await branchRun({ parent, step: 20, steps: 50 });
    const record = readRecord(dir);
    assert.deepEqual(record.parent, {
      id: readRecord(parent).id,
      name: "parent",
      path: parent,
      step: 20,
    });
    assert.deepEqual(
      [record.name, record.state, record.step, record.steps],
      ["parent-at-20", "stopped", 20, 50],
    );
    assert.equal(record.pending, undefined);
    assert.deepEqual(checkpointSteps(dir), [20]);
    assert.deepEqual(
      readFileSync(checkpointAt(dir, 20)),
      readFileSync(checkpointAt(parent, 20)),
      "to the bit",
    );
    const { columns, evaluations, events, sampleSteps } = await readRun(dir);
    assert.deepEqual(
      [...columns.step],
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [10, 20],
    );
    assert.deepEqual(sampleSteps, [10, 20]);
    assert.equal(
      readFileSync(runFiles(dir).config, "utf8"),
      readFileSync(runFiles(parent).config, "utf8"),
    );
    assert.equal(currentExperiment(EXPERIMENT, events).objective.loss, "hinge");
    assert.deepEqual(
      events.map(({ type }) => type),
      ["started", "evaluated", "evaluated", "changed", "branched"],
    );
    assert.deepEqual((await listFolder(runsDir)).unreadable, []);
  });

  it("has no change that the copied checkpoint does not hold", async () => {
    const dir = await branchRun({ parent, step: 10 });
    assert.equal(
      currentExperiment(EXPERIMENT, (await readHistory(dir)).events).objective.loss,
      EXPERIMENT.objective.loss,
    );
    const torn = join(runsDir, "torn");
    cpSync(parent, torn, { recursive: true });
    await save(torn, 20, EXPERIMENT);
    const early = await branchRun({ parent: torn, step: 20, steps: 40 });
    const { events } = await readHistory(early);
    assert.ok(events.every(({ type }) => type !== "changed"));
    rmSync(torn, { recursive: true });
  });

  it("knows the data that held at the step, also where an earlier version recorded them", async () => {
    const now = dataOf("b", 20);
    const { sha256, files, bytes, examples, fromStep } = dataOf("a", 0);
    writeDataRecord(parent, { ...now, before: [{ sha256, files, bytes, examples, fromStep }] });
    const early = readDataRecord(await branchRun({ parent, step: 10 }));
    assert.deepEqual(early, {
      ...{ format: 1, source: now.source, time: now.time, shape: now.shape },
      ...{ sha256, files, bytes, examples, fromStep },
    });
    assert.deepEqual(
      readDataRecord(await branchRun({ parent, step: 20, steps: 50 })),
      readDataRecord(parent),
    );
    rmSync(runFiles(parent).data);
  });

  it("of a study's run is none of the study's", async () => {
    const ofStudy = join(runsDir, ".gan", "studies", "s", "runs", "00001");
    cpSync(parent, ofStudy, { recursive: true });
    writeFileSync(join(runsDir, ".gan", "studies", "s", "study.json"), "{}");
    const dir = await branchRun({ parent: ofStudy, step: 10 });
    assert.equal(dirname(dir), join(runsDir, ".gan", "runs"));
    rmSync(join(runsDir, ".gan"), { recursive: true });
  });

  it("keeps what is changed of its training for when it is resumed, and the rest in its config", async () => {
    const dir = await branchRun({
      parent,
      step: 10,
      dir: join(runsDir, "elsewhere", "changed"),
      name: "mine",
      slots: "reset",
      pictures: false,
      set: [
        { path: "optimizer.generator.learningRate", value: 0.5 },
        { path: "samples.every", value: 3 },
        { path: "training.seed", value: 9 },
      ],
    });
    assert.equal(dir, join(runsDir, "elsewhere", "changed"));
    const { pending, name, seed } = readRecord(dir);
    assert.deepEqual(pending, {
      set: [{ path: "optimizer.generator.learningRate", value: 0.5 }],
      slots: "reset",
    });
    assert.deepEqual([name, seed], ["mine", 9]);
    const experiment = await readExperiment(dir);
    assert.deepEqual([experiment.samples.every, experiment.training.seed], [3, 9]);
    assert.deepEqual((await readHistory(dir)).sampleSteps, []);
  });

  const refusals: [string, Partial<Parameters<typeof branchRun>[0]>, RegExp][] = [
    ["a step without a checkpoint", { step: 15 }, /no checkpoint of step 15.*30, 20, 10/],
    [
      "another architecture",
      { set: [{ path: "generator.layers.0.units", value: 3 }] },
      /another generator\.layers.*gan train CONFIG/,
    ],
    ["other data", { set: [{ path: "data.source", value: "mnist" }] }, /another data\.source/],
    [
      "what the schema refuses",
      { set: [{ path: "samples.count", value: -1 }] },
      /samples|at least 1/,
    ],
    [
      "a rate that is none",
      { set: [{ path: "optimizer.generator.learningRate", value: -1 }] },
      /learningRate|at least/,
    ],
    ["an end before its beginning", { steps: 10 }, /begin at step 20 and end at 10/],
    ["a folder with something in it", { dir: OLD_RUNS }, /holds other files/],
  ];
  for (const [what, options, message] of refusals)
    it(`is refused, and nothing of it is left: ${what}`, async () => {
      const folders = readdirSync(runsDir);
      await assert.rejects(
        branchRun({ parent, step: 20, steps: 40, ...options }),
        fails("bad-usage", message),
      );
      assert.deepEqual(readdirSync(runsDir), folders);
    });

  it("is refused of a damaged checkpoint, and of a run that is gone", async () => {
    const broken = join(runsDir, "broken");
    cpSync(parent, broken, { recursive: true });
    writeFileSync(checkpointAt(broken, 20), "torn");
    const folders = readdirSync(runsDir);
    await assert.rejects(
      branchRun({ parent: broken, step: 20, steps: 40 }),
      fails("bad-run", /broken.checkpoints/),
    );
    assert.deepEqual(readdirSync(runsDir), folders);
    rmSync(broken, { recursive: true });
    await assert.rejects(
      branchRun({ parent: broken, step: 20 }),
      fails("bad-run", /no readable run/),
    );
  });

  it("is refused where the run goes back at that moment", async () => {
    const live = join(runsDir, "live");
    cpSync(parent, live, { recursive: true });
    const lock = await takeLock(live);
    await save(live, 0, EXPERIMENT);
    assert.equal(
      (await readRun(await branchRun({ parent: live, step: 0 }))).columns.step.length,
      0,
    );
    await RowsLog.open(live, 12);
    await assert.rejects(
      branchRun({ parent: live, step: 20, steps: 40 }),
      fails("busy", /taken back/),
    );
    lock.release();
    await branchRun({ parent: live, step: 20, steps: 40 });
  });

  it("gets a folder of its own, however many are made at once", async () => {
    const dirs = await Promise.all(
      Array.from({ length: 4 }, () => branchRun({ parent, step: 10, name: "same" })),
    );
    assert.equal(new Set(dirs).size, 4);
    assert.ok(dirs.every((dir) => isDeepStrictEqual(checkpointSteps(dir), [10])));
  });

  it("sweeps what a killed process left half made", async () => {
    const left = join(runsDir, `.20261128-1.01234567.${2 ** 30}.tmp`);
    mkdirSync(left);
    cpSync(runFiles(parent).record, runFiles(left).record);
    assert.ok((await listFolder(runsDir)).runs.every(({ dir }) => dir !== left));
    await branchRun({ parent, step: 10 });
    assert.equal(existsSync(left), false);
  });

  it("can be made of runs of earlier versions", async () => {
    for (const [name, step] of [
      ["mlp", 10],
      ["conv", 6],
      ["changed", 13],
    ] as const) {
      const old = join(runsDir, `old-${name}`);
      cpSync(join(OLD_RUNS, "runs", name), old, { recursive: true });
      const dir = await branchRun({ parent: old, step });
      const { columns, events } = await readRun(dir);
      assert.equal(columns.step.at(-1), step);
      const whole = await readHistory(old);
      const upTo = (list: readonly RunEvent[]) =>
        list.filter((event) => event.type === "changed" && event.step <= step + 1);
      assert.equal(JSON.stringify(upTo(events)), JSON.stringify(upTo(whole.events)), basename(old));
    }
  });

  it("can be branched again, with the changes that wait for its first step", async () => {
    const rate = { path: "optimizer.generator.learningRate", value: 0.5 };
    const first = await branchRun({ parent, step: 20, steps: 50, set: [rate], slots: "reset" });
    const second = await branchRun({ parent: first, step: 20 });
    const record = readRecord(second);
    assert.deepEqual(record.pending, { set: [rate], slots: "reset" });
    assert.equal(record.parent?.id, readRecord(first).id);
    assert.deepEqual(
      (await readHistory(second)).events.slice(-2).map(({ type }) => type),
      ["branched", "branched"],
    );
    await assert.rejects(
      branchRun({ parent: first, step: 20, set: [{ ...rate, value: 1 }] }),
      fails("bad-usage", /wait for its first step, .*give --slots reset, or train that run first/),
    );
  });

  it("outlives its parent", async () => {
    const dir = await branchRun({ parent, step: 10 });
    renameSync(parent, `${parent}-moved`);
    assert.equal((await readRun(dir)).columns.step.length, 10);
    renameSync(`${parent}-moved`, parent);
  });
});
