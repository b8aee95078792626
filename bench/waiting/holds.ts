import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PNG } from "pngjs";
import { dataSchema, type Experiment, networkSchema } from "../../src/experiment/schema";
import { keepWeights } from "../../src/extractors/cache";
import { INCEPTION_NAME } from "../../src/extractors/names";
import { cacheDirs } from "../../src/shared/files/cache";
import { inceptionWeights } from "../../src/trainer/features/inception";
import { writeNpy } from "../../src/trainer/jobs/outputs";
import { changeRates } from "../../test/support/changes";
import { madeUpWeights } from "../../test/support/inception-parity";
import { scratchFolder } from "../speed/scratch";
import { end, endless, type Row, start, watchRun } from "./trainer";

/*
 * How long a trainer's thread is held at a time by work that takes long as a whole: meanwhile it
 * answers no command and no signal. It is measured inside the trainer, by `hold-meter.mjs`.
 */

/**
 * In starts of a trainer: where a start takes 2.3 s, 250 ms, more than which nothing may hold the
 * thread.
 */
const TARGET = 0.11;
/** What is not cut: the engine's start, and making a program with a state of 200 MB. */
const STARTING_TARGET = 0.5;

const meterFile = join(scratchFolder(), "holds.txt");

/** Does work with trainers whose holds are noted. */
async function metered(
  what: string,
  work: (during: During) => Promise<void>,
  target = TARGET,
): Promise<Row> {
  const before = process.env["NODE_OPTIONS"] ?? "";
  const meter = pathToFileURL(join(__dirname, "hold-meter.mjs")).href;
  Object.assign(process.env, {
    NODE_OPTIONS: `${before} --import ${meter}`,
    GAN_HOLD_METER: meterFile,
  });
  writeFileSync(meterFile, "");
  let value = NaN;
  try {
    await work(async (part) => {
      const from = Date.now();
      const result = await part();
      value = longestHold(from, Date.now());
      return result;
    });
  } finally {
    process.env["NODE_OPTIONS"] = before;
    delete process.env["GAN_HOLD_METER"];
  }
  return { what: `longest hold: ${what}`, values: [value], unit: "ms", target };
}

/** Measures the longest hold while a part of the work is done. */
type During = <T>(part: () => Promise<T>) => Promise<T>;

function longestHold(from: number, to: number): number {
  const holds = readFileSync(meterFile, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split(" ").map(Number) as [at: number, ms: number])
    .filter(([at]) => at >= from && at <= to);
  return Math.max(0, ...holds.map(([, ms]) => ms));
}

/** Networks for small pictures. */
function setPictureNetworks(experiment: Experiment, shape: readonly number[]): void {
  const units = shape.reduce((a, b) => a * b, 1);
  const networks = {
    generator: [
      { type: "dense", units, activation: "sigmoid" },
      { type: "reshape", targetShape: shape },
    ],
    discriminator: [{ type: "flatten" }, { type: "dense", units: 1 }],
  };
  experiment.generator.layers = networkSchema.parse({ layers: networks.generator }).layers;
  experiment.discriminator.layers = networkSchema.parse({ layers: networks.discriminator }).layers;
}

/** By an evaluation with Inception. Its weights are made up: the work is the same. */
export async function heldByInception(): Promise<Row> {
  const folder = scratchFolder();
  const weights = inceptionWeights(madeUpWeights(), "made up");
  await keepWeights(INCEPTION_NAME, weights, {}, [folder]);
  const shape = [32, 32, 3];
  const count = 100;
  const pixels = count * 32 * 32 * 3;
  const file = join(folder, "pictures.npy");
  writeNpy(
    file,
    [count, ...shape],
    Uint8Array.from({ length: pixels }, (_, i) => (i * i) % 251),
  );
  const experiment = endless("toy", (e) => {
    e.data = dataSchema.parse({ source: "npy", file, shape });
    setPictureNetworks(e, shape);
  });
  return metered("an evaluation with Inception", async (during) => {
    const watched = await start(experiment, {
      paused: true,
      cacheDirs: [folder, ...cacheDirs()],
    });
    await watched.hears((message) => message.type === "sample");
    await during(async () => {
      const ended = watched.hears(({ type }) => type === "evaluation" || type === "failed");
      await watched.trainer.command({
        type: "evaluate",
        metrics: ["kid"],
        samples: count,
        features: "inception",
      });
      await ended;
    });
    await end(watched);
  });
}

