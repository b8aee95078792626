import assert from "node:assert/strict";
import { readRun } from "../../src/run";
import { METRIC_NAMES } from "../../src/shared/metrics";
import type { Experiment, OptimizerConfig } from "../../src/experiment/schema";
import type { Command } from "../../src/shared/protocol";
import { workload } from "./compiled-support";
import {
  assertSame,
  finished,
  median,
  newRun,
  reached,
  residentBytes,
  watch,
  type WatchedTrainer,
} from "./support";

const endless = (
  name: "toy" | "mnist",
  change: (e: Experiment) => void = () => undefined,
): Experiment =>
  workload(name, (e) => {
    e.training.steps = 1_000_000;
    change(e);
  });
const MB = 2 ** 20;

/** Milliseconds until a command is answered. */
async function answered(trainer: WatchedTrainer, command: Command): Promise<number> {
  const asked = performance.now();
  await trainer.command(command);
  return performance.now() - asked;
}

function lastStep({ messages }: WatchedTrainer): number {
  const last = messages.findLast((message) => message.type === "metrics");
  return last?.type === "metrics" ? last.columns.step.at(-1)! : 0;
}
const goesOn = (trainer: WatchedTrainer, steps: number): Promise<void> =>
  trainer.until(reached(lastStep(trainer) + steps), `${steps} steps more`);

const optimizer = (type: "adam" | "rmsprop"): OptimizerConfig =>
  type === "adam"
    ? { type, learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    : { type, learningRate: 0.001, rho: 0.9, epsilon: 1e-7 };
const change = (config: OptimizerConfig): Command => ({
  type: "setOptimizer",
  networks: ["generator"],
  optimizer: config,
  slots: "keep",
});

describe("A trainer of a compiled step", () => {
  /** Enough iterations for the calls to reach their full length; pictures and checkpoints are made meanwhile. */
  const workloads = [
    { name: "toy", megabytes: 500, warm: 6000, between: 2000, picture: 5000 },
    { name: "mnist", megabytes: 900, warm: 60, between: 10, picture: 50 },
  ] as const;
  for (const { name, megabytes, warm, between, picture } of workloads) {
    it(`of ${name} pauses in under 250 ms, and stays under ${megabytes} MB, pictures and checkpoints included`, async () => {
      const trainer = watch(
        await newRun(
          endless(name, (e) => {
            e.samples.every = picture;
            e.checkpoint.every = 2 * picture;
          }),
        ),
      );
      await trainer.until(reached(warm), `${warm} steps`);
      const times: number[] = [];
      for (let round = 0; round < 7; round++) {
        await goesOn(trainer, between);
        times.push(await answered(trainer, { type: "pause" }));
        await trainer.command({ type: "resume" });
      }
      const resident = residentBytes(trainer.pid);
      trainer.kill();
      await trainer.done;
      // The machine may be at work for others as well.
      assert.ok(median(times) < 250, `paused after ${times.map(Math.round).join(", ")} ms`);
      assert.ok(resident < megabytes * MB, `${(resident / MB).toFixed(0)} MB`);
    });
  }

  it("changes an optimizer in under half a second, 200 times over, and holds no more memory for it", async () => {
    const trainer = watch(await newRun(endless("toy")));
    await trainer.until(reached(1), "step 1");
    const times: number[] = [];
    const changeTimes = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++)
        times.push(await answered(trainer, change(optimizer(i % 2 === 0 ? "rmsprop" : "adam"))));
      return residentBytes(trainer.pid);
    };
    const early = await changeTimes(50),
      late = await changeTimes(150);
    await goesOn(trainer, 1);
    trainer.kill();
    await trainer.done;
    assert.ok(
      median(times) < 500,
      `changed after ${median(times).toFixed(0)} ms, at most ${Math.max(...times).toFixed(0)} ms`,
    );
    assert.ok(
      late < early * 1.03,
      `${(early / MB).toFixed(1)} MB, then ${(late / MB).toFixed(1)} MB`,
    );
  });

  it("goes on from the same weights with another optimizer: the loss has no jump", async () => {
    const experiment = endless("toy", (e) => {
      e.checkpoint.every = 1_000_000;
    });
    const dir = await newRun(experiment);
    const trainer = watch(dir);
    await trainer.until(reached(20), "20 steps");
    const at = await trainer.command({ type: "pause" });
    await trainer.command(change(optimizer("rmsprop")));
    for (const step of [1, 2]) {
      await trainer.command({ type: "step" });
      await trainer.until(reached(at + step), "a step");
    }
    await trainer.command({ type: "stop" });
    await trainer.done;
    const changed = (await readRun(dir)).columns,
      unchanged = (await readRun(await finished(experiment, { steps: at + 2 }))).columns;
    assert.deepEqual([changed.step.length, unchanged.step.length], [at + 2, at + 2]);
    for (const name of METRIC_NAMES) {
      // All that a step measures it measures before G moves.
      assert.deepEqual(changed[name].slice(0, at + 1), unchanged[name].slice(0, at + 1), name);
    }
    assert.notEqual(
      changed.lossG[at + 1],
      unchanged.lossG[at + 1],
      "the new optimizer moves G in its own way",
    );
    assert.ok(Math.abs(changed.lossG[at + 1]! - unchanged.lossG[at + 1]!) < 0.1);
  });

  it("is the run that was never touched, to the last bit, where the optimizer is changed to what it is, or there and back while it is paused", async () => {
    const experiment = endless("toy");
    const dir = await newRun(experiment);
    const trainer = watch(dir);
    await trainer.until(reached(20), "20 steps");
    await trainer.command(change(optimizer("adam")));
    await goesOn(trainer, 20);
    await trainer.command({ type: "pause" });
    await trainer.command({
      type: "setLearningRate",
      networks: ["generator", "discriminator"],
      learningRate: 0.5,
    });
    await trainer.command({
      type: "setLearningRate",
      networks: ["generator", "discriminator"],
      learningRate: 0.001,
    });
    await trainer.command({ type: "resume" });
    await goesOn(trainer, 20);
    await trainer.command({ type: "stop" });
    const { record } = await trainer.done;
    await assertSame(await finished(experiment, { steps: record.step }), dir);
  });

  it("is not disturbed by another one beside it: both end with the bits that one alone has", async () => {
    const experiment = workload("mnist", (e) => {
      e.training.steps = 25;
      e.training.batchSize = 50;
      e.samples.count = 4;
    });
    const [alone, ...beside] = [
      await finished(experiment),
      ...(await Promise.all([finished(experiment), finished(experiment)])),
    ];
    for (const dir of beside) await assertSame(alone!, dir);
  });
});
