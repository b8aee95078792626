import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseExperiment } from "../../../src/experiment/parse";
import { PRESETS } from "../../../src/experiment/presets";
import {
  appendLines,
  type Checkpoint,
  checkpointStep,
  createRun,
  deleteRun,
  deleteSamplesAfter,
  filterLines,
  isEvaluation,
  latestCheckpoint,
  listCheckpoints,
  listRuns,
  ownerOf,
  picturePath,
  readRecord,
  readRun,
  RowsLog,
  runFiles,
  settledRecord,
  takeLock,
  writeCheckpoint,
  writeRecord,
} from "../../../src/run";
import { changeableSettings } from "../../../src/experiment/changeable";
import { writePiecesAtomic } from "../../../src/run/atomic-files";
import { safetensorsPieces } from "../../../src/run/safetensors";
import { GanError } from "../../../src/shared/errors";
import { first, present } from "../../support/values";

const experiment = present(parseExperiment(first(PRESETS).text).experiment);

/** The number of a process that has ended. */
const goneProcess = (): number =>
  Number(spawnSync(process.execPath, ["-e", "console.log(process.pid)"]).stdout.toString());

describe("the run folder", () => {
  let runsDir: string;
  beforeEach(() => {
    runsDir = mkdtempSync(join(tmpdir(), "gan-runs-"));
  });
  afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

  const newRun = () => createRun({ runsDir, name: "a run", experiment });

  it("keeps the wanted lines of a file to the byte, and a good file untouched", async () => {
    const file = join(runsDir, "evaluations.jsonl");
    const evaluation = (step: number) =>
      `{"step":${step},"time":"2026-01-02T03:04:05.000Z", ` +
      `"results":{},"note":"${"ä".repeat(500)}"}\n`;
    const lines = Array.from({ length: 1000 }, (_, i) => evaluation(i + 1));
    const damaged = [...lines];
    damaged.splice(500, 0, "null\n", "\n", `${"\0".repeat(100_000)}\n`, "{}\n");
    writeFileSync(file, `${damaged.join("")}{"step":1001,"ti`);
    await filterLines(file, isEvaluation, ({ step }) => step <= 700);
    assert.equal(readFileSync(file, "utf8"), lines.slice(0, 700).join(""));
    const { ino } = statSync(file);
    await filterLines(file, isEvaluation, ({ step }) => step <= 700);
    assert.equal(statSync(file).ino, ino, "nothing is to be dropped");
    await filterLines(file, isEvaluation, () => false);
    assert.equal(readFileSync(file, "utf8"), "");
    await filterLines(join(runsDir, "none.jsonl"), isEvaluation, () => true);
    assert.deepEqual(readdirSync(runsDir), ["evaluations.jsonl"]);
  });

  it("gives two runs of one second two folders", async () => {
    assert.notEqual(await newRun(), await newRun());
    assert.equal((await listRuns(runsDir)).length, 2);
  });

  it("can be read whole from its files, a torn last line left out", async () => {
    const dir = await newRun();
    const files = runFiles(dir);
    const row = {
      time: 1,
      lossD: 1.4,
      lossG: NaN,
      dReal: 0.5,
      dFake: 0.5,
      gradNormD: 1,
      gradNormG: 1,
      lrD: 0.1,
      lrG: 0.1,
    };
    appendLines(files.metrics, [
      { step: 1, ...row },
      { step: 2, ...row },
    ]);
    appendFileSync(files.metrics, '{"step":3,"time":1,"lo');
    writeFileSync(join(files.samples, "step-00000002.png"), "");
    writeFileSync(join(files.samples, "step-00000002.nearest.png"), "");
    const run = await readRun(dir);
    assert.deepEqual([...run.columns.step], [1, 2]);
    assert.ok(Number.isNaN(first(run.columns.lossG)), "JSON has no NaN: it comes back from null");
    assert.deepEqual(run.sampleSteps, [2]);
    assert.deepEqual(run.experiment, experiment);
    await RowsLog.open(dir, 1);
    assert.deepEqual([...(await readRun(dir)).columns.step], [1]);
  });

  it("forgets the pictures of steps that a resumed run has yet to make", async () => {
    const dir = await newRun();
    for (const step of [100, 200])
      for (const kind of ["png", "nearest.png", "json"])
        writeFileSync(join(runFiles(dir).samples, `step-00000${step}.${kind}`), "");
    deleteSamplesAfter(dir, 150);
    assert.deepEqual(readdirSync(runFiles(dir).samples).sort(), [
      "step-00000100.json",
      "step-00000100.nearest.png",
      "step-00000100.png",
    ]);
  });

  it("marks a run whose trainer is gone as interrupted, once", async () => {
    const dir = await newRun();
    const gone = goneProcess();
    writeFileSync(runFiles(dir).lock, String(gone));
    writeRecord(dir, { ...settledRecord(dir), state: "running", step: 7, pid: gone });
    assert.equal(settledRecord(dir).state, "interrupted");
    assert.equal(first(await listRuns(runsDir)).record.state, "interrupted");
    const events = (await readRun(dir)).events;
    assert.deepEqual(
      events.map(({ type, step }) => [type, step]),
      [["interrupted", 7]],
    );
  });

  it("takes how far an interrupted run came from its rows, newer than its record", async () => {
    const dir = await newRun();
    writeRecord(dir, { ...settledRecord(dir), state: "running", step: 7 });
    appendFileSync(
      runFiles(dir).metrics,
      `${"x".repeat(1 << 16)}\n{"step":8,"time":0.5}\n{"step":9,"time":0.75}\n{"step":1`,
    );
    const { state, step, trainingSeconds } = settledRecord(dir);
    assert.deepEqual(
      { state, step, trainingSeconds },
      { state: "interrupted", step: 9, trainingSeconds: 0.75 },
    );
  });

  const isBusy = (error: unknown) => error instanceof GanError && error.code === "busy";

  it("lets one process train a run, and keeps it from being deleted", async () => {
    const dir = await newRun();
    const lock = await takeLock(dir);
    assert.equal(ownerOf(dir), process.pid);
    await assert.rejects(takeLock(dir), isBusy);
    writeRecord(dir, { ...readRecord(dir), state: "running" });
    await assert.rejects(deleteRun(dir), isBusy);
    lock.release();
    assert.equal(ownerOf(dir), undefined);
    await deleteRun(dir);
    assert.ok(!existsSync(dir));
  });

  it("keeps a run from being deleted while its trainer is being started", async () => {
    const dir = await newRun();
    assert.equal(settledRecord(dir).state, "starting");
    await assert.rejects(deleteRun(dir), isBusy);
    writeRecord(dir, { ...readRecord(dir), pid: goneProcess() });
    assert.equal(settledRecord(dir).state, "interrupted", "a start-up that was killed is over");
    await deleteRun(dir);
    assert.ok(!existsSync(dir));
  });

  it("keeps a run from being deleted alone where it is a part of a study", async () => {
    const dir = await createRun({ runsDir: join(runsDir, "runs"), name: "a trial", experiment });
    writeRecord(dir, { ...readRecord(dir), state: "finished" });
    writeFileSync(join(runsDir, "study.json"), "{}");
    await assert.rejects(deleteRun(dir), /is a run of the study/);
    assert.ok(existsSync(dir));
  });

  it("passes over folders that hold no run", async () => {
    const dir = await newRun();
    writeFileSync(runFiles(dir).record, "{}");
    assert.deepEqual(await listRuns(runsDir), []);
    assert.deepEqual(await listRuns(join(runsDir, "nowhere")), []);
    assert.throws(
      () => settledRecord(runsDir),
      (error: unknown) => error instanceof GanError && error.code === "bad-run",
    );
  });

  const checkpoint = (step: number): Checkpoint => ({
    step,
    trainingSeconds: 1.5,
    settings: {
      "optimizer.generator": experiment.optimizer.generator,
      "optimizer.discriminator": experiment.optimizer.discriminator,
    },
    batchOffset: 0,
    tensors: {
      "generator/0/kernel": { dtype: "float32", shape: [2], values: Float32Array.of(step, 0.1) },
    },
  });

  it("keeps with a checkpoint the settings that it was trained with, and no others", async () => {
    const dir = await newRun();
    const changed: Checkpoint = {
      ...checkpoint(10),
      settings: { ...changeableSettings(experiment), "training.discriminatorSteps": 3 },
      batchOffset: -20,
    };
    await writeCheckpoint(dir, changed, 1);
    assert.deepEqual(await latestCheckpoint(dir), changed);
    await writeCheckpoint(dir, checkpoint(20), 1);
    assert.deepEqual(await latestCheckpoint(dir), checkpoint(20));
  });

  it("reads the settings of checkpoints of earlier versions", async () => {
    const dir = await newRun();
    const { settings, tensors } = checkpoint(10);
    const old = {
      step: "10",
      trainingSeconds: "1.5",
      optimizers: JSON.stringify(experiment.optimizer),
    };
    const write = (metadata: Record<string, string>) =>
      writePiecesAtomic(
        join(runFiles(dir).checkpoints, "step-00000010.safetensors"),
        safetensorsPieces(tensors, metadata),
      );
    await write(old);
    assert.deepEqual(await latestCheckpoint(dir), checkpoint(10));
    const objective = { ...experiment.objective, loss: "minimax" };
    const numbering = { discriminatorSteps: 3, batchOffset: -20 };
    await write({
      ...old,
      objective: JSON.stringify(objective),
      numbering: JSON.stringify(numbering),
    });
    assert.deepEqual(await latestCheckpoint(dir), {
      ...checkpoint(10),
      settings: { ...settings, objective, "training.discriminatorSteps": 3 },
      batchOffset: -20,
    });
  });

  it("orders checkpoints and pictures by step, also beyond eight digits", async () => {
    const dir = await newRun();
    const steps = [99_999_998, 99_999_999, 100_000_000, 999_999_999, 1_000_000_000, 10_000_000_000];
    for (const step of steps) {
      await writeCheckpoint(dir, checkpoint(step), 3);
      assert.equal(present(await latestCheckpoint(dir)).step, step, "the newest is never deleted");
      writeFileSync(picturePath(dir, step), "");
    }
    assert.deepEqual(listCheckpoints(dir).map(checkpointStep), steps.slice(-3).reverse());
    assert.deepEqual((await readRun(dir)).sampleSteps, steps);
    deleteSamplesAfter(dir, 100_000_000);
    assert.deepEqual((await readRun(dir)).sampleSteps, steps.slice(0, 3));
  });

  it("keeps the latest checkpoints, and falls back from a damaged one", async () => {
    const dir = await newRun();
    assert.equal(await latestCheckpoint(dir), undefined);
    for (const step of [10, 20, 30]) await writeCheckpoint(dir, checkpoint(step), 2);
    assert.equal(listCheckpoints(dir).length, 2);
    assert.deepEqual(await latestCheckpoint(dir), checkpoint(30));
    const [latest, before] = listCheckpoints(dir) as [string, string];
    writeFileSync(latest, readFileSync(latest).subarray(0, 100));
    assert.deepEqual(await latestCheckpoint(dir), checkpoint(20));
    writeFileSync(before, "");
    await assert.rejects(
      () => latestCheckpoint(dir),
      (error: unknown) => error instanceof GanError && error.code === "bad-run",
    );
    assert.deepEqual(
      readdirSync(runFiles(dir).checkpoints).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });
});
