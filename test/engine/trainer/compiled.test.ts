import assert from "node:assert/strict";
import { readRun } from "../../../src/run";
import { METRIC_NAMES } from "../../../src/shared/run/metrics";
import type { Experiment, OptimizerConfig } from "../../../src/experiment/schema";
import type { Command } from "../../../src/shared/protocol/messages";
import { workload } from "../../support/compiled";
import {
  assertSame,
  finished,
  newRun,
  reached,
  watch,
  type WatchedTrainer,
} from "../../support/trainer";
import { isChange } from "../../../src/shared/protocol/changes";
import { changeOptimizers, changeRates } from "../../support/changes";
import { present } from "../../support/values";

const endless = (
  name: "toy" | "mnist",
  change: (e: Experiment) => void = () => undefined,
): Experiment =>
  workload(name, (e) => {
    e.training.steps = 1_000_000;
    change(e);
  });

function lastStep({ messages }: WatchedTrainer): number {
  const last = messages.findLast((message) => message.type === "metrics");
  return last?.type === "metrics" ? present(last.columns.step.at(-1)) : 0;
}
const goesOn = (trainer: WatchedTrainer, steps: number): Promise<void> =>
  trainer.until(reached(lastStep(trainer) + steps), `${steps} steps more`);

const optimizer = (type: "adam" | "rmsprop"): OptimizerConfig =>
  type === "adam"
    ? { type, learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
    : { type, learningRate: 0.001, rho: 0.9, epsilon: 1e-7 };
const change = (config: OptimizerConfig): Command =>
  changeOptimizers(["generator"], config, "keep");

describe("A trainer of a compiled step", () => {
  /**
   * Iterations to wait for before each question, and within which the answer must come. A call of
   * the engine takes a tenth of a second, so a machine would have to be twenty times faster than
   * those on which these were chosen before a call had as many.
   */
  const workloads = [
    { name: "toy", warm: 6000, between: 2000, within: 20_000, picture: 5000 },
    { name: "mnist", warm: 60, between: 10, within: 200, picture: 50 },
  ] as const;
  for (const { name, warm, between, within, picture } of workloads) {
    it(
      `of ${name} acknowledges a pause before the next ${within} iterations are done, and ` +
        "trains no further",
      async () => {
        const trainer = watch(
          await newRun(
            endless(name, (e) => {
              e.samples.every = picture;
              e.checkpoint.every = 2 * picture;
            }),
          ),
        );
        await trainer.until(reached(warm), `${warm} steps`);
        for (let round = 0; round < 3; round++) {
          await goesOn(trainer, between);
          const asked = lastStep(trainer);
          const paused = await trainer.command({ type: "pause" });
          assert.ok(paused - asked < within, `asked at ${asked}, paused at ${paused}`);
          await trainer.command({ type: "resume" });
          const rows = trainer.messages.filter((message) => message.type === "metrics");
          assert.equal(rows.at(-1)?.columns.step.at(-1), paused, "no row came after the pause");
        }
        trainer.kill();
        await trainer.done;
      },
    );
  }

  it("changes an optimizer many times in a row, each time from a later step", async () => {
    const trainer = watch(await newRun(endless("toy")));
    await trainer.until(reached(1), "step 1");
    const CHANGES = 12;
    const steps: number[] = [];
    for (let i = 0; i < CHANGES; i++) {
      steps.push(await trainer.command(change(optimizer(i % 2 === 0 ? "rmsprop" : "adam"))));
    }
    await goesOn(trainer, 1);
    trainer.kill();
    await trainer.done;
    const { events } = await readRun(trainer.runDir);
    const changed = events.filter(isChange);
    assert.deepEqual(
      changed.map(({ step }) => step),
      steps,
    );
    assert.ok(
      steps.every((step, i) => i === 0 || step >= steps[i - 1]!),
      steps.join(", "),
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
    const changed = (await readRun(dir)).columns;
    const unchanged = (await readRun(await finished(experiment, { steps: at + 2 }))).columns;
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

  it("is the unchanged run bit for bit where a change leaves the optimizer as it was", async () => {
    const experiment = endless("toy");
    const dir = await newRun(experiment);
    const trainer = watch(dir);
    await trainer.until(reached(20), "20 steps");
    await trainer.command(change(optimizer("adam")));
    await goesOn(trainer, 20);
    await trainer.command({ type: "pause" });
    await trainer.command(changeRates(["generator", "discriminator"], 0.5));
    await trainer.command(changeRates(["generator", "discriminator"], 0.001));
    await trainer.command({ type: "resume" });
    await goesOn(trainer, 20);
    await trainer.command({ type: "stop" });
    const { record } = await trainer.done;
    await assertSame(await finished(experiment, { steps: record.step }), dir);
  });

  it("is not disturbed by another beside it: both end with the bits of one alone", async () => {
    const experiment = workload("mnist", (e) => {
      e.training.steps = 25;
      e.training.batchSize = 50;
      e.samples.count = 4;
    });
    const [alone, ...beside] = [
      await finished(experiment),
      ...(await Promise.all([finished(experiment), finished(experiment)])),
    ];
    for (const dir of beside) await assertSame(present(alone), dir);
  });
});
