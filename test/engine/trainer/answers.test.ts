import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataSchema, networkSchema } from "../../../src/experiment/schema";
import { keepWeights } from "../../../src/extractors/cache";
import { INCEPTION_NAME } from "../../../src/extractors/names";
import { cacheDirs } from "../../../src/shared/files/cache";
import type { FromTrainer } from "../../../src/shared/protocol/messages";
import { inceptionWeights } from "../../../src/trainer/features/inception";
import { writeNpy } from "../../../src/trainer/jobs/outputs";
import { changeRates } from "../../support/changes";
import { madeUpWeights } from "../../support/inception-parity";
import { newRun, reached, template, watch, type WatchedTrainer } from "../../support/trainer";

const SHAPE = [8, 8, 3];
const PICTURES = 20;

describe("a trainer within an evaluation with Inception", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gan-answers-"));
    const weights = inceptionWeights(madeUpWeights(), "made up");
    await keepWeights(INCEPTION_NAME, weights, {}, [folder]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A trainer that has begun to look at samples with Inception. */
  async function looking(paused: boolean): Promise<WatchedTrainer> {
    const file = join(folder, "pictures.npy");
    const pixels = Uint8Array.from({ length: PICTURES * 192 }, (_, i) => (i * i) % 251);
    writeNpy(file, [PICTURES, ...SHAPE], pixels);
    const experiment = template("gaussian-1d", (e) => {
      e.training.steps = 10_000_000;
      e.data = dataSchema.parse({ source: "npy", file, shape: SHAPE });
      e.generator.layers = networkSchema.parse({
        layers: [
          { type: "dense", units: 192, activation: "sigmoid" },
          { type: "reshape", targetShape: SHAPE },
        ],
      }).layers;
      e.discriminator.layers = networkSchema.parse({
        layers: [{ type: "flatten" }, { type: "dense", units: 1 }],
      }).layers;
    });
    const trainer = watch(await newRun(experiment), {
      paused,
      cacheDirs: [folder, ...cacheDirs()],
    });
    await trainer.until(paused ? isOf("sample") : reached(1), "it has begun");
    await trainer.command({
      type: "evaluate",
      metrics: ["kid"],
      samples: 100,
      features: "inception",
    });
    await trainer.until((message) => shareOf(message) > 0, "it looks at samples");
    return trainer;
  }

  for (const paused of [true, false])
    it(`answers commands before the evaluation ends, ${paused ? "paused" : "training"}`, async () => {
      const trainer = await looking(paused);
      const step = await trainer.command(changeRates(["generator"], 0.0005));
      assert.ok(step > 0);
      assert.ok(!trainer.messages.some(isOf("evaluation")), "the evaluation is not complete");
      const share = Math.max(...trainer.messages.map(shareOf));
      await trainer.until((message) => shareOf(message) > share, "the evaluation goes on");
      await trainer.command({ type: "pause" });
      assert.ok(!trainer.messages.some(isOf("evaluation")), "it is still not complete");
      await trainer.command({ type: "stop" });
      const { record } = await trainer.done;
      assert.equal(record.state, "stopped");
      assert.ok(!trainer.messages.some(isOf("evaluation")), "it was given up");
    });
});

const isOf =
  (type: FromTrainer["type"]) =>
  (message: FromTrainer): boolean =>
    message.type === type;

/** How far the looking at samples is; 0 before it has begun. */
function shareOf(message: FromTrainer): number {
  if (message.type !== "summary" || message.summary.evaluating === undefined) return 0;
  const { what, fraction } = message.summary.evaluating;
  return what === "features of samples" ? fraction : 0;
}
