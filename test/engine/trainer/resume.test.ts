import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Experiment, experimentSchema } from "../../../src/experiment/schema";
import {
  checkpointSteps,
  latestCheckpoint,
  listCheckpoints,
  readRecord,
  readRun,
  runFiles,
} from "../../../src/run";
import { branchRun } from "../../../src/run/branch";
import {
  assertSame,
  finished,
  isPaused,
  killedAt,
  newRun,
  reached,
  template,
  watch,
} from "../../support/trainer";
import { copyAsDied, copyOf } from "../../support/died-runs";
import { changeOptimizers, changeRates, changeTo } from "../../support/changes";
import { at, present } from "../../support/values";
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

/** A checkpoint of a run that is neither its first nor its last. */
function middleStep(run: string): number {
  const steps = checkpointSteps(run);
  assert.ok(steps.length > 2);
  return at(steps, Math.floor(steps.length / 2));
}

/** Branches a run on its way, and trains the branch to the same end. */
async function trainedBranch(parent: string): Promise<string> {
  const dir = await branchRun({ parent, step: middleStep(parent) });
  const { record, stderrTail } = await watch(dir).done;
  assert.equal(record.state, "finished", stderrTail);
  return dir;
}

/** Runs that nobody changes: each is trained once, and keeps all its checkpoints. */
const trained = new Map<Experiment, Promise<string>>();

function uninterrupted(experiment: Experiment): Promise<string> {
  const checkpoint = { ...experiment.checkpoint, keep: 1000 };
  const dir = trained.get(experiment) ?? finished({ ...experiment, checkpoint });
  trained.set(experiment, dir);
  return dir;
}

/** A run whose process is killed once it has reached a step. */
async function killedRun(experiment: Experiment, step: number): Promise<string> {
  const { dir, record } = await killedAt(experiment, step);
  assert.match(record.error?.message ?? "", /signal SIGKILL/);
  return dir;
}

