import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { appendLines, readRecord, runFiles, writeRecord } from "../../src/run";
import { sha256 } from "../../src/run/original-config";
import { at } from "./values";

/* Many runs of a workspace, as it has them after months: copies of one that was trained. */

/** What the copies are of. Its pictures and checkpoints are at steps 20, 40 and 60. */
export const MANY_BASE = `{
  "data": { "source": "gaussian", "mean": 3, "stddev": 0.5 },
  "latent": { "size": 1 },
  "generator": {
    "layers": [{ "type": "dense", "units": 4, "activation": "relu" }, { "type": "dense", "units": 1 }]
  },
  "discriminator": {
    "layers": [{ "type": "dense", "units": 4, "activation": "relu" }, { "type": "dense", "units": 1 }]
  },
  "optimizer": {
    "generator": { "type": "adam", "learningRate": 0.001 },
    "discriminator": { "type": "adam", "learningRate": 0.001 }
  },
  "training": { "steps": 60, "batchSize": 8 },
  "samples": { "every": 20 },
  "checkpoint": { "every": 20 },
  "engine": "cpu"
}
`;

/** The configs that the copies are said to be of, a quarter of them each, the best first. */
export const MANY_CONFIGS = ["wide", "usual", "narrow", "deep"] as const;
const RATES = [0.001, 0.0005, 0.0002, 0.0001];
const SEEDS = 5;

/**
 * Copies a run so many times. The copies have names, configs, rates, seeds and FIDs of their own,
 * and can be compared, branched from, exported and deleted as any run.
 */
export async function copyRun(base: string, count: number): Promise<void> {
  const record = readRecord(base);
  const config = JSON.parse(readFileSync(runFiles(base).config, "utf8"));
  for (let i = 0; i < count; i++) {
    const id = `copy-${String(i + 1).padStart(3, "0")}`;
    const dir = join(dirname(base), id);
    mkdirSync(dir);
    await cp(base, dir, { recursive: true });
    rmSync(join(dir, "lock"), { recursive: true, force: true });
    const own = structuredClone(config);
    own.training.seed = 1 + (i % SEEDS);
    own.optimizer.generator.learningRate = at(RATES, Math.floor(i / SEEDS) % RATES.length);
    const text = `${JSON.stringify(own, null, 2)}\n`;
    writeFileSync(runFiles(dir).config, text);
    const createdAt = new Date(Date.UTC(2026, 0, 2, 0, 10 * i)).toISOString();
    const group = i % MANY_CONFIGS.length;
    writeRecord(dir, {
      ...record,
      id,
      name: id.replace("-", " "),
      seed: own.training.seed,
      createdAt,
      configFile: join(dirname(record.configFile ?? base), `${at(MANY_CONFIGS, group)}.gan.json`),
      configSha256: sha256(text),
    });
    appendLines(
      runFiles(dir).evaluations,
      [20, 40, 60].map((step) => ({
        step,
        time: createdAt,
        results: {
          fid: {
            value: 10 * (group + 1) + ((7 * i) % 50) / 10 + 120 / step,
            settings: { data: "gaussian", samples: 1000, step },
          },
        },
      })),
    );
  }
}
