import assert from "node:assert/strict";
import { checkpointSteps, readRun } from "../../../src/run";
import { branchRun } from "../../../src/run/branch";
import type { MetricColumns } from "../../../src/shared/run/metrics";
import type { IterationTrace } from "../../../src/shared/run/trace";
import { copyAsDied } from "../../support/died-runs";
import { TINY_GAUSSIAN } from "../../support/tiny-experiments";
import { at, present } from "../../support/values";
import { assertSame, isPaused, newRun, reached, watch } from "../../support/trainer";

/**
 * The trace of an iteration has the numbers of the row that it then made. The trace is computed op
 * by op and the iteration by a compiled program, which sums in another order: float32's rounding.
 */
function assertForetold({ step, updates, plane, data }: IterationTrace, columns: MetricColumns) {
  const row = columns.step.indexOf(step);
  const [{ discriminator } = {}, { generator, descent = [] } = {}] = updates;
  const pairs = [
    [discriminator?.loss, columns.lossD],
    [discriminator?.dReal, columns.dReal],
    [discriminator?.dFake, columns.dFake],
    [discriminator?.gradient, columns.gradNormD],
    [generator?.loss, columns.lossG],
    [generator?.gradient, columns.gradNormG],
  ] as const;
  for (const [i, [told, made]] of pairs.entries())
    assert.ok(
      Math.abs(present(told) / at(made, row) - 1) < 1e-4,
      `${i}: ${told}, ${at(made, row)}`,
    );
  assert.deepEqual([step, data, updates.length, descent.length], [4, "numbers", 2, 200]);
  const d = present(plane?.d);
  assert.deepEqual([d.rows, d.columns, d.before.length], [1, 96, 96]);
  assert.notDeepEqual(d.before, d.after);
}

describe("a run in which steps have trained one network alone", () => {
  it("is bit for bit the same when it is resumed, and in a branch", async () => {
    const checkpoint = { ...TINY_GAUSSIAN.checkpoint, keep: 1000 };
    const whole = await newRun({ ...TINY_GAUSSIAN, checkpoint });
    const trainer = watch(whole, { paused: true });
    await trainer.until(isPaused, "it is paused");
    const alone = ["discriminator", "discriminator", "generator"] as const;
    for (const only of alone) {
      const step = await trainer.command({ type: "step", only });
      await trainer.until(reached(step), `step ${step}`);
    }
    const trace = await trainer.trace();
    await trainer.command({ type: "resume" });
    assert.equal((await trainer.done).record.state, "finished");
    const { events, columns } = await readRun(whole);
    assertForetold(trace, columns);
    assert.deepEqual(
      events.flatMap((event) => (event.type === "stepped" ? [[event.step, event.only]] : [])),
      alone.map((only, i) => [i + 1, only]),
    );
    const positive = (norms: Float64Array) => [...norms.slice(0, 4)].map((norm) => norm > 0);
    assert.deepEqual(positive(columns.gradNormD), [true, true, false, true]);
    assert.deepEqual(positive(columns.gradNormG), [false, false, true, true]);
    // A checkpoint holds each of them: whoever goes on from the last need not make them again.
    assert.deepEqual(checkpointSteps(whole).slice(-4), [3, 2, 1, 0]);
    const died = copyAsDied(whole, 3);
    assert.equal((await watch(died).done).record.state, "finished");
    await assertSame(whole, died);
    const branch = await branchRun({ parent: whole, step: 3 });
    assert.equal((await watch(branch).done).record.state, "finished");
    await assertSame(whole, branch);
  });

  it("trains G alone only once the game has begun", async () => {
    const { training } = TINY_GAUSSIAN;
    const dir = await newRun({
      ...TINY_GAUSSIAN,
      training: { ...training, steps: 10, pretrainDiscriminator: 1 },
    });
    const trainer = watch(dir, { paused: true });
    await trainer.until(isPaused, "it is paused");
    await assert.rejects(
      trainer.command({ type: "step", only: "generator" }),
      /G is not trained before step 2/,
    );
    for (const only of ["discriminator", "generator"] as const)
      await trainer.until(reached(await trainer.command({ type: "step", only })), only);
    await trainer.command({ type: "resume" });
    assert.equal((await trainer.done).record.state, "finished");
    const { events } = await readRun(dir);
    assert.deepEqual(
      events.flatMap((event) => (event.type === "stepped" ? [event.only] : [])),
      ["discriminator", "generator"],
    );
  });
});
