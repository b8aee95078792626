import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { listCheckpoints, readRun } from "../../../src/run";
import type { Evaluation } from "../../../src/shared/run/run";
import { finished } from "../../support/trainer";
import { at, entry, present } from "../../support/values";
import { gan, short } from "../../support/evaluated";

describe("gan evaluate", () => {
  it("gives what the trainer measured at the step, and adds it with provenance", async () => {
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

  it("evaluates any kept checkpoint, with the evaluations and samples asked for", async () => {
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

  it("says what is wrong: no checkpoint, none of that step, no run, no such evaluation", async () => {
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
          "discriminator,prdc,optimum",
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
    const { value, noiseFloor, settings } = entry(present(tensorflow), "distanceFromOptimum");
    assert.ok(value > present(noiseFloor), `D is not at its best: ${value}`);
    assert.deepEqual(
      { ...settings, data: undefined },
      {
        data: undefined,
        samples: 20_000,
        generator: "current",
        step: 60,
        seed: 1,
        cells: "48 x 48",
        placesACell: 16,
        density: "samples counted in each",
      },
    );
  });
});
