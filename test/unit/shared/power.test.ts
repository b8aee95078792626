import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { statelessNormal } from "../../../src/engine/random/philox";
import { optimizerSchema, scheduleSchema } from "../../../src/experiment/schema";
import { valueAt } from "../../../src/experiment/schedules";
import { settingsAt } from "../../../src/gan/optimizers/settings";
import { power } from "../../../src/shared/power";
import { fixture } from "../../support/paths";
import { entry } from "../../support/values";

/** Made with 60 decimal digits: [base, exponent, power]. */
const { cases } = fixture<{ cases: [base: number, exponent: number, power: number][] }>("powers");

const hashOf = (values: Float64Array | Float32Array): string =>
  createHash("sha256").update(values).digest("hex").slice(0, 16);
/** Steps of all sizes, 0 first. */
const STEPS = Array.from({ length: 5000 }, (_, i) => i * i);
const hashAlong = (valueAtStep: (step: number) => number): string =>
  hashOf(Float64Array.from(STEPS, valueAtStep));

describe("A power", () => {
  it("is right in all but the last digit", () => {
    for (const [base, exponent, exact] of cases) {
      const error = Math.abs(power(base, exponent) / exact - 1);
      assert.ok(error <= 2 ** -52, `${base}^${exponent}: ${power(base, exponent)}, not ${exact}`);
    }
  });

  it("is exact where it can be, and JavaScript's at the ends", () => {
    assert.equal(power(0.5, 1074), 2 ** -1074);
    assert.equal(power(2, 1023), 2 ** 1023);
    assert.equal(power(0.3, 1), 0.3);
    const corners = [0, 1, 2, 0.5, Infinity, NaN, 1e308, 5e-324];
    for (const base of corners)
      for (const exponent of [0, 1, -1, 3, 2000, -2000, Infinity, -Infinity, NaN])
        assert.equal(power(base, exponent), base ** exponent, `${base}^${exponent}`);
  });
});

// The hashes were found alike on Node 20.20, 22.23 and 24.21.
describe("What a run is fed has the same bits on every Node", () => {
  const SCHEDULES: [schedule: object, hash: string][] = [
    [{ type: "exponential", initial: 0.1, decay: 0.999996, floor: 1e-6 }, "575e47eb2f3e9356"],
    [{ type: "step", initial: 0.1, factor: 0.96, every: 4000 }, "38449c8cbcadb1f2"],
    [{ type: "linear", from: 0.5, to: 0.7, start: 500, end: 125_000 }, "238e47e91ebbbfad"],
    [{ type: "polynomial", from: 0.1, to: 0.001, end: 1e6, power: 0.9 }, "8e59a19a54d0b140"],
    [{ type: "cosine", from: 0.1, end: 1e7 }, "c38508dfc5a87de4"],
    [{ type: "cosineRestarts", from: 0.1, period: 1000, growth: 2 }, "eb373f860b4182a2"],
    [{ type: "oneCycle", peak: 0.1, steps: 1e7 }, "1f8e1056b8a395f8"],
    [{ type: "inverseTime", initial: 0.1, decay: 0.001 }, "3d0969b3ea95d10d"],
    [
      {
        type: "warmUp",
        steps: 1000,
        then: { type: "exponential", initial: 0.1, decay: 0.99999 },
      },
      "ade52a498942ec03",
    ],
  ];
  for (const [given, hash] of SCHEDULES) {
    const schedule = scheduleSchema.parse(given);
    it(`by the schedule ${schedule.type}`, () =>
      assert.equal(
        hashAlong((step) => valueAt(schedule, step)),
        hash,
      ));
  }

  it("as the size of a gradient's noise", () => {
    const optimizer = optimizerSchema.parse({ type: "sgd", gradientNoise: {} });
    assert.equal(
      hashAlong((step) => entry(settingsAt(optimizer, step), "gradientNoise")),
      "50efc58bcdbf899b",
    );
  });

  it("as normal random numbers of the engines that draw them here", () =>
    assert.equal(hashOf(statelessNormal([3, 4], 50_000)), "3d711a775657a37f"));
});
