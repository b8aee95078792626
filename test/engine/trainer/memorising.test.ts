import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { experimentSchema } from "../../../src/experiment/schema";
import { generatorOf } from "../../../src/search/methods/generator";
import { readEvents, readPicture } from "../../../src/run";
import { newRun, npy, watch } from "../../support/trainer";

/*
 * Small runs that learn their examples by heart, and others that do not: pictures of one light, at
 * any place.
 */

const SIDE = 8;
const STEPS = 3000;

/** Pictures of a light at places that are drawn at random. */
function lights(count: number): Float32Array {
  const uniform = generatorOf("lights");
  const pixels: number[] = [];
  for (let i = 0; i < count; i++) {
    const x = 1 + (SIDE - 3) * uniform();
    const y = 1 + (SIDE - 3) * uniform();
    for (let at = 0; at < SIDE * SIDE; at++) {
      const square = ((at % SIDE) - x) ** 2 + (Math.floor(at / SIDE) - y) ** 2;
      pixels.push(Math.exp(-square / 3));
    }
  }
  return Float32Array.from(pixels);
}

interface Lights {
  examples: number;
  seed: number;
}

const dense = (units: number, activation: string) => ({ type: "dense", units, activation });

function config({ examples, seed }: Lights): object {
  const file = join(mkdtempSync(join(tmpdir(), "gan-lights-")), "lights.npy");
  writeFileSync(file, npy("<f4", [SIDE, SIDE, 1], lights(examples)));
  const optimizer = { type: "adam", learningRate: 0.001, beta1: 0.5 };
  return {
    data: { source: "npy", file, shape: [SIDE, SIDE, 1], split: "all" },
    latent: { size: 8 },
    generator: {
      layers: [
        dense(128, "relu"),
        dense(SIDE * SIDE, "sigmoid"),
        { type: "reshape", targetShape: [SIDE, SIDE, 1] },
      ],
    },
    discriminator: { layers: [{ type: "flatten" }, dense(128, "leakyRelu"), dense(1, "linear")] },
    objective: { penalties: [{ type: "r1", weight: 0.5 }] },
    optimizer: { generator: optimizer, discriminator: optimizer },
    training: { steps: STEPS, batchSize: 32, seed },
    samples: { every: STEPS / 10, count: 64 },
    evaluation: { every: 0 },
    checkpoint: { every: 0 },
  };
}

async function trained(of: Lights) {
  const dir = await newRun(experimentSchema.parse(config(of)));
  await watch(dir).done;
  const picture = await readPicture(dir, STEPS);
  const kinds = (await readEvents(dir)).flatMap((event) =>
    event.type === "diagnosed" ? [event.verdict.kind] : [],
  );
  return { dir, picture, kinds };
}

describe("A run that is trained with few pictures", () => {
  for (const of of [
    { examples: 2, seed: 1 },
    { examples: 4, seed: 2 },
  ])
    it(`is told that samples copy training examples, of ${of.examples}`, async () => {
      const { kinds } = await trained(of);
      assert.ok(kinds.includes("memorises"), kinds.join(", "));
    });
});

describe("A run that is trained with many pictures", () => {
  for (const of of [
    { examples: 500, seed: 3 },
    { examples: 4000, seed: 4 },
  ])
    it(`is not told that samples copy training examples, of ${of.examples}`, async () => {
      const { kinds } = await trained(of);
      assert.ok(!kinds.includes("memorises"), kinds.join(", "));
    });
});
