import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Experiment } from "../../../src/experiment/schema";
import { listCheckpoints, readRecord, readRun, runFiles } from "../../../src/run";
import type { Comparison } from "../../../src/shared/evaluation/comparison";
import { GanError } from "../../../src/shared/errors";
import type { Evaluation } from "../../../src/shared/run/run";
import { assertSame, finished, newRun, reached, template, watch } from "../../support/trainer";
import { changeRates } from "../../support/changes";
import { runGan } from "../../support/command-line";
import { at, entry, first, found, present } from "../../support/values";

const gan = (...args: string[]) => runGan(args, process.cwd());

const short = (id: string, change: (experiment: Experiment) => void = () => undefined) =>
  template(id, (e) => {
    e.training.steps = 60;
    e.samples.every = 0;
    e.evaluation.every = 0;
    change(e);
  });

describe("gan evaluate", () => {
  it("gives what the trainer has measured at the same step, and adds it to the run with its provenance", async () => {
    const dir = await finished(short("gaussian-1d"));
    const [measured] = (await readRun(dir)).evaluations;
    const { code, stdout, stderr } = await gan("evaluate", dir, "--json");
    assert.equal(code, 0, stderr);
    const printed = JSON.parse(stdout) as Evaluation;
    assert.deepEqual(printed.results, present(measured).results, "to the bit, provenance too");
    assert.deepEqual(Object.keys(printed.results), [
      "w1",
      "jensenShannon",
      "distanceFromOptimum",
      "meanDReal",
      "meanDGenerated",
    ]);
    assert.deepEqual(entry(printed.results, "w1").settings, {
      data: "gaussian (mean -1, stddev 0.5)",
      samples: 10_000,
      generator: "current",
      step: 60,
      seed: 1,
      against: "quantiles of the data",
    });
    // The mean distance of 10,000 samples of N(-1, 0.5^2) from its quantiles.
    assert.ok(Math.abs(present(entry(printed.results, "w1").noiseFloor) - 0.00644) < 0.00001);
    assert.match(
      (await gan("evaluate", dir, "--metrics", "wasserstein,jensenShannon")).stdout,
      /W1\(p_g, p_data\) .* \(noise floor 0.0064\)\n.*JS\(p_g, p_data\) .* \(noise floor .*\)\n/,
    );
    const { evaluations, events } = await readRun(dir);
    assert.deepEqual(evaluations.slice(0, 2), [measured, printed]);
    assert.equal(events.filter(({ type }) => type === "evaluated").length, 3);
  });

  it("measures any checkpoint that is kept, by the metrics and with the samples that are asked for", async () => {
    const dir = await finished(
      short("ring-of-8-gaussians", (e) => {
        e.checkpoint = { every: 20, keep: 3 };
        e.training.generatorAverage = { decay: 0.9, start: 0 };
      }),
    );
    const { code, stdout, stderr } = await gan(
      "evaluate",
      dir,
      "--at",
      "40",
      "--metrics",
      "prdc,modes",
      "--samples",
      "300",
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /test at step 40, measured on tensorflow/);
    assert.match(stdout, /modes covered +\d/);
    assert.match(stdout, /precision \(plain values\) +[\d.]+/);
    assert.match(
      stdout,
      /All: data ring \(modes 8, radius 1, stddev 0\.0\d\), 300 samples of G, average of G, step 40, seed 1\./,
    );
    const { results, step } = at((await readRun(dir)).evaluations, -1);
    assert.equal(step, 40);
    assert.deepEqual(Object.keys(results), [
      "modesCovered",
      "highQuality",
      "reverseKl",
      "precision",
      "recall",
      "density",
      "coverage",
    ]);
    assert.deepEqual(entry(results, "precision").settings, {
      data: entry(results, "modesCovered").settings["data"],
      samples: 300,
      generator: "average",
      step: 40,
      seed: 1,
      real: 300,
      rows: "drawn afresh",
      features: "values",
      dimensions: 2,
      k: 3,
    });
  });

  it("says what is wrong: no checkpoint, none of that step, no run, no such metric", async () => {
    const dir = await finished(
      short("gaussian-1d", (e) => {
        e.checkpoint = { every: 20, keep: 2 };
      }),
    );
    for (const [args, code, said] of [
      [
        ["--at", "10"],
        1,
        /no checkpoint of step 10 .*; there are those of 40, 60; "checkpoint": \{ "keep": N \} keeps more/,
      ],
      [["--metrics", "fid"], 2, /fid is for pictures; remove it/],
      [["--metrics", "w1"], 2, /entry 1 of metrics is "w1"/],
      [["--engine", "abacus"], 2, /there is no engine "abacus"; use one of: auto, tensorflow/],
      [["--at", "soon"], 2, /"soon" is not a whole number/],
    ] as const) {
      const outcome = await gan("evaluate", dir, ...args);
      assert.equal(outcome.code, code, outcome.stderr);
      assert.match(outcome.stderr, said);
    }
    for (const file of listCheckpoints(dir)) rmSync(file);
    const without = await gan("evaluate", dir);
    assert.equal(without.code, 1);
    assert.match(
      without.stderr,
      /error: "test" has no checkpoint \(.*\); train it first: gan resume RUN/,
    );
    assert.match(
      (await gan("evaluate", join(dir, "nowhere"))).stderr,
      /no readable run in this folder/,
    );
    assert.equal((await readRun(dir)).evaluations.length, 1, "nothing was added");
  });

  it("gives the same figures on every engine, but for rounding", async () => {
    const dir = await finished(short("ring-of-8-gaussians"));
    const [tensorflow, ...others] = await Promise.all(
      ["tensorflow", "onnx-web", "wasm"].map(async (engine) => {
        const { code, stdout, stderr } = await gan(
          "evaluate",
          dir,
          "--engine",
          engine,
          "--metrics",
          "discriminator,prdc",
          "--samples",
          "500",
          "--json",
        );
        assert.equal(code, 0, stderr);
        return (JSON.parse(stdout) as Evaluation).results;
      }),
    );
    for (const other of others) {
      for (const [name, { value, settings }] of Object.entries(present(tensorflow))) {
        assert.ok(
          Math.abs(entry(other, name).value - value) <= 1e-3 * Math.max(1, Math.abs(value)),
          `${name}: ${value} and ${entry(other, name).value}`,
        );
        assert.deepEqual(entry(other, name).settings, settings);
      }
    }
  });
});

