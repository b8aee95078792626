import { numbersOf, onEngine } from "../../support/gan";
import assert from "node:assert/strict";
import { BACKENDS } from "../../../src/engine";
import { applyLayer, type Mode } from "../../../src/gan/layers/layer";
import { mergeParts } from "../../../src/gan/state";
import { fold, rootKey } from "../../../src/gan/random";
import { grad, ones, tensor2d, type Tensor } from "../../../src/tensor/tf";

const ROWS = 200;
const COLUMNS = 500;
const COUNT = ROWS * COLUMNS;
const drop = (
  settings: { rate?: number; includeProbability?: number; scale?: number },
  x: Tensor,
  mode: Mode,
): Tensor =>
  applyLayer({ type: "dropout", ...settings }, mergeParts([]), x, x.shape.slice(1), mode).y;
const dropout = (rate: number, x: Tensor, mode: Mode): Tensor => drop({ rate }, x, mode);
const training = (seed: number, step = 0, name: string | number = "d"): Mode => ({
  training: true,
  key: fold(rootKey(seed, step), name),
});
const masked = (rate: number, mode: () => Mode): Float32Array =>
  numbersOf(() => dropout(rate, ones([ROWS, COLUMNS]), mode()));

describe("Dropout", () => {
  for (const engine of BACKENDS) {
    onEngine(engine, () => {
      for (const rate of [0.2, 0.5, 0.9]) {
        it(
          `at rate ${rate} drops that share, scales the rest by 1 / (1 - rate) and keeps the ` +
            "mean",
          () => {
            const values = masked(rate, () => training(1));
            const kept = values.filter((value) => value !== 0);
            const deviation = Math.sqrt((rate * (1 - rate)) / COUNT);
            assert.ok(
              Math.abs(kept.length / COUNT - (1 - rate)) < 5 * deviation,
              `kept ${kept.length} of ${COUNT}`,
            );
            for (const value of new Set(kept))
              assert.ok(Math.abs(value * (1 - rate) - 1) < 1e-6, String(value));
            const mean = values.reduce((a, b) => a + b) / COUNT;
            assert.ok(Math.abs(mean - 1) < (5 * deviation) / (1 - rate), `mean ${mean}`);
          },
        );
      }

      it("is the same for the same key, and another for another seed, step or stream", () => {
        const reference = masked(0.5, () => training(1));
        assert.deepEqual(
          masked(0.5, () => training(1)),
          reference,
        );
        for (const other of [() => training(2), () => training(1, 1), () => training(1, 0, "e")]) {
          const agreeing =
            masked(0.5, other).filter((value, i) => value === reference[i]).length / COUNT;
          assert.ok(Math.abs(agreeing - 0.5) < 5 * Math.sqrt(0.25 / COUNT), `${agreeing} agree`);
        }
      });

      it("has its own mask as gradient", () => {
        assert.deepEqual(
          numbersOf(() => grad((x) => dropout(0.5, x, training(3)))(ones([ROWS, COLUMNS]))),
          masked(0.5, () => training(3)),
        );
      });

      it("in the paper's form keeps that share, times the scale", () => {
        const paper = (includeProbability: number, scale?: number) =>
          numbersOf(() =>
            drop(
              { includeProbability, ...(scale === undefined ? {} : { scale }) },
              ones([ROWS, COLUMNS]),
              training(1),
            ),
          );
        assert.deepEqual(
          paper(0.5, 2),
          masked(0.5, () => training(1)),
        );
        assert.deepEqual(
          paper(0.75),
          masked(0.25, () => training(1)),
        );
        const kept = paper(0.8, 3).filter((value) => value !== 0);
        assert.deepEqual([...new Set(kept)], [3]);
        assert.ok(
          Math.abs(kept.length / COUNT - 0.8) < 5 * Math.sqrt(0.16 / COUNT),
          `kept ${kept.length} of ${COUNT}`,
        );
      });

      it("does nothing in inference, and nothing at rate 0", () => {
        const values = [1, -2, 3, 4];
        const x = () => tensor2d(values, [2, 2]);
        assert.deepEqual([...numbersOf(() => dropout(0.5, x(), { training: false }))], values);
        assert.deepEqual([...numbersOf(() => dropout(0, x(), training(1)))], values);
      });
    });
  }
});
