import type { CompareContent, Curve } from "../../src/shared/compare/compared-runs";
import { compareRuns } from "../../src/shared/evaluation/comparison";

/* Runs for the page that compares them, without folders behind them. */

/** A square as a picture, which needs no file. */
const PICTURES = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>#";

/** Pairs of seeds: each pair has a rate of its own. The last run was evaluated otherwise. */
export function comparedRuns(count: number): CompareContent {
  const runs = Array.from({ length: count }, (_, i) => ({ i, rate: 0.001 * (1 + (i >> 1)) }));
  const label = (i: number) => `ring (${i + 1})`;
  return {
    unreadable: [],
    runs: runs.map(({ i, rate }) => ({
      dir: `/runs/ring-${i}`,
      label: label(i),
      state: "finished",
      step: 1000,
      steps: 1000,
      repetitionOf: String(rate),
      curves: [
        curve("lossD", "loss of D", (x) => 0.7 + rate * 100 * Math.exp(-x / 300) + wave(x, i)),
        curve("lossG", "loss of G", (x) => 1.2 - rate * 80 * Math.exp(-x / 200) + wave(x, i + 3)),
        {
          id: "fid a",
          title: "FID",
          dots: true,
          step: [500, 1000],
          time: [10, 20],
          wall: [12, 24],
          value: [3 + rate * 900 + (i % 2), 1 + rate * 500 + (i % 2)],
        },
      ],
      pictures: i % 2 === 0 ? [0, 500, 1000] : [0, 1000],
      picturesUri: PICTURES,
    })),
    comparison: compareRuns(
      runs.map(({ i, rate }) => ({
        label: label(i),
        experiment: {
          optimizer: { generator: { type: "adam", learningRate: rate } },
          training: { steps: 1000, seed: 1 + (i % 2) },
        },
        evaluations: [500, 1000].map((step) => ({
          step,
          time: "2026-01-02T03:04:05.000Z",
          results: {
            fid: {
              value: 5000 / step + rate * 500 + (i % 2),
              settings: { data: "ring", samples: i === count - 1 ? 500 : 1000, step },
            },
          },
        })),
      })),
    ),
  };
}

const wave = (x: number, i: number): number => 0.05 * Math.sin(x / 37 + i * 2.1);

function curve(id: string, title: string, value: (x: number) => number): Curve {
  const step = Array.from({ length: 200 }, (_, k) => 5 * (k + 1));
  return {
    id,
    title,
    dots: false,
    step,
    time: step.map((x) => x / 50),
    wall: step.map((x) => x / 40),
    value: step.map(value),
  };
}