describe("evaluations of a run that is being trained", () => {
  const endless = (change: (experiment: Experiment) => void = () => undefined) =>
    short("ring-of-8-gaussians", (e) => {
      e.training.steps = 1_000_000;
      e.checkpoint.every = 200;
      change(e);
    });

  it("can be asked for at any moment, also while it is paused, and are refused where they make no sense", async () => {
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

  it("go on in pieces beside training, on samples of their step, and hold no command up for long", async () => {
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
          every: 20,
          metrics: ["modes", "prdc"],
          samples: 500,
          features: "classifier",
        };
      }),
    );
    await assertSame(plain, measured);
    const { evaluations } = await readRun(measured);
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [20, 40, 60],
    );
    assert.deepEqual(
      evaluations.map(({ results }) => entry(results, "recall").settings["step"]),
      [20, 40, 60],
    );
  });

  it("are given up by a stop, which does not wait for them, and said so", async () => {
    const trainer = watch(
      await newRun(
        endless((e) => {
          e.evaluation.metrics = ["prdc"];
          e.evaluation.samples = 40_000;
          e.evaluation.every = 50;
        }),
      ),
    );
    await trainer.until(
      (message) => message.type === "summary" && message.summary.evaluating !== undefined,
      "an evaluation",
    );
    await trainer.command({ type: "stop" });
    const { record } = await trainer.done;
    assert.equal(record.state, "stopped");
    const { events, evaluations } = await readRun(trainer.runDir);
    assert.deepEqual(evaluations, []);
    assert.ok(
      events.some(
        (event) =>
          event.type === "warning" && /The evaluation of step 50 was given up/.test(event.message),
      ),
    );
  });

  it("at the end of a run can be given up too; the run is finished all the same", async () => {
    const trainer = watch(
      await newRun(
        short("ring-of-8-gaussians", (e) => {
          e.evaluation.metrics = ["prdc"];
          e.evaluation.samples = 40_000;
        }),
      ),
    );
    await trainer.until(
      (message) => message.type === "summary" && (message.summary.evaluating?.fraction ?? 0) > 0.3,
      "some of the evaluation",
    );
    await trainer.command({ type: "stop" });
    const { record } = await trainer.done;
    assert.deepEqual([record.state, record.step], ["finished", 60]);
    assert.ok(
      (await readRun(trainer.runDir)).events.some(
        (event) => event.type === "warning" && /given up/.test(event.message),
      ),
    );
  });

  it("that fail say why, and the run goes on", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "gan-table-")), "table.csv");
    writeFileSync(
      file,
      `x,y\n${Array.from({ length: 300 }, (_, i) => `${Math.sin(i)},${Math.cos(i * i)}`).join("\n")}\n`,
    );
    const trainer = watch(
      await newRun(
        endless((e) => {
          e.data = {
            source: "csv",
            file,
            delimiter: ",",
            decimal: ".",
            columns: [
              { type: "numeric", name: "x" },
              { type: "numeric", name: "y" },
            ],
            standardise: true,
            split: "train",
          };
        }),
      ),
    );
    await trainer.until(reached(5), "step 5");
    await trainer.command({ type: "evaluate", metrics: ["prdc"], samples: 100 });
    await trainer.until((message) => message.type === "evaluation", "one that goes well");
    rmSync(file);
    const metrics = ["parzen", "prdc"];
    const asked = await trainer.command({ type: "evaluate", metrics, samples: 100 });
    await trainer.until(
      (message) => message.type === "event" && message.event.type === "warning",
      "the word that it failed",
    );
    await trainer.until(reached(asked + 50), "fifty steps more");
    await trainer.command({ type: "stop" });
    const { record } = await trainer.done;
    assert.equal(record.state, "stopped");
    const { events, evaluations } = await readRun(trainer.runDir);
    const rows = "30 of 300, chosen by the order of seed 0";
    assert.deepEqual(entry(first(evaluations).results, "coverage").settings["rows"], rows);
    assert.equal(first(evaluations).failures, undefined);
    // Nothing is measured against data that are not there to be compared with what the run knows of
    // them.
    const told = events.filter((event) => event.type === "warning").map(({ message }) => message);
    assert.match(told.join("\n"), new RegExp(`The evaluation of step ${asked} .*table\\.csv`));
  });

  it("of which a metric fails keep the others, in the run, in the terminal and in the window's texts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gan-few-"));
    const rows = Array.from({ length: 50 }, (_, i) => `${Math.sin(i)},${Math.cos(i * i)}`);
    writeFileSync(join(folder, "few.csv"), `x,y\n${rows.join("\n")}\n`);
    const dense = (units: number) => ({ layers: [{ type: "dense", units }] });
    const adam = { type: "adam", learningRate: 0.001 };
    const numeric = (name: string) => ({ type: "numeric", name });
    writeFileSync(
      join(folder, "few.gan.json"),
      JSON.stringify({
        data: {
          source: "csv",
          file: "few.csv",
          columns: [numeric("x"), numeric("y")],
          split: "train",
        },
        latent: { size: 2 },
        generator: dense(2),
        discriminator: dense(1),
        optimizer: { generator: adam, discriminator: adam },
        training: { steps: 20, batchSize: 4 },
        evaluation: { every: 10, metrics: ["discriminator", "prdc", "parzen"], samples: 100 },
      }),
    );
    const run = join(folder, "run");
    const { code, stdout } = await gan("train", join(folder, "few.gan.json"), "--run-dir", run);
    assert.equal(code, 0, stdout);
    const { evaluations, events } = await readRun(run);
    assert.deepEqual(
      evaluations.map(({ step }) => step),
      [10, 20],
    );
    const reason = /each row needs 5 neighbours in its own set, and there are 5 real/;
    for (const { results, failures } of evaluations) {
      assert.deepEqual(Object.keys(results), ["parzen", "meanDReal", "meanDGenerated"]);
      assert.deepEqual(Object.keys(present(failures)), ["prdc"]);
      assert.match(entry(present(failures), "prdc"), reason);
    }
    assert.equal(events.filter((event) => event.type === "evaluated").length, 2);
    assert.match(stdout, /^Step 10: .*mean D\(x\)/m, "what was measured");
    assert.match(stdout, /^Step 10: warning: prdc failed: each row needs 5 neighbours/m);
    assert.match(stdout, /^Step 20: warning: prdc failed: /m);
    const again = await gan("evaluate", run);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /! prdc failed: each row needs 5 neighbours/);
    assert.match(again.stdout, /mean D\(G\(z\)\)/);
  });

  it("are of a checkpoint where another process asks, which changes nothing for the trainer", async () => {
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

describe("gan compare", () => {
  it("sets comparable figures side by side, and refuses to where their provenance differs, saying in what", async () => {
    const a = await finished(short("gaussian-1d"));
    const b = await finished(
      short("gaussian-1d", (e) => {
        e.training.seed = 2;
        e.optimizer.generator = { type: "sgd", learningRate: 0.01 };
      }),
    );
    const alike = await gan("compare", a, b);
    assert.equal(alike.code, 0, alike.stderr);
    assert.match(alike.stdout, /training\.seed +1 +2/);
    assert.match(
      alike.stdout,
      /optimizer\.generator +\{"type":"adam".* +\{"type":"sgd","learningRate":0\.01\}/,
    );
    assert.match(alike.stdout, /A last +A best +B last +B best/);
    assert.match(alike.stdout, /W1\(p_g, p_data\) +[\d.]+ @60 +[\d.]+ @60 +[\d.]+ @60 +[\d.]+ @60/);
    assert.doesNotMatch(alike.stdout, /not to be compared/);

    assert.equal(
      (await gan("evaluate", b, "--samples", "2000", "--metrics", "wasserstein,discriminator"))
        .code,
      0,
    );
    const apart = await gan("compare", a, b);
    assert.equal(apart.code, 0, apart.stderr);
    assert.match(
      apart.stdout,
      /W1\(p_g, p_data\): not to be compared, for the figures differ in samples\n  with 10,000 samples of G\n    A = .*\n    B = .*\n  with 2,000 samples of G\n    B = /,
    );
    assert.match(apart.stdout, /JS\(p_g, p_data\) +[\d.e-]+ @60/, "what can be compared still is");
    const { measures } = JSON.parse((await gan("compare", a, b, "--json")).stdout) as Comparison;
    assert.deepEqual(
      found(measures, ({ name }) => name === "w1").rows.map(({ figures }) =>
        figures.map((of) => of !== null),
      ),
      [
        [true, true],
        [false, true],
      ],
    );
    assert.deepEqual(found(measures, ({ name }) => name === "w1").differing, ["samples"]);
  });

  it("tells what was changed while training, and runs of one name by their folders", async () => {
    const dir = await newRun(
      short("gaussian-1d", (e) => {
        e.training.steps = 1_000_000;
      }),
    );
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    await trainer.command(changeRates(["generator"], 0.123));
    await trainer.command({ type: "stop" });
    await trainer.done;
    const { stdout } = await gan("compare", dir, await finished(short("gaussian-1d")));
    assert.match(
      stdout,
      /Changed while training\n  A, from step \d+: Learning rate of the generator: .* → 0\.123/,
    );
    assert.match(stdout, /A = \d{8}-\d{6}-test/);
    assert.equal((await gan("compare", dir)).code, 2);
    assert.match(readFileSync(runFiles(dir).events, "utf8"), /0\.123/);
  });
});
