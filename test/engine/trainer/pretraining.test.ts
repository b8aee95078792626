import { onEngine } from "../../support/gan";
import { entry } from "../../support/values";
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSource } from "../../../src/data/source";
import { loadEngine } from "../../../src/engine";
import { experimentSchema } from "../../../src/experiment/schema";
import { createRun } from "../../../src/run";
import { writeCheckpoint } from "../../../src/run/checkpoints";
import type { MetricRow } from "../../../src/shared/run/metrics";
import { applyExperiment } from "../../../src/trainer/session/apply";
import { Session } from "../../../src/trainer/session/session";

const PRETRAINED = 7;
const STEPS = 15;
const experiment = experimentSchema.parse({
  data: { source: "ring" },
  latent: { size: 2 },
  generator: {
    layers: [
      { type: "dense", units: 4, activation: "tanh" },
      { type: "dense", units: 2 },
    ],
  },
  discriminator: {
    layers: [
      { type: "dense", units: 5, activation: "tanh" },
      { type: "dropout", rate: 0.2 },
      { type: "dense", units: 1 },
    ],
  },
  optimizer: { generator: { type: "adam" }, discriminator: { type: "adam" } },
  training: {
    steps: STEPS,
    batchSize: 8,
    pretrainDiscriminator: PRETRAINED,
    generatorAverage: { decay: 0.9 },
  },
});

describe("A run that trains D alone at first", () => {
  onEngine("tensorflow", () => {
    const folder = () =>
      createRun({
        runsDir: mkdtempSync(join(tmpdir(), "gan-pretraining-")),
        name: "test",
        experiment,
      });
    const open = async (dir: string): Promise<Session> =>
      Session.open(
        dir,
        experiment,
        await openSource(experiment.data, ""),
        await loadEngine("tensorflow", { convolution: false }),
      );
    /** Trains to a step as the loop does, at most `pace` iterations a call. */
    async function trainTo(session: Session, step: number, pace: number): Promise<MetricRow[]> {
      const rows: MetricRow[] = [];
      while (session.step < step)
        rows.push(
          ...(await session.advance(Math.min(pace, step - session.step, session.capacity))).rows,
        );
      return rows;
    }
    const measured = (rows: readonly MetricRow[]) => rows.map((row) => ({ ...row, time: 0 }));

    it("trains G from the step after them on, however many iterations a call takes", async () => {
      const session = await open(await folder());
      const before = (await session.checkpoint()).tensors;
      const rows = await trainTo(session, PRETRAINED, 100);
      assert.deepEqual(
        rows.map(({ gradNormG }) => gradNormG),
        Array(PRETRAINED).fill(0),
      );
      const between = (await session.checkpoint()).tensors;
      for (const name of Object.keys(before)) {
        const equal = Buffer.from(entry(between, name).values.buffer).equals(
          Buffer.from(entry(before, name).values.buffer),
        );
        assert.equal(equal, name.includes("generator/"), name);
      }
      rows.push(...(await trainTo(session, STEPS, 100)));
      assert.ok(rows.slice(PRETRAINED).every(({ gradNormG }) => gradNormG > 0));
      const after = (await session.checkpoint()).tensors;
      for (const name of Object.keys(before)) assert.notDeepEqual(after[name], between[name], name);
      assert.deepEqual(
        entry(after, "optimizer/generator/firstMoment/count").values,
        Float32Array.of(STEPS - PRETRAINED),
      );

      const single = await open(await folder());
      assert.deepEqual(measured(await trainTo(single, STEPS, 1)), measured(rows));
      assert.deepEqual((await single.checkpoint()).tensors, after);
    });

    for (const at of [3, PRETRAINED, 11]) {
      it(`is bit for bit the same run after it was interrupted and resumed at step ${at}`, async () => {
        const whole = await open(await folder());
        const expected = await trainTo(whole, STEPS, 4);
        const dir = await folder();
        const first = await open(dir);
        const rows = await trainTo(first, at, 4);
        await writeCheckpoint(dir, await first.checkpoint(), 1);
        const second = await open(dir);
        assert.equal(second.step, at);
        rows.push(...(await trainTo(second, STEPS, 4)));
        assert.deepEqual(measured(rows), measured(expected));
        assert.deepEqual((await second.checkpoint()).tensors, (await whole.checkpoint()).tensors);
      });
    }

    it("keeps to them when k is changed on the way", async () => {
      const session = await open(await folder());
      await trainTo(session, 3, 4);
      const { training } = session.experiment;
      const next = { ...session.experiment, training: { ...training, discriminatorSteps: 2 } };
      await applyExperiment(session, next, { networks: [], slots: "keep" });
      const rows = await trainTo(session, STEPS, 4);
      assert.deepEqual(
        rows.map(({ gradNormG }) => gradNormG === 0),
        rows.map(({ step }) => step <= PRETRAINED),
      );
      const { tensors } = await session.checkpoint();
      assert.deepEqual(
        ["generator", "discriminator"].map(
          (network) => entry(tensors, `optimizer/${network}/firstMoment/count`).values[0],
        ),
        [STEPS - PRETRAINED, 3 + 2 * (STEPS - 3)],
      );
    });
  });
});
