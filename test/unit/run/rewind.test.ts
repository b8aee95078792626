import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkpointAt,
  checkpointSteps,
  deleteRun,
  readHistory,
  readRecord,
  readRun,
  rewoundParts,
  RowsLog,
  runFiles,
  takeLock,
  writeRecord,
} from "../../../src/run";
import { rewindRun, undoRewind } from "../../../src/run/rewind-run";
import { currentExperiment } from "../../../src/shared/protocol/changes";
import { EXPERIMENT, fails, row, save, trainedRun } from "../../support/branched";
import { present } from "../../support/values";

describe("a run that is taken back", () => {
  let runsDir: string;
  let run: string;
  beforeEach(async () => {
    runsDir = mkdtempSync(join(tmpdir(), "gan-rewind-"));
    run = await trainedRun(runsDir);
  });
  afterEach(() => rmSync(runsDir, { recursive: true, force: true }));

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
    const part = await rewindRun(run, 10);
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
  });

  it("is refused while it is trained, to a step without a checkpoint, and to where it is", async () => {
    await assert.rejects(rewindRun(run, 15), fails("bad-usage", /no checkpoint of step 15/));
    await assert.rejects(rewindRun(run, 30), fails("bad-usage", /stands at step 30/));
    await assert.rejects(undoRewind(run), fails("bad-usage", /nothing is kept/));
    const lock = await takeLock(run);
    await assert.rejects(rewindRun(run, 10), fails("busy", /is training this run/));
    lock.release();
    writeFileSync(checkpointAt(run, 10), "torn");
    const before = contents(run);
    await assert.rejects(rewindRun(run, 10), fails("bad-run", /not a whole safetensors/));
    assert.deepEqual(contents(run), before);
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