describe("a resumed run", () => {
  const branched = new Set([TINY_GAUSSIAN, TINY_DCGAN, TINY_CONDITIONAL]);
  /** Where the process is killed; the others are as a process that died there has left them. */
  const killed = new Set([TINY_GAUSSIAN, TINY_DCGAN]);
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
  for (const [what, experiment, diedAt] of nets) {
    it(`is bit for bit the run that was never interrupted: ${what}`, async () => {
      const whole = await uninterrupted(experiment);
      const dir = killed.has(experiment)
        ? await killedRun(experiment, diedAt)
        : copyAsDied(whole, diedAt);
      const { record, stderrTail } = await watch(dir).done;
      assert.equal(record.state, "finished", stderrTail);
      assert.equal(record.error, undefined);
      await assertSame(whole, dir);
      if (branched.has(experiment)) await assertSame(whole, await trainedBranch(whole));
    });
  }

  it("has branches that are bit for bit the same on ONNX Runtime too", async () => {
    await Promise.all(
      [...branched].map(async (experiment) => {
        const whole = await uninterrupted({ ...experiment, engine: "onnx-node" });
        assert.match(readRecord(whole).engine.name, /onnx/i);
        await assertSame(whole, await trainedBranch(whole));
      }),
    );
  });

  it("keeps an optimizer that was changed, waits when asked to, and takes changes then", async () => {
    // It does not end by itself: whatever is slow here, it trains when it is changed.
    const { training } = TINY_GAUSSIAN;
    const dir = await newRun({ ...TINY_GAUSSIAN, training: { ...training, steps: 1_000_000 } });
    const first = watch(dir);
    await first.until(reached(30), "step 30");
    const changed = await first.command(
      changeOptimizers(["generator"], { type: "sgd", learningRate: 0.05 }, "keep"),
    );
    first.kill();
    await first.done;
    const { step } = present(await latestCheckpoint(dir));

    const second = watch(dir, { paused: true, steps: step + 60 });
    await second.until(isPaused, "it is paused");
    const from = await second.command(changeRates(["generator", "discriminator"], 1e-5));
    assert.equal(from, step + 1, "the change counts from the first step that is made");
    await second.command({ type: "resume" });
    assert.equal((await second.done).record.state, "finished");
    const { columns, events } = await readRun(dir);
    assert.notEqual(columns.lrG[changed - 2], 0.05);
    // None, where nothing was kept after the step that was acknowledged.
    assert.ok(columns.lrG.slice(changed - 1, step).every((rate) => rate === 0.05));
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
    const { settings } = present(await latestCheckpoint(dir));
    const { type, learningRate } = present(settings["optimizer.generator"]);
    assert.deepEqual({ type, learningRate }, { type: "sgd", learningRate: 1e-5 });
  });

  it("is bit for bit the uninterrupted run, also after k and its loss were changed", async () => {
    const whole = await newRun(NARROW_MAXOUT);
    const first = watch(whole);
    let now = 0;
    const change = async (path: string, value: unknown) => {
      await first.until(reached(now + 10), `step ${now + 10}`);
      now = (await first.command(changeTo(path, value))) - 1;
      return now;
    };
    const s = await change("training.discriminatorSteps", 3);
    const t = await change("training.discriminatorSteps", 1);
    // G's loss sees real samples: an iteration takes a batch more.
    const u = await change("objective.loss", "relativisticAverage");
    await change("objective.instanceNoise", 0.1);
    const v = await change("objective.instanceNoise", 0.05);
    await first.until(reached(v + 30), `step ${v + 30}`);
    const end = await first.command({ type: "stop" });
    await first.done;
    const batchOffset = s * 2 - s * 3 + t * 3 - t * 1 + u * 1 - u * 2;
    const assertChanged = async (dir: string) => {
      const checkpoint = present(await latestCheckpoint(dir));
      assert.equal(checkpoint.batchOffset, batchOffset);
      const { settings } = checkpoint;
      assert.equal(settings["training.discriminatorSteps"], 1);
      assert.equal(settings.objective?.loss, "relativisticAverage");
      assert.equal(settings.objective.instanceNoise, 0.05);
    };
    await assertChanged(whole);

    const dir = copyAsDied(whole, v + 10);
    const from = at(checkpointSteps(dir), 0);
    assert.ok(from >= v && from <= v + 10, `${from}`);
    assert.equal((await watch(dir, { steps: end }).done).record.state, "finished");
    await assertChanged(dir);
    await assertSame(whole, dir);
  });

  it("is bit for bit the uninterrupted run, also after it waited", async () => {
    const whole = await uninterrupted(TINY_GAUSSIAN);
    const { dir } = await killedAt(TINY_GAUSSIAN, 40, { paused: true });
    const second = watch(dir, { paused: true });
    await second.until(isPaused, "it is paused");
    await second.command({ type: "resume" });
    assert.equal((await second.done).record.state, "finished");
    await assertSame(whole, dir);
  });

  it("goes on from any checkpoint, bit for bit as the uninterrupted run", async () => {
    const whole = await uninterrupted(TINY_GAUSSIAN);
    const dir = copyOf(whole);
    const [last] = checkpointSteps(dir);
    const fromStep = middleStep(dir);
    const kept = checkpointSteps(dir).filter((step) => step <= fromStep);
    const trainer = watch(dir, { fromStep, paused: true });
    await trainer.until(isPaused, "it is paused");
    assert.deepEqual(checkpointSteps(dir), kept, "what came after it is gone");
    assert.equal((await readRun(dir)).columns.step.at(-1), fromStep);
    await trainer.command({ type: "resume" });
    assert.equal((await trainer.done).record.state, "finished");
    assert.equal(checkpointSteps(dir)[0], last);
    await assertSame(whole, dir);
  });

  it("goes on beyond its end, but not to where a schedule leaves its bounds", async () => {
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
    assert.equal(readFileSync(runFiles(dir).record, "utf8"), before, "it stays as it was");
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
