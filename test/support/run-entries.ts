import type { FigureSeries, RunEntry } from "../../src/shared/runs-table/run-entry";
import { NO_SETTINGS, settingsOf } from "../../src/shared/runs-table/settings-of";

/* Runs of a table, without folders behind them. */

export function runEntry(name: string, given: Partial<RunEntry> = {}): RunEntry {
  return {
    dir: `/runs/${name}`,
    name,
    state: "finished",
    step: 100,
    steps: 100,
    seconds: 10,
    engine: "tensorflow",
    createdAt: "2026-01-02T03:04:05.000Z",
    notes: {},
    settings: NO_SETTINGS,
    figures: [],
    ...given,
  };
}

/** Of a ring, as evaluations of a run hold it. */
export const fid = (points: FigureSeries["points"], samples = 1000): FigureSeries => ({
  name: "fid",
  key: `samples ${samples}`,
  provenance: { data: "ring", samples },
  points,
});

/** Runs of a grid: rates by seeds, each with a figure that depends on both. */
export function gridEntries(rates: readonly number[], seeds: readonly number[]): RunEntry[] {
  return rates.flatMap((rate, i) =>
    seeds.map((seed, j) =>
      runEntry(`ring ${rate} ${seed}`, {
        name: "ring",
        dir: `/runs/ring-${rate}-${seed}`,
        seconds: 60 * (i + 1),
        createdAt: new Date(Date.UTC(2026, 0, 2, i, j)).toISOString(),
        settings: settingsOf({
          data: { source: "ring", modes: 8 },
          generator: { layers: [{ type: "dense", units: 16 }] },
          optimizer: { generator: { type: "adam", learningRate: rate } },
          training: { steps: 100, seed },
        }),
        figures: [
          fid([
            [50, rate * 10 + seed / 10],
            [100, rate * 10 + seed],
          ]),
        ],
      }),
    ),
  );
}

const STATES = ["finished", "finished", "stopped", "failed", "interrupted", "running"] as const;
const ENGINES = ["tensorflow", "onnx-node"] as const;
const NAMES = ["ring", "mnist dcgan", "grid of gaussians", "my faces"] as const;

/** Many runs of a few experiments, as a workspace has them after months. */
export function manyEntries(count: number): RunEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const name = NAMES[i % NAMES.length] ?? "ring";
    const rate = [0.0001, 0.0002, 0.0005, 0.001][(i >> 2) % 4] ?? 0.001;
    const state = STATES[(i * 7) % STATES.length] ?? "finished";
    const steps = 20_000;
    const step = state === "finished" ? steps : (i * 977) % steps;
    return runEntry(`run ${i}`, {
      name,
      dir: `/runs/run-${i}`,
      state,
      step,
      steps,
      seconds: step / 40,
      engine: ENGINES[i % 3 === 0 ? 1 : 0],
      createdAt: new Date(Date.UTC(2026, 9, 1, 0, 11 * i)).toISOString(),
      configFile: `/work/${name.replaceAll(" ", "-")}.gan.json`,
      ...(i % 11 === 3 ? { origin: `from run ${i - 1} at 5,000` } : {}),
      bytes: 1e6 * (1 + ((i * 31) % 90)),
      notes: {
        ...(i % 9 === 0 ? { star: true } : {}),
        ...(i % 5 === 0 ? { tags: i % 2 === 0 ? ["paper"] : ["paper", "again"] } : {}),
        ...(i % 13 === 0 ? { note: "does a lower rate of D keep the modes?" } : {}),
        ...(i % 40 === 7 ? { archived: true } : {}),
      },
      ...(i % 6 === 1 ? { study: { dir: "/studies/rates", name: "rates of both" } } : {}),
      settings: settingsOf({
        name,
        data: { source: name.split(" ")[0], modes: 8 },
        latent: { size: [2, 64][i % 2] },
        generator: { layers: [{ type: "dense", units: 64, activation: "relu" }] },
        discriminator: { layers: [{ type: "dense", units: 64, activation: "leakyRelu" }] },
        objective: { loss: i % 3 === 0 ? "wasserstein" : "nonSaturating" },
        optimizer: {
          generator: { type: "adam", learningRate: rate, beta1: 0.5 },
          discriminator: { type: "adam", learningRate: 2 * rate, beta1: 0.5 },
        },
        training: { steps, batchSize: 64, seed: 1 + (i % 5) },
      }),
      figures: [
        fid(
          [5000, 10_000, 15_000, 20_000]
            .filter((at) => at <= step)
            .map((at) => [at, 1e5 / at + 8000 * rate + ((i * 37) % 11) / 10]),
        ),
      ],
    });
  });
}
