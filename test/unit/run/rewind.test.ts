import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  checkpointAt,
  checkpointSteps,
  deleteRun,
  readHistory,
  readRecord,
  readRun,
  recordEvaluation,
  rewoundParts,
  RowsLog,
  runFiles,
  takeLock,
  writeRecord,
} from "../../../src/run";
import { readDataRecord, writeDataRecord } from "../../../src/run/data-record";
import { branchRun } from "../../../src/run/branch";
import { rewindRun, undoRewind } from "../../../src/run/rewind-run";
import { eventFileName } from "../../../src/run/tensorboard/event-files";
import { CLEAN_KINDS, free, freeableOf, whyKept } from "../../../src/run/clean";
import { type CheckpointPolicy, keptSteps, pinCheckpoint } from "../../../src/run/retention";
import { currentExperiment } from "../../../src/shared/protocol/changes";
import { earlierData } from "../../../src/shared/run/data-record";
import {
  dataOf,
  EXPERIMENT,
  fails,
  row,
  save,
  trainedRun,
  withTrainedRun,
} from "../../support/branched";
import { SmallDisk } from "../../support/small-disk";
import { present } from "../../support/values";

describe("a run that is taken back", () => {
  let run: string;
  withTrainedRun("test", (made) => {
    ({ run } = made);
  });

  /** All that a run has trained, as its files say. */
  const contents = (dir: string) => {
    const files = runFiles(dir);
    const folders = [files.checkpoints, files.samples].flatMap((folder) =>
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "latin1")]),
    );
    return [
      ...folders,
      readFileSync(files.metrics, "utf8"),
      readFileSync(files.evaluations, "utf8"),
    ];
  };
  const lossOf = async (dir: string) =>
    currentExperiment(EXPERIMENT, (await readHistory(dir)).events).objective.loss;

  it("stands at the checkpoint, keeps what is cut off, and comes back from there", async () => {
    const before = contents(run);
    const eventFile = join(run, eventFileName(1));
    writeFileSync(eventFile, "");
    const part = await rewindRun(run, 10);
    assert.equal(existsSync(eventFile), false, "TensorBoard is told anew from there");
    assert.deepEqual([part.step, part.from], [10, 30]);
    const { state, step } = readRecord(run);
    assert.deepEqual([state, step], ["stopped", 10]);
    const { columns, evaluations, sampleSteps } = await readRun(run);
    assert.equal(columns.step.at(-1), 10);
    assert.deepEqual([evaluations.length, sampleSteps, checkpointSteps(run)], [1, [10], [10]]);
    assert.equal(await lossOf(run), EXPERIMENT.objective.loss);
    assert.deepEqual(rewoundParts(run), [part]);
    assert.deepEqual(await undoRewind(run), { step: 30 });
    assert.deepEqual(contents(run), before);
    assert.deepEqual([readRecord(run).state, readRecord(run).step], ["finished", 30]);
    assert.equal(await lossOf(run), "hinge");
    assert.deepEqual(rewoundParts(run), []);
  });

  it("keeps what it was trained since when it comes back", async () => {
    const before = contents(run);
    await rewindRun(run, 10);
    (await RowsLog.open(run, 10)).append([row(11), row(12)]);
    await save(run, 12, EXPERIMENT);
    writeRecord(run, { ...readRecord(run), step: 12 });
    const other = contents(run);
    // As its policy does, which keeps the latest.
    rmSync(checkpointAt(run, 10));
    const { step, cut } = await undoRewind(run);
    assert.deepEqual([step, cut?.from], [30, 12]);
    assert.deepEqual(contents(run), before);
    await rewindRun(run, 10);
    await undoRewind(run, present(cut).name);
    assert.deepEqual(contents(run), other);
    assert.deepEqual(
      rewoundParts(run).map(({ from }) => from),
      [30],
    );
    await undoRewind(run);
    assert.deepEqual(contents(run), before, "to and fro");
  });

  it("gets nothing back that belongs to another past", async () => {
    const { dir } = await rewindRun(run, 20);
    await rewindRun(run, 10);
    await assert.rejects(
      rewindRun(run, 20),
      fails(
        "bad-usage",
        /no checkpoint of step 20 .*cut off: gan rewind RUN --undo brings it back/,
      ),
    );
    const [latest] = rewoundParts(run);
    rmSync(present(latest).dir, { recursive: true });
    await assert.rejects(undoRewind(run), fails("bad-usage", /went back before step 20, .*longer/));
    assert.equal(existsSync(dir), true);
    assert.equal(readRecord(run).step, 10);
  });

  it("knows the data that held at the step, and those after it when it comes back", async () => {
    const then = dataOf("a", 0);
    writeDataRecord(run, { ...dataOf("b", 20), before: [earlierData(then)] });
    const now = readDataRecord(run);
    assert.equal(now?.fromStep, 20);
    await rewindRun(run, 10);
    assert.deepEqual(readDataRecord(run), then);
    await undoRewind(run);
    assert.deepEqual(readDataRecord(run), now);
    await rewindRun(run, 20);
    assert.deepEqual(readDataRecord(run), now, "at step 20 it went on with the new data");
  });

  it("is refused while it is trained, to a step without a checkpoint, and to where it is", async () => {
    await assert.rejects(rewindRun(run, 15), fails("bad-usage", /no checkpoint of step 15/));
    await assert.rejects(rewindRun(run, 30), fails("bad-usage", /stands at step 30/));
    await assert.rejects(undoRewind(run), fails("bad-usage", /nothing is kept/));
    const lock = await takeLock(run);
    await assert.rejects(rewindRun(run, 10), fails("busy", /is training this run/));
    lock.release();
    const [first, second] = await Promise.allSettled([rewindRun(run, 10), rewindRun(run, 20)]);
    assert.deepEqual([first.status, second.status], ["fulfilled", "rejected"], "two windows");
    await undoRewind(run);
    writeFileSync(checkpointAt(run, 10), "torn");
    const before = contents(run);
    await assert.rejects(
      rewindRun(run, 10),
      fails("bad-run", /not a whole .*00000010.safetensors.*; take another: .* steps 30, 20$/),
    );
    assert.deepEqual(contents(run), before);
  });

  it("is as before or as it is to be, whatever room is left on its disk", async function () {
    const disk = new SmallDisk(this);
    try {
      const there = join(disk.folder, "run");
      cpSync(run, there, { recursive: true });
      const before = contents(there);
      const untilDone = (work: () => Promise<unknown>) =>
        disk.untilDone(work, () => [
          contents(there),
          ...[there, disk.folder].map((folder) => readdirSync(folder)),
          readRecord(there),
        ]);
      await untilDone(() => rewindRun(there, 10));
      (await RowsLog.open(there, 10)).append([row(11)]);
      writeRecord(there, { ...readRecord(there), step: 11 });
      await untilDone(() => undoRewind(there));
      assert.deepEqual(contents(there), before);
      await untilDone(() => branchRun({ parent: there, step: 20, steps: 40 }));
      disk.fill(0);
      await free(there, await freeableOf(there, { keep: 1, kinds: [...CLEAN_KINDS] }));
      assert.deepEqual(checkpointSteps(there), [30]);
      disk.fill(0);
      assert.deepEqual(await deleteRun(there), []);
    } finally {
      disk.remove();
    }
  });

  it("is deleted with what was cut off", async () => {
    await rewindRun(run, 10);
    mkdirSync(join(runFiles(run).rewound, "20261128210000000-step-00000010.77.tmp", "samples"), {
      recursive: true,
    });
    assert.deepEqual(await deleteRun(run), []);
    assert.equal(existsSync(run), false);
  });
});

