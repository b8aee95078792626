import assert from "node:assert/strict";
import type { Experiment } from "../../../src/experiment/schema";
import { readRecord, readRun } from "../../../src/run";
import { GanError } from "../../../src/shared/errors";
import type { Evaluation } from "../../../src/shared/run/run";
import { assertSame, finished, newRun, reached, watch } from "../../support/trainer";
import { changeRates } from "../../support/changes";
import { at, entry, present } from "../../support/values";
import { gan, short } from "../../support/evaluated";

describe("evaluations of a run that is being trained", () => {
  const endless = (change: (experiment: Experiment) => void = () => undefined) =>
    short("ring-of-8-gaussians", (e) => {
      e.training.steps = 1_000_000;
      e.checkpoint.every = 200;
      change(e);
    });

  it("can be asked for at any moment, and are refused where they make no sense", async () => {
    const trainer = watch(await newRun(endless()));
    await trainer.until(reached(5), "step 5");
    const asked = await trainer.command({ type: "evaluate", metrics: ["modes"], samples: 200 });
    await trainer.until(
      (message) => message.type === "evaluation" && message.evaluation.step === asked,
      "the evaluation",
    );
    const paused = await trainer.command({ type: "pause" });
    assert.equal(
      await trainer.command({ type: "evaluate", metrics: ["modes"], samples: 300 }),
      paused,
    );
    await trainer.until(
      (message) =>
        message.type === "evaluation" &&
        message.evaluation.step === paused &&
        entry(message.evaluation.results, "modesCovered").settings["samples"] === 300,
      "the second one",
    );
    await assert.rejects(
      trainer.command({ type: "evaluate", metrics: ["wasserstein"] }),
      (error: unknown) =>
        error instanceof GanError &&
        error.code === "bad-usage" &&
        /for 1-D data/.test(error.message),
    );
    await trainer.command({ type: "stop" });
    const { record } = await trainer.done;
    const { evaluations } = await readRun(trainer.runDir);
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [asked, paused, record.step],
      "and what every run has at its end",
    );
  });

  it("are said to have ended, too, when the run is paused meanwhile", async () => {
    const trainer = watch(await newRun(endless()));
    await trainer.until(reached(5), "step 5");
    await trainer.command({ type: "evaluate", metrics: ["prdc"], samples: 8_000 });
    await trainer.until(
      (message) => message.type === "summary" && (message.summary.evaluating?.fraction ?? 0) > 0.1,
      "some of it",
    );
    await trainer.command({ type: "pause" });
    await trainer.until((message) => message.type === "evaluation", "the evaluation");
    await trainer.until(
      (message) =>
        message.type === "summary" &&
        message.summary.record.state === "paused" &&
        message.summary.evaluating === undefined,
      "a summary without it",
    );
    const last = present(trainer.messages.findLast((message) => message.type === "summary"));
    assert.equal(last.summary.evaluating, undefined);
    await trainer.command({ type: "stop" });
    await trainer.done;
  });

  it("go on in pieces beside training, and hold no command up for long", async () => {
    const trainer = watch(await newRun(endless()));
    await trainer.until(reached(5), "step 5");
    const asked = await trainer.command({ type: "evaluate", metrics: ["prdc"], samples: 8_000 });
    await trainer.until(
      (message) => message.type === "summary" && (message.summary.evaluating?.fraction ?? 0) > 0.3,
      "some of it",
    );
    const trainedTo = at(
      present(trainer.messages.findLast((message) => message.type === "metrics")).columns.step,
      -1,
    );
    assert.ok(trainedTo > asked, `training goes on: ${trainedTo}`);
    await trainer.command(changeRates(["generator"], 0.0005));
    assert.ok(
      !trainer.messages.some((message) => message.type === "evaluation"),
      "the command is answered before the evaluation has ended",
    );
    await trainer.until((message) => message.type === "evaluation", "the evaluation");
    const { evaluation } = present(
      trainer.messages.find((message) => message.type === "evaluation"),
    );
    assert.equal(evaluation.step, asked);
    assert.equal(entry(evaluation.results, "precision").settings["step"], asked);
    const last = at(
      present(trainer.messages.findLast((message) => message.type === "metrics")).columns.step,
      -1,
    );
    assert.ok(last > trainedTo);
    await trainer.command({ type: "stop" });
    await trainer.done;

    // The checkpoint of that step is gone; the same training up to it has the same samples.
    const again = await finished(
      short("ring-of-8-gaussians", (e) => {
        e.training.steps = asked;
        e.evaluation = { every: 0, metrics: ["prdc"], samples: 8_000, features: "classifier" };
      }),
    );
    assert.deepEqual(at((await readRun(again)).evaluations, -1).results, evaluation.results);
  });

  it("leave training as it is, to the bit", async () => {
    const plain = await finished(short("ring-of-8-gaussians"));
    const measured = await finished(
      short("ring-of-8-gaussians", (e) => {
        e.evaluation = {
          every: 30,
          metrics: ["modes", "prdc", "dualityGap"],
          samples: 500,
          features: "classifier",
        };
      }),
    );
    await assertSame(plain, measured);
    const { evaluations } = await readRun(measured);
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [30, 60],
    );
    assert.deepEqual(
      evaluations.map(({ results }) => entry(results, "recall").settings["step"]),
      [30, 60],
    );
    for (const { results } of evaluations) {
      const { value, settings } = entry(results, "dualityGap");
      assert.ok(value > 0, `G or D can gain: ${value}`);
      assert.deepEqual([settings["samples"], settings["answerSteps"]], [512, 200]);
    }
  });

  it("are of a checkpoint where another process asks; the trainer goes on", async () => {
    const trainer = watch(await newRun(endless()));
    await trainer.until(
      (message) =>
        message.type === "event" &&
        message.event.type === "checkpoint" &&
        message.event.step >= 200,
      "a checkpoint",
    );
    const { code, stdout, stderr } = await gan(
      "evaluate",
      trainer.runDir,
      "--metrics",
      "modes",
      "--json",
    );
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as Evaluation).step % 200, 0);
    assert.equal(readRecord(trainer.runDir).state, "running");
    await trainer.command({ type: "stop" });
    assert.equal((await trainer.done).record.state, "stopped");
    assert.equal((await readRun(trainer.runDir)).evaluations.length, 2);
  });
});
