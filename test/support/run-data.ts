import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { type Outcome, runGan } from "./command-line";

export const STEPS = 4;

export const numeric = (...names: string[]) => names.map((name) => ({ type: "numeric", name }));

export const table = (head: string, rows: number, row: (i: number) => string) =>
  `${head}\n${Array.from({ length: rows }, (_, i) => row(i)).join("\n")}\n`;

export function png(grey: number): Buffer {
  const picture = new PNG({ width: 4, height: 4 });
  picture.data.forEach((_, i) => {
    picture.data[i] = i % 4 === 3 ? 255 : (grey + i) % 256;
  });
  return PNG.sync.write(picture);
}

/** A config whose networks fit data of `shape`. */
export function experimentOn(data: object, shape: readonly number[]): object {
  const size = shape.reduce((a, b) => a * b, 1);
  const pictures = shape.length > 1;
  const adam = { type: "adam", learningRate: 0.001 };
  return {
    data,
    engine: "cpu",
    latent: { size: 2 },
    generator: {
      layers: [
        { type: "dense", units: size },
        ...(pictures ? [{ type: "reshape", targetShape: shape }] : []),
      ],
    },
    discriminator: {
      layers: [...(pictures ? [{ type: "flatten" }] : []), { type: "dense", units: 1 }],
    },
    optimizer: { generator: adam, discriminator: adam },
    training: { steps: STEPS, batchSize: 8 },
    samples: { every: 0, count: 16 },
    evaluation: { metrics: [] },
  };
}

export function waves(height: number): Float32Array {
  return Float32Array.from({ length: 320 }, (_, i) => height * Math.sin(i * 0.37));
}

export function faces(factor: number): Uint8Array {
  return Uint8Array.from({ length: 16 * 48 * 48 }, (_, i) => (factor * i) % 251);
}

/**
 * A folder of its own for each test of a `describe`, the command line in it, and runs of configs
 * that fit its data.
 */
export function dataFolder() {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-run-data-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const here = (...parts: string[]) => join(folder, ...parts);
  const gan = (...args: string[]) => runGan(args, folder);
  async function done(...args: string[]): Promise<Outcome> {
    const outcome = await gan(...args);
    assert.equal(outcome.code, 0, `${args.join(" ")}: ${outcome.stderr}${outcome.stdout}`);
    return outcome;
  }
  async function train(name: string, data: object, shape: readonly number[]): Promise<void> {
    writeFileSync(here(`${name}.gan.json`), JSON.stringify(experimentOn(data, shape)));
    await done("train", `${name}.gan.json`, "--run-dir", name);
  }
  return { here, gan, done, train };
}