describe("the checkpoints that a run keeps", () => {
  let runsDir: string;
  let run: string;
  withTrainedRun("suite", (made) => {
    ({ runsDir, run } = made);
  });
  before(() => {
    for (const [step, value] of [
      [10, 0.3],
      [20, 0.1],
      [30, 0.2],
    ] as const)
      recordEvaluation(run, step, {
        results: { w1: { value, settings: {} as never } as never },
      });
  });

  const STEPS = [30, 20, 10, 0];
  const kept = async (policy: CheckpointPolicy) =>
    [...(await keptSteps(run, STEPS, policy))].sort((a, b) => a - b);

  it("are the latest, those of every k-th step, and the best by a figure", async () => {
    assert.deepEqual(await kept({ keep: 2 }), [20, 30]);
    assert.deepEqual(await kept({ keep: 1, keepEvery: 15 }), [0, 30]);
    assert.deepEqual(await kept({ keep: 1, keepBest: "w1" }), [20, 30]);
    assert.deepEqual(await kept({ keep: 1, keepBest: "fid" }), [30]);
  });

  it("are those that are pinned, and what is cleaned is none of these", async () => {
    assert.throws(
      () => pinCheckpoint(run, 15, true),
      fails("bad-usage", /no checkpoint of step 15/),
    );
    pinCheckpoint(run, 10, true);
    assert.deepEqual(await kept({ keep: 1 }), [10, 30]);
    const kinds = [...CLEAN_KINDS];
    const found = await freeableOf(run, { keep: 1, kinds });
    assert.deepEqual(
      found.map(({ kind, paths }) => [kind, paths.length]),
      [
        ["checkpoints", 1],
        ["pictures", 2],
      ],
    );
    assert.ok(found.every(({ bytes }) => bytes > 0));
    await free(run, found);
    assert.deepEqual(checkpointSteps(run), [30, 10]);
    assert.deepEqual((await readRun(run)).sampleSteps, [30]);
    await rewindRun(run, 10);
    pinCheckpoint(run, 10, false);
    const cut = await freeableOf(run, { keep: 1, kinds });
    assert.deepEqual(
      cut.map(({ kind }) => kind),
      ["rewound"],
    );
    await free(run, cut);
    assert.deepEqual(rewoundParts(run), []);
    assert.deepEqual(await freeableOf(run, { keep: 1, kinds }), []);
  });

  it("stay where the run is trained, or belongs to a study", async () => {
    assert.equal(whyKept(run), undefined);
    writeRecord(run, {
      ...readRecord(run),
      state: "starting",
      updatedAt: new Date().toISOString(),
    });
    assert.equal(whyKept(run), "it is being trained");
    const ofStudy = join(runsDir, "study", "runs", "a");
    cpSync(await trainedRun(runsDir), ofStudy, { recursive: true });
    writeFileSync(join(runsDir, "study", "study.json"), "{}");
    assert.equal(whyKept(ofStudy), "it belongs to a study");
    await assert.rejects(
      rewindRun(ofStudy, 10),
      fails("bad-usage", /belongs to a study, .*; leave it and branch, .*gan branch RUN --at STEP/),
    );
    assert.equal(readRecord(ofStudy).step, 30);
  });
});
