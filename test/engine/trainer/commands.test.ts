import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { appendLines, latestCheckpoint, readRecord, readRun, runFiles } from "../../../src/run";
import { layersOf } from "../../../src/experiment/schema";
import { GanError } from "../../../src/shared/errors";
import { describeEvent } from "../../../src/shared/run/marks";
import { finished, newRun, reached, template, watch } from "../../support/trainer";
import { isChange } from "../../../src/shared/protocol/changes";
import { changeOptimizers, changeRates, changeTo, changesOf } from "../../support/changes";
import { at, present } from "../../support/values";
import { ENDLESS } from "../../support/command-line";

describe("the trainer process", () => {
  it("pauses, steps, resumes and stops", async () => {
    const dir = await newRun(ENDLESS);
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    const pausedAt = await trainer.command({ type: "pause" });
    assert.equal(readRecord(dir).state, "paused");
    assert.equal(present(await latestCheckpoint(dir)).step, pausedAt, "a pause is a checkpoint");
    const steps = [await trainer.command({ type: "step" })];
    await trainer.until(reached(pausedAt + 1), "one step");
    steps.push(await trainer.command({ type: "step" }));
    assert.deepEqual(steps, [pausedAt + 1, pausedAt + 2]);
    await trainer.command({ type: "resume" });
    await trainer.until(reached(pausedAt + 10), "ten steps more");
    await trainer.command({ type: "stop" });
    const { code, record } = await trainer.done;
    assert.equal(code, 0);
    assert.equal(record.state, "stopped");
    const { columns, events } = await readRun(dir);
    assert.deepEqual(
      [...columns.step],
      Array.from(columns.step, (_, i) => i + 1),
      "every step is recorded once",
    );
    assert.equal(present(await latestCheckpoint(dir)).step, record.step);
    assert.ok(
      ["paused", "resumed", "stopped"].every((type) => events.some((event) => event.type === type)),
    );
    assert.ok(existsSync(runFiles(dir).curves));
  });

  it("changes optimizers at an acknowledged step, slots kept or reset", async () => {
    const dir = await newRun(ENDLESS);
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    await trainer.command({ type: "pause" });
    const kept = await trainer.command(
      changeOptimizers(
        ["generator", "discriminator"],
        { type: "rmsprop", learningRate: 0.0005 },
        "keep",
      ),
    );
    const reset = await trainer.command(
      changeOptimizers(["discriminator"], { type: "adam" }, "reset"),
    );
    await trainer.command(changeRates(["generator"], 0.01));
    await assert.rejects(
      trainer.command(changeOptimizers(["generator"], { type: "adam", beta1: 2 }, "keep")),
      (error: unknown) =>
        error instanceof GanError &&
        error.code === "bad-usage" &&
        /beta1 must be less than 1/.test(error.message),
    );
    await assert.rejects(
      trainer.command(
        changeOptimizers(
          ["discriminator"],
          {
            type: "momentum",
            momentum: { type: "step", initial: 0.5, factor: 3, every: 1000 },
          },
          "keep",
        ),
      ),
      (error: unknown) =>
        error instanceof GanError &&
        error.code === "bad-usage" &&
        /momentum is [\d.]+ at step \d+, and must be at most 1/.test(error.message),
    );
    const step = await trainer.command({ type: "step" });
    await trainer.until(reached(step), "a step");
    await trainer.command({ type: "stop" });
    await trainer.done;
    const { events, columns } = await readRun(dir);
    const changes = events
      .filter(isChange)
      .map(({ set, slots, carriedOver, step }) => [
        set.map(({ path }) => path),
        slots,
        carriedOver,
        step,
      ]);
    const both = { generator: ["secondMoment"], discriminator: ["secondMoment"] };
    assert.deepEqual(changes.slice(0, 2), [
      [["optimizer.generator", "optimizer.discriminator"], "keep", both, kept],
      [["optimizer.discriminator"], "reset", { discriminator: [] }, reset],
    ]);
    assert.equal(columns.lrG.at(-1), 0.01);
    assert.equal(columns.lrD.at(-1), 0.001);
    const names = Object.keys(present(await latestCheckpoint(dir)).tensors);
    const has = (slot: string) => names.some((name) => name.startsWith(`optimizer/${slot}/`));
    assert.deepEqual(
      ["generator/secondMoment", "generator/firstMoment", "discriminator/firstMoment"].map(has),
      [true, false, true],
    );
  });

  it("changes k at an acknowledged step, keeps the state, refuses what is no k", async () => {
    const dir = await newRun(ENDLESS);
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    const paused = await trainer.command({ type: "pause" });
    const before = present(await latestCheckpoint(dir));
    assert.equal(before.settings["training.discriminatorSteps"], 1);
    assert.equal(before.batchOffset, 0);
    assert.equal(await trainer.command(changeTo("training.discriminatorSteps", 3)), paused + 1);
    assert.deepEqual(
      await latestCheckpoint(dir),
      {
        ...before,
        settings: { ...before.settings, "training.discriminatorSteps": 3 },
        batchOffset: -2 * paused,
      },
      "saved before it is acknowledged",
    );
    for (const [value, why] of [
      [0, /discriminatorSteps must be at least 1/],
      [101, /discriminatorSteps must be at most 100/],
      [1.5, /discriminatorSteps must be a whole number/],
    ] as const) {
      await assert.rejects(
        trainer.command(changeTo("training.discriminatorSteps", value)),
        (error: unknown) =>
          error instanceof GanError && error.code === "bad-usage" && why.test(error.message),
      );
    }
    await trainer.command({ type: "resume" });
    await trainer.until(reached(paused + 20), "twenty steps more");
    await trainer.command({ type: "stop" });
    await trainer.done;
    const { columns, events } = await readRun(dir);
    assert.deepEqual(
      [...columns.step],
      Array.from(columns.step, (_, i) => i + 1),
      "the curves go on unbroken",
    );
    assert.deepEqual(changesOf(events, "training.discriminatorSteps"), [[paused + 1, 1, 3]]);
  });

  it("changes the loss from an acknowledged step on, and refuses what cannot be", async () => {
    const punished = (steps: number) =>
      template("gaussian-1d", (e) => {
        e.training.steps = steps;
        e.samples.every = e.checkpoint.every = e.evaluation.every = 0;
        e.objective.penalties = [{ type: "r1", weight: 1 }];
      });
    const dir = await newRun(punished(1_000_000));
    const trainer = watch(dir);
    const set = (path: string, value: unknown) =>
      trainer.command(changeTo(`objective.${path}`, value));
    await trainer.until(reached(5), "step 5");
    const paused = await trainer.command({ type: "pause" });
    const before = present(await latestCheckpoint(dir));
    assert.equal(await set("penalties.0.weight", 30), paused + 1);
    assert.deepEqual(
      await latestCheckpoint(dir),
      {
        ...before,
        settings: {
          ...before.settings,
          objective: { ...before.settings.objective, penalties: [{ type: "r1", weight: 30 }] },
        },
      },
      "saved before it is acknowledged",
    );
    for (const [path, value, why] of [
      ["penalties.0.wieght", 1, /unknown key "wieght"/],
      ["loss", "none", /loss is "none"/],
      ["penalties.0.weight", -1, /weight must be at least 0/],
      ["packing", 2, /objective\.packing is fixed once a run has begun/],
      ["weightClip", 0.01, /weightClip belongs to the loss wasserstein/],
      ["penalties.x.weight", 1, /cannot be set/],
    ] as const) {
      await assert.rejects(
        set(path, value),
        (error: unknown) =>
          error instanceof GanError && error.code === "bad-usage" && why.test(error.message),
        path,
      );
    }
    await trainer.command({ type: "resume" });
    await trainer.until(reached(paused + 20), "twenty steps more");
    const other = await set("loss", "hinge");
    const none = await set("penalties", null);
    await trainer.until(reached(none + 20), "twenty steps more");
    await trainer.command({ type: "stop" });
    await trainer.done;
    const { columns, events } = await readRun(dir);
    assert.deepEqual(
      [...columns.step],
      Array.from(columns.step, (_, i) => i + 1),
      "the curves go on unbroken",
    );
    assert.deepEqual(
      events.filter(isChange).map((event) => [event.step, describeEvent(event)]),
      [
        [paused + 1, "Loss: penalties.0.weight 1 → 30"],
        [other, "Loss: loss nonSaturating → hinge"],
        [none, "Loss: penalties r1, weight 30 → none"],
      ],
    );
    const unchanged = (await readRun(await finished(punished(paused + 20)))).columns;
    const same = Array.from(unchanged.step, (_, i) => columns.lossD[i] === unchanged.lossD[i]);
    assert.equal(
      same.indexOf(false),
      paused,
      "the first step of the new weight is the first that differs",
    );
  });

  it("takes commands from the run's inbox, and passes over what is none", async () => {
    const dir = await newRun(ENDLESS);
    const trainer = watch(dir);
    await trainer.until(reached(2), "step 2");
    appendFileSync(runFiles(dir).inbox, "nonsense\n");
    appendLines(runFiles(dir).inbox, [
      changeRates(["generator"], 0.456),
      // As an earlier version has it.
      { type: "setLearningRate", networks: ["discriminator"], learningRate: 0.123 },
      { type: "stop" },
    ]);
    assert.equal((await trainer.done).record.state, "stopped");
    const { events } = await readRun(dir);
    for (const [network, rate] of [
      ["generator", 0.456],
      ["discriminator", 0.123],
    ] as const)
      assert.equal(changesOf(events, `optimizer.${network}.learningRate`).at(-1)?.[2], rate);
    assert.match(readFileSync(runFiles(dir).log, "utf8"), /inbox: not a command: nonsense/);
  });

  it("stops at a loss that is no number, and says the step and what to try", async () => {
    const dir = await newRun(
      template("gaussian-1d", (e) => {
        e.optimizer.generator = { type: "sgd", learningRate: 1e20 };
        e.optimizer.discriminator = { type: "sgd", learningRate: 1e20 };
        e.objective.loss = "leastSquares";
      }),
    );
    const { record } = await watch(dir).done;
    assert.equal(record.state, "failed");
    assert.equal(record.error?.code, "not-finite");
    assert.match(
      record.error.message,
      new RegExp(
        String.raw`^training diverged: the (discriminator|generator)'s ` +
          String.raw`(loss|gradient)\b.* not (a finite number|finite numbers) at step \d+$`,
      ),
    );
    assert.match(record.error.hint, /smaller learning rates/);
    assert.ok(await latestCheckpoint(dir), "the last good state is there to resume from");
  });

  it("does not blame the learning rate where the first loss of all is no number", async () => {
    const dir = await newRun(
      template("gaussian-1d", (e) => {
        for (const layer of e.discriminator.layers ?? [])
          if (layer.type === "dense") {
            layer.activation = "linear";
            layer.kernelInitializer = { type: "constant", value: 1e30 };
          }
      }),
    );
    const { record } = await watch(dir).done;
    assert.equal(record.error?.code, "not-finite");
    assert.match(record.error.message, /not finite numbers at step 1$/);
    assert.match(record.error.hint, /how the weights start/);
  });

  it("says which layer broke, and keeps the run", async () => {
    const broken = template("gaussian-1d");
    Object.assign(at(layersOf(broken.generator), 1), { units: 3 });
    const dir = await newRun(broken);
    const { record } = await watch(dir).done;
    assert.equal(record.state, "failed");
    assert.match(present(record.error).message, /layer 1 \(dense\)/);
  });
});
