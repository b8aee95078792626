import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PNG } from "pngjs";
import { picturePath, readPicture, readRun } from "../../../src/run";
import type { DensityPicture, ScatterPicture } from "../../../src/shared/run/picture";
import { METRIC_NAMES } from "../../../src/shared/run/metrics";
import { newRun, template, watch } from "../../support/trainer";
import { at, entry, first, last, present } from "../../support/values";

describe("training on TensorFlow", () => {
  it("learns the 1-D Gaussian: W1 < 0.15, and D is within 0.1 of 1/2", async () => {
    const dir = await newRun(template("gaussian-1d"));
    const trainer = watch(dir);
    const { record, stderrTail } = await trainer.done;
    assert.equal(record.state, "finished", stderrTail);
    assert.equal(record.engine.name, "tensorflow");
    const rows = present(trainer.messages.find(({ type }) => type === "metrics"));
    const firstRows = rows.type === "metrics" ? last([...rows.columns.step]) : NaN;
    for (const message of trainer.messages)
      if (message.type === "summary" && message.summary.record.step <= firstRows)
        assert.equal(message.summary.stepsPerSecond, undefined, "making the program is no speed");
    const { evaluations, columns, sampleSteps } = await readRun(dir);
    const { results } = last(evaluations);
    const w1 = entry(results, "w1").value;
    assert.ok(w1 < 0.15, `W1 ${w1}`);
    for (const name of ["meanDReal", "meanDGenerated"])
      assert.ok(
        Math.abs(entry(results, name).value - 0.5) < 0.1,
        `${name} ${entry(results, name).value}`,
      );
    assert.equal(columns.step.length, 2500);
    for (const name of METRIC_NAMES) assert.ok(columns[name].every(Number.isFinite), name);
    assert.deepEqual(
      sampleSteps,
      Array.from({ length: 26 }, (_, i) => i * 100),
    );

    const picture = (await readPicture(dir, 2500)) as DensityPicture;
    const spacing = at(picture.x, 1) - first(picture.x);
    for (const density of [picture.pData, picture.pGenerator])
      assert.ok(
        Math.abs(density.reduce((a, b) => a + b) * spacing - 1) < 0.02,
        "a density integrates to 1",
      );
    assert.equal(PNG.sync.read(readFileSync(picturePath(dir, 2500))).width, 720);
  });

  it("learns other seeds of it as well", async () => {
    for (const seed of [2, 3]) {
      const dir = await newRun(
        template("gaussian-1d", (e) => {
          e.training.seed = seed;
        }),
      );
      assert.equal((await watch(dir).done).record.state, "finished");
      const { results } = last((await readRun(dir)).evaluations);
      const { meanDReal, meanDGenerated } = results;
      const w1 = entry(results, "w1").value;
      assert.ok(w1 < 0.15, `seed ${seed}: W1 ${w1}`);
      for (const { value } of [present(meanDReal), present(meanDGenerated)])
        assert.ok(Math.abs(value - 0.5) < 0.1, `seed ${seed}: D ${value}`);
    }
  });

  it("covers all eight modes of the ring", async () => {
    const dir = await newRun(
      template("ring-of-8-gaussians", (e) => {
        e.training.steps = 1500;
      }),
    );
    assert.equal((await watch(dir).done).record.state, "finished");
    const { evaluations } = await readRun(dir);
    assert.equal(entry(last(evaluations).results, "modesCovered").value, 8);
    const picture = (await readPicture(dir, 1500)) as ScatterPicture;
    assert.equal(picture.generated.length, 2000);
    const { heat, manifold, descent } = picture;
    assert.ok(heat.values.every((d) => d >= 0 && d <= 1));
    const area = ((heat.xMax - heat.xMin) / heat.columns) ** 2;
    const mass = present(heat.pGenerator).reduce((sum, p) => sum + p * area, 0);
    assert.ok(mass > 0.99 && mass < 1.001, `p_g in the picture: ${mass}`);
    const told = present(heat.dOptimal).filter((best) => best !== null);
    assert.ok(told.length >= 8 && told.every((best) => best >= 0 && best <= 1));
    assert.equal(descent?.length, 2000);
    const { columns, rows, shares, sheets } = present(manifold);
    const nodes = sheets.map((sheet) => sheet.length / 2);
    assert.deepEqual([nodes, present(shares).length], [[columns * rows], columns - 1]);
  });

  for (const loss of ["minimax", "leastSquares"] as const) {
    it(`plays the ${loss} game`, async () => {
      const dir = await newRun(
        template("gaussian-1d", (e) => {
          e.objective.loss = loss;
        }),
      );
      assert.equal((await watch(dir).done).record.state, "finished");
      const w1 = entry(last((await readRun(dir)).evaluations).results, "w1").value;
      assert.ok(w1 < 0.3, `W1 ${w1}`);
    });
  }
});
