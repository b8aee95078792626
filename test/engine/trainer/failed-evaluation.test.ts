import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Experiment } from "../../../src/experiment/schema";
import { readRun } from "../../../src/run";
import { newRun, reached, watch } from "../../support/trainer";
import { entry, first, present } from "../../support/values";
import { gan, short } from "../../support/evaluated";

describe("evaluations that are given up or fail", () => {
  const endless = (change: (experiment: Experiment) => void = () => undefined) =>
    short("ring-of-8-gaussians", (e) => {
      e.training.steps = 1_000_000;
      e.checkpoint.every = 200;
      change(e);
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

  it("of which a part fails keep the others, in run, terminal and window", async () => {
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
});
