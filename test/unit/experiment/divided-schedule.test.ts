import assert from "node:assert/strict";
import type { Schedule } from "../../../src/experiment/schema";
import { dividedSchedule } from "../../../src/experiment/divided-schedule";
import { valueAt } from "../../../src/experiment/schedules";

const SCHEDULES: { [T in Schedule["type"]]: Extract<Schedule, { type: T }> } = {
  exponential: { type: "exponential", initial: 0.2, decay: 0.9, floor: 0.01 },
  step: { type: "step", initial: 0.2, factor: 0.5, every: 10 },
  piecewise: { type: "piecewise", boundaries: [10, 20], values: [0.3, 0.2, 0.1] },
  linear: { type: "linear", from: 0.2, to: 0.01, start: 0, end: 30 },
  polynomial: { type: "polynomial", from: 0.2, to: 0.01, start: 0, end: 30, power: 2 },
  cosine: { type: "cosine", from: 0.2, to: 0.01, start: 0, end: 30 },
  cosineRestarts: { type: "cosineRestarts", from: 0.2, to: 0.01, period: 10, growth: 2 },
  oneCycle: {
    type: "oneCycle",
    peak: 0.2,
    steps: 40,
    rise: 0.3,
    initialDivisor: 25,
    finalDivisor: 10_000,
  },
  inverseTime: { type: "inverseTime", initial: 0.2, decay: 0.1 },
  warmUp: {
    type: "warmUp",
    steps: 10,
    from: 0.01,
    then: { type: "linear", from: 0.2, to: 0.01, start: 0, end: 30 },
  },
};

describe("a divided schedule", () => {
  it("of every type gives a tenth of the other's value at every step", () => {
    for (const schedule of [0.2, ...Object.values(SCHEDULES)]) {
      const divided = dividedSchedule(schedule, 10);
      for (let step = 0; step < 50; step++) {
        const expected = valueAt(schedule, step) / 10;
        const difference = Math.abs(valueAt(divided, step) - expected);
        assert.ok(difference <= 1e-12, `${JSON.stringify(schedule)} at step ${step}`);
      }
    }
  });
});
