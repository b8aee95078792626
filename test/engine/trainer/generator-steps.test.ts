import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layersOf } from "../../../src/experiment/schema";
import { latestCheckpoint, listCheckpoints, readCheckpoint, readRun } from "../../../src/run";
import { GanError } from "../../../src/shared/errors";
import { changesOf, changeTo } from "../../support/changes";
import { assertSame, newRun, reached, template, watch } from "../../support/trainer";

const PATH = "training.generatorSteps";

/**
 * Without an end, on real examples, with a loss of G that takes a batch of data for each update,
 * and small enough to keep a checkpoint of every tenth step.
 */
const RELATIVISTIC = template("mnist-mlp", (e) => {
  e.training = { ...e.training, steps: 1_000_000, batchSize: 20, updates: "alternating" };
  e.objective = { ...e.objective, loss: "relativisticAverage" };
  for (const layer of [...layersOf(e.generator), ...layersOf(e.discriminator)])
    if ("units" in layer && [240, 1200].includes(layer.units ?? 0)) layer.units = 8;
  e.optimizer.generator = e.optimizer.discriminator = {
    type: "adam",
    learningRate: 0.001,
    beta1: 0.5,
    beta2: 0.999,
    epsilon: 1e-8,
  };
  e.checkpoint = { every: 10, keep: 10_000 };
  e.samples = { every: 0, count: 4 };
});

/** The number of updates that a network's optimizer has made. */
const updatesOf = async (dir: string, network: string): Promise<number | undefined> =>
  (await latestCheckpoint(dir))?.tensors[`optimizer/${network}/firstMoment/count`]?.values[0];

describe("the updates of G in a step, changed while a run trains", () => {
  it("count from the acknowledged step on, and keep the data's order, bit for bit", async () => {
    const whole = await newRun(RELATIVISTIC);
    const first = watch(whole);
    const changeAfter = async (step: number, value: number) => {
      await first.until(reached(step), `step ${step}`);
      return (await first.command(changeTo(PATH, value))) - 1;
    };
    const s = await changeAfter(1, 3);
    for (const [value, why] of [
      [0, /generatorSteps must be at least 1/],
      [101, /generatorSteps must be at most 100/],
      [1.5, /generatorSteps must be a whole number/],
    ] as const)
      await assert.rejects(
        first.command(changeTo(PATH, value)),
        (error: unknown) =>
          error instanceof GanError && error.code === "bad-usage" && why.test(error.message),
      );
    const t = await changeAfter(s + 10, 2);
    await first.until(reached(t + 30), `step ${t + 30}`);
    const end = await first.command({ type: "stop" });
    await first.done;
    // A step takes 1 + k_G batches.
    const batchOffset = s * 2 - s * 4 + t * 4 - t * 3;
    assert.equal((await latestCheckpoint(whole))?.batchOffset, batchOffset);
    assert.equal(await updatesOf(whole, "generator"), s + 3 * (t - s) + 2 * (end - t));
    assert.equal(await updatesOf(whole, "discriminator"), end);
    assert.deepEqual(changesOf((await readRun(whole)).events, PATH), [
      [s + 1, 1, 3],
      [t + 1, 3, 2],
    ]);

    // The same run as if it had died some steps after the second change.
    const dir = join(mkdtempSync(join(tmpdir(), "gan-engine-")), "copy");
    cpSync(whole, dir, { recursive: true });
    for (const file of listCheckpoints(dir))
      if ((await readCheckpoint(file)).step > t + 10) rmSync(file);
    assert.equal((await watch(dir, { steps: end }).done).record.state, "finished");
    const resumed = await latestCheckpoint(dir);
    assert.deepEqual([resumed?.settings[PATH], resumed?.batchOffset], [2, batchOffset]);
    await assertSame(whole, dir);
  });
});
