import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Experiment, experimentSchema } from "../../../src/experiment/schema";
import {
  checkpointSteps,
  latestCheckpoint,
  listCheckpoints,
  readCheckpoint,
  readRecord,
  readRun,
  runFiles,
} from "../../../src/run";
import { branchRun } from "../../../src/run/branch";
import type { FromTrainer } from "../../../src/shared/protocol/messages";
import { assertSame, finished, newRun, reached, template, watch } from "../../support/trainer";
import { changeOptimizers, changeRates, changeTo } from "../../support/changes";
import { at, last, present } from "../../support/values";
import {
  TINY_GAUSSIAN,
  TINY_PLANNED,
  TINY_DCGAN,
  TINY_MAXOUT,
  TINY_CONDITIONAL,
  TINY_EXTRAS,
  NARROW_MAXOUT,
} from "../../support/tiny-experiments";

/** G takes batches of its own, for their classes. */
const TINY_CONDITIONAL_K_G = {
  ...TINY_CONDITIONAL,
  training: { ...TINY_CONDITIONAL.training, generatorSteps: 3 },
};

const isPaused = (message: FromTrainer): boolean =>
  message.type === "summary" && message.summary.record.state === "paused";

/** Branches a run at its oldest checkpoint, and trains the branch to the same end. */
async function trainedBranch(parent: string): Promise<string> {
  const dir = await branchRun({ parent, step: last(checkpointSteps(parent)) });
  const { record, stderrTail } = await watch(dir).done;
  assert.equal(record.state, "finished", stderrTail);
  return dir;
}

