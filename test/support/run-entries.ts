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
