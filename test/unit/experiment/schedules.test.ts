import assert from "node:assert/strict";
import { type Schedule, scheduleSchema } from "../../../src/experiment/schema";
import { valueAt } from "../../../src/experiment/schedules";
import { at } from "../../support/values";

const schedule = (input: object): Schedule => scheduleSchema.parse(input);
function assertValues(input: object, expected: Record<number, number>, tolerance = 1e-12): void {
  for (const [step, value] of Object.entries(expected)) {
    const actual = valueAt(schedule(input), Number(step));
    assert.ok(
      Math.abs(actual - value) <= tolerance * Math.abs(value),
      `step ${step}: ${actual} instead of ${value}`,
    );
  }
}
const along = (input: object, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => valueAt(schedule(input), step));

describe("Schedules", () => {
  it("a number is the same at every step", () => {
    assert.deepEqual(
      [0, 1, 1e6].map((step) => valueAt(0.01, step)),
      [0.01, 0.01, 0.01],
    );
  });

  describe("exponential", () => {
    it("is initial * decay^step", () =>
      assertValues(
        { type: "exponential", initial: 0.5, decay: 0.9 },
        { 0: 0.5, 1: 0.45, 2: 0.405, 10: 0.5 * 0.9 ** 10 },
      ));
    it("never falls below its floor", () => {
      assertValues(
        { type: "exponential", initial: 1, decay: 0.5, floor: 0.1 },
        { 3: 0.125, 4: 0.1, 5: 0.1, 100_000: 0.1 },
      );
    });
    it("goes to 0, not to NaN, without a floor", () =>
      assert.equal(valueAt(schedule({ type: "exponential", initial: 1, decay: 0.5 }), 1e6), 0));
    it("is the paper's: 0.1 divided by 1.000004 at each batch, at least 1e-6", () => {
      // A rounding of the base counts 250,000 times: 1e-10 is all that float64 can do. pylearn2's
      // ExponentialDecay with decay_factor 1.000004 and min_lr 1e-6 (goodfeli/adversarial);
      // 0.999996 is its reciprocal to 1.6e-11.
      const paper = { type: "exponential", initial: 0.1, decay: 1 / 1.000004, floor: 1e-6 };
      assertValues(
        paper,
        {
          0: 0.1,
          600: 0.1 / 1.000004 ** 600,
          250_000: 0.1 / 1.000004 ** 250_000,
          10_000_000: 1e-6,
        },
        1e-10,
      );
    });
  });

  describe("step", () => {
    it("is multiplied by its factor every so many steps", () => {
      assert.deepEqual(
        along({ type: "step", initial: 8, factor: 0.5, every: 3 }, 8),
        [8, 8, 8, 4, 4, 4, 2, 2],
      );
    });
    it("may drop at each step", () =>
      assert.deepEqual(
        along({ type: "step", initial: 8, factor: 0.5, every: 1 }, 4),
        [8, 4, 2, 1],
      ));
  });

  describe("linear", () => {
    it("is a straight line from start to end, constant before and after", () => {
      assert.deepEqual(
        along({ type: "linear", from: 1, to: 3, start: 2, end: 6 }, 9),
        [1, 1, 1, 1.5, 2, 2.5, 3, 3, 3],
      );
    });
    it("starts at step 0 if not told otherwise, and may fall", () =>
      assert.deepEqual(
        along({ type: "linear", from: 1, to: 0, end: 4 }, 6),
        [1, 0.75, 0.5, 0.25, 0, 0],
      ));
    it("is the paper's momentum: 0.5 to 0.7 over epochs 1 to 250 of 500 steps", () => {
      assertValues(
        { type: "linear", from: 0.5, to: 0.7, start: 500, end: 125_000 },
        { 0: 0.5, 500: 0.5, 62_750: 0.6, 125_000: 0.7, 1e6: 0.7 },
      );
    });
    it("may take any stretch", () => {
      assertValues(
        { type: "linear", from: 0.5, to: 0.7, start: 600, end: 150_000 },
        { 0: 0.5, 600: 0.5, 75_300: 0.6, 150_000: 0.7, 1e6: 0.7 },
      );
    });
  });

  // Their values are held against PyTorch's and Keras's in test/engine/gan-optimizers.test.ts; here
  // is what those do not have.
  it("piecewise: a boundary is the first step of the next value", () => {
    assert.deepEqual(
      along({ type: "piecewise", boundaries: [1, 4], values: [3, 2, 1] }, 6),
      [3, 2, 2, 2, 1, 1],
    );
  });
  it("polynomial with power 1 is the straight line", () => {
    const line = { from: 0.3, to: 0.9, start: 3, end: 11 };
    const expected = along({ type: "linear", ...line }, 15);
    along({ type: "polynomial", power: 1, ...line }, 15).forEach((value, step) =>
      assert.ok(Math.abs(value - at(expected, step)) < 1e-15),
    );
  });
  it("cosine may rise, and waits for its start", () =>
    assertValues(
      { type: "cosine", from: 1, to: 3, start: 10, end: 20 },
      { 0: 1, 10: 1, 15: 2, 20: 3, 1000: 3 },
    ));
  it("cosineRestarts goes on for ever, in cycles that grow", () => {
    const values = { type: "cosineRestarts", from: 1, to: 0, period: 4, growth: 3 };
    assertValues(values, { 0: 1, 2: 0.5, 4: 1, 10: 0.5, 16: 1, 34: 0.5, 52: 1 });
    assert.ok(Number.isFinite(valueAt(schedule(values), 1e9)));
  });
  it("oneCycle stays at its last value", () =>
    assertValues(
      { type: "oneCycle", peak: 1, steps: 10, finalDivisor: 4 },
      { 9: 0.01, 10: 0.01, 1e6: 0.01 },
    ));
  it("oneCycle of a rise that is shorter than a step begins at its peak", () =>
    assertValues({ type: "oneCycle", peak: 1, steps: 10, rise: 0.1 }, { 0: 1, 9: 1 / 25e4 }));
  it("warmUp leads into another schedule, whose steps count from there", () => {
    assert.deepEqual(
      along(
        {
          type: "warmUp",
          steps: 4,
          from: 0,
          then: { type: "step", initial: 8, factor: 0.5, every: 2 },
        },
        9,
      ),
      [0, 2, 4, 6, 8, 8, 4, 4, 2],
    );
    assert.deepEqual(
      along({ type: "warmUp", steps: 2, from: 1, then: 0.5 }, 4),
      [1, 0.75, 0.5, 0.5],
    );
  });
});