describe("a resumed run", () => {
  const branched = new Set([TINY_GAUSSIAN, TINY_DCGAN, TINY_CONDITIONAL]);
  const nets: [string, Experiment, number][] = [
    ["a small MLP", TINY_GAUSSIAN, 60],
    ["changes that its config plans, one of them at a checkpoint", TINY_PLANNED, 60],
    ["a maxout net with dropout, k = 2", TINY_MAXOUT, 6],
    ["a convolutional net with batch norm", TINY_DCGAN, 3],
    ["a conditional GAN", TINY_CONDITIONAL, 3],
    ["a conditional GAN of which G is updated three times in a step", TINY_CONDITIONAL_K_G, 3],
    [
      "extragradient with packing, penalties, noise and an average, D alone at first",
      TINY_EXTRAS,
      30,
    ],
    ["the same, once G is trained too", TINY_EXTRAS, 80],
  ];
  for (const [what, experiment, killAt] of nets) {
    it(`is bit for bit the run that was never interrupted: ${what}`, async () => {
      const whole = await finished(experiment);
      const dir = await newRun(experiment);
      const killed = watch(dir);
      await killed.until(reached(killAt), `step ${killAt}`);
      process.kill(killed.pid, "SIGKILL");
      const { record, signal } = await killed.done;
      assert.equal(signal, "SIGKILL");
      assert.equal(record.state, "interrupted");
      assert.match(record.error?.message ?? "", /signal SIGKILL/);
      const { record: after, stderrTail } = await watch(dir).done;
      assert.equal(after.state, "finished", stderrTail);
      assert.equal(after.error, undefined);
      await assertSame(whole, dir);
      if (branched.has(experiment)) await assertSame(whole, await trainedBranch(whole));
    });
  }

  it("has branches that are bit for bit the same on ONNX Runtime too", async () => {
    await Promise.all(
      [...branched].map(async (experiment) => {
        const whole = await finished({ ...experiment, engine: "onnx-node" });
        assert.match(readRecord(whole).engine.name, /onnx/i);
        await assertSame(whole, await trainedBranch(whole));
      }),
    );
  });

  it("keeps an optimizer that was changed on the way", async () => {
    const dir = await newRun(TINY_GAUSSIAN);
    const first = watch(dir);
    await first.until(reached(30), "step 30");
    const step = await first.command(
      changeOptimizers(["generator"], { type: "sgd", learningRate: 0.05 }, "keep"),
    );
    first.kill();
    await first.done;
    assert.equal((await watch(dir).done).record.state, "finished");
    const { columns } = await readRun(dir);
    assert.equal(columns.lrG.at(-1), 0.05);
    assert.equal(
      columns.lrG[step - 1],
      0.05,
      "the change holds from the step that was acknowledged",
    );
    assert.notEqual(columns.lrG[step - 2], 0.05);
  });

  it("is bit for bit the uninterrupted run, also after k was changed twice", async () => {
    const whole = await newRun(NARROW_MAXOUT);
    const first = watch(whole);
    const changeAfter = async (step: number, value: number) => {
      await first.until(reached(step), `step ${step}`);
      return (await first.command(changeTo("training.discriminatorSteps", value))) - 1;
    };
    const s = await changeAfter(1, 3);
    const t = await changeAfter(s + 10, 1);
    await first.until(reached(t + 30), `step ${t + 30}`);
    const end = await first.command({ type: "stop" });
    await first.done;
    const batchOffset = s * 2 - s * 3 + t * 3 - t * 1;
    assert.equal(present(await latestCheckpoint(whole)).batchOffset, batchOffset);

    // The same run as if it had died some steps after the second change.
    const dir = join(mkdtempSync(join(tmpdir(), "gan-engine-")), "copy");
    cpSync(whole, dir, { recursive: true });
    for (const file of listCheckpoints(dir))
      if ((await readCheckpoint(file)).step > t + 10) rmSync(file);
    const from = present(await latestCheckpoint(dir)).step;
    assert.ok(from > t && from <= t + 10, `${from}`);
    assert.equal((await watch(dir, { steps: end }).done).record.state, "finished");
    const resumed = present(await latestCheckpoint(dir));
    assert.equal(resumed.batchOffset, batchOffset);
    assert.equal(resumed.settings["training.discriminatorSteps"], 1);
    await assertSame(whole, dir);
  });

  it("is bit for bit the uninterrupted run, also after its loss was changed", async () => {
    const whole = await newRun(NARROW_MAXOUT);
    const first = watch(whole);
    const changeAfter = async (step: number, path: string, value: unknown) => {
      await first.until(reached(step), `step ${step}`);
      return (await first.command(changeTo(`objective.${path}`, value))) - 1;
    };
    // G's loss sees real samples: an iteration takes a batch more.
    const s = await changeAfter(1, "loss", "relativisticAverage");
    const t = await changeAfter(s + 10, "instanceNoise", 0.1);
    const u = await changeAfter(t + 10, "instanceNoise", 0.05);
    await first.until(reached(u + 30), `step ${u + 30}`);
    const end = await first.command({ type: "stop" });
    await first.done;
    const { settings, batchOffset } = present(await latestCheckpoint(whole));
    assert.equal(settings["training.discriminatorSteps"], 2);
    assert.equal(batchOffset, -s);
    assert.equal(settings.objective?.loss, "relativisticAverage");
    assert.equal(settings.objective.instanceNoise, 0.05);

    const dir = join(mkdtempSync(join(tmpdir(), "gan-engine-")), "copy");
    cpSync(whole, dir, { recursive: true });
    for (const file of listCheckpoints(dir))
      if ((await readCheckpoint(file)).step > u + 10) rmSync(file);
    assert.equal((await watch(dir, { steps: end }).done).record.state, "finished");
    await assertSame(whole, dir);
  });

  it("waits before its first step when asked to, takes changes, and goes on", async () => {
    const dir = await newRun(TINY_GAUSSIAN);
    const first = watch(dir);
    await first.until(reached(30), "step 30");
    first.kill();
    await first.done;
    const { step } = present(await latestCheckpoint(dir));

    const second = watch(dir, { paused: true });
    await second.until(isPaused, "it is paused");
    const from = await second.command(changeRates(["generator", "discriminator"], 1e-5));
    assert.equal(from, step + 1, "the change counts from the first step that is made");
    await second.command({ type: "resume" });
    assert.equal((await second.done).record.state, "finished");
    const { columns, events } = await readRun(dir);
    assert.notEqual(columns.lrG[step - 1], 1e-5);
    assert.equal(columns.lrG[step], 1e-5);
    const types = events.map(({ type }) => type);
    const begun = types.indexOf("resumed");
    assert.deepEqual(types.slice(begun, begun + 5), [
      "resumed",
      "paused",
      "changed",
      "checkpoint",
      "resumed",
    ]);
  });

  it("is bit for bit the uninterrupted run, also after it waited", async () => {
    const whole = await finished(TINY_GAUSSIAN);
    const dir = await newRun(TINY_GAUSSIAN);
    const first = watch(dir, { paused: true });
    await first.until(isPaused, "it is paused at its beginning");
    await first.command({ type: "resume" });
    await first.until(reached(40), "step 40");
    first.kill();
    await first.done;
    const second = watch(dir, { paused: true });
    await second.until(isPaused, "it is paused");
    await second.command({ type: "resume" });
    assert.equal((await second.done).record.state, "finished");
    await assertSame(whole, dir);
  });

  it("goes on from any checkpoint, bit for bit as the uninterrupted run", async () => {
    const whole = await finished(TINY_GAUSSIAN);
    const dir = join(mkdtempSync(join(tmpdir(), "gan-engine-")), "copy");
    cpSync(whole, dir, { recursive: true });
    const [last, ...earlier] = checkpointSteps(dir);
    const fromStep = at(earlier, -1);
    const trainer = watch(dir, { fromStep, paused: true });
    await trainer.until(isPaused, "it is paused");
    assert.deepEqual(checkpointSteps(dir), [fromStep], "what came after it is gone");
    assert.equal((await readRun(dir)).columns.step.at(-1), fromStep);
    await trainer.command({ type: "resume" });
    assert.equal((await trainer.done).record.state, "finished");
    assert.equal(checkpointSteps(dir)[0], last);
    await assertSame(whole, dir);
  });

  it("goes on beyond its end when asked to", async () => {
    const dir = await finished(TINY_GAUSSIAN);
    assert.equal((await watch(dir, { steps: 150 }).done).record.state, "finished");
    assert.equal((await readRun(dir)).columns.step.at(-1), 150);
  });

  it("does not go on to where a schedule leaves its bounds, and stays as it was", async () => {
    const dir = await finished(
      template("gaussian-1d", (e) => {
        e.training.steps = 60;
        e.optimizer.discriminator = experimentSchema.shape.optimizer.shape.discriminator.parse({
          type: "momentum",
          momentum: { type: "exponential", initial: 0.5, decay: 1.01 },
        });
      }),
    );
    const before = readFileSync(runFiles(dir).record, "utf8");
    const { stderrTail } = await watch(dir, { steps: 200 }).done;
    assert.match(stderrTail, /momentum is 1.00338 at step 70, and must be at most 1/);
    assert.equal(readFileSync(runFiles(dir).record, "utf8"), before);
    await watch(dir, { steps: 70 }).done;
    assert.equal((await readRun(dir)).columns.step.at(-1), 70);
  });

  it("is readable whenever it is killed while it writes checkpoints", async () => {
    // A checkpoint at every step: whenever the process dies, it is in or near the middle of one.
    const experiment = template("mnist-mlp", (e) => {
      e.training.steps = 1000;
      e.training.batchSize = 2;
      e.checkpoint.every = 1;
      e.samples.every = 0;
      e.samples.count = 1;
    });
    const dir = await newRun(experiment);
    for (let round = 1; round <= 4; round++) {
      const trainer = watch(dir);
      const before = (await latestCheckpoint(dir))?.step ?? 0;
      await trainer.until(reached(before + 2 + round), "some steps");
      trainer.kill();
      await trainer.done;
      assert.ok(present(await latestCheckpoint(dir)).step > before);
      for (const file of listCheckpoints(dir)) assert.ok(file.endsWith(".safetensors"));
    }
    writeFileSync(join(runFiles(dir).checkpoints, "step-00009999.safetensors"), "torn");
    assert.ok(
      present(await latestCheckpoint(dir)).step < 9999,
      "a file that is no checkpoint is passed over",
    );
  });
});