/** By loading a folder of large pictures. */
export async function heldByPictures(): Promise<Row> {
  const folder = scratchFolder();
  const side = 2000;
  const picture = new PNG({ width: side, height: side });
  picture.data = Buffer.from(
    Uint8Array.from({ length: side * side * 4 }, (_, i) => ((i * i) >> 9) % 251),
  );
  const bytes = PNG.sync.write(picture);
  for (let i = 0; i < 8; i++) writeFileSync(join(folder, `${i}.png`), bytes);
  const experiment = endless("toy", (e) => {
    e.data = dataSchema.parse({ source: "folder", path: folder, size: [16, 16], channels: 3 });
    setPictureNetworks(e, [16, 16, 3]);
  });
  return metered("loading large pictures", async (during) => {
    const watched = await start(experiment, { paused: true });
    const reads = (fits: (fraction: number) => boolean) =>
      watched.hears(
        (message) =>
          message.type === "progress" &&
          message.what === "Reading pictures" &&
          fits(message.fraction),
      );
    await reads(() => true);
    await during(() => reads((fraction) => fraction === 1));
    await end(watched);
  });
}

/** An experiment with a state of 200 MB: weights, and Adam's two moments of each. */
function largeExperiment(): Experiment {
  const hidden = [1, 2].map(() => ({ type: "dense", units: 2900, activation: "relu" }));
  return endless("ring", (e) => {
    for (const [name, units] of [
      ["generator", 2],
      ["discriminator", 1],
    ] as const) {
      const layers = [...hidden, { type: "dense", units }];
      e[name].layers = networkSchema.parse({ layers }).layers;
    }
  });
}

/** By writing a checkpoint of 200 MB. */
export async function heldByCheckpoint(): Promise<Row> {
  return metered("a checkpoint of 200 MB", async (during) => {
    const watched = await start(largeExperiment(), { paused: true });
    await watched.hears((message) => message.type === "sample");
    // A change is acknowledged when a checkpoint holds it.
    await during(() => watched.trainer.command(changeRates(["generator"], 0.0005)));
    await end(watched);
  });
}

/** By resuming from one, all of it, from the start of the trainer on. */
export async function heldByResuming(): Promise<Row> {
  const work = async (during: During): Promise<void> => {
    const first = await start(largeExperiment(), { paused: true });
    await first.hears((message) => message.type === "sample");
    await end(first);
    await during(async () => {
      const again = watchRun(first.trainer.runDir, { paused: true });
      await again.hears((message) => message.type === "event" && message.event.type === "resumed");
      await end(again);
    });
  };
  return metered("resuming from 200 MB, with the start", work, STARTING_TARGET);
}

/** By the order of an epoch of a million rows. */
export async function heldByOrder(): Promise<Row> {
  const file = join(scratchFolder(), "rows.npy");
  const rows = 1_000_000;
  writeNpy(
    file,
    [rows, 2],
    Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i)),
  );
  const experiment = endless("ring", (e) => {
    e.data = dataSchema.parse({ source: "npy", file, shape: [2] });
  });
  return metered("the order of a million rows", async (during) => {
    const watched = await start(experiment, { paused: true });
    await watched.hears((message) => message.type === "sample");
    await during(async () => {
      const first = watched.reaches(1);
      await watched.trainer.command({ type: "step" });
      await first;
    });
    await end(watched);
  });
}
