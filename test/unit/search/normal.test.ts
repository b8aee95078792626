import assert from "node:assert/strict";
import {
  cumulative,
  logCumulative,
  logMass,
  truncatedQuantile,
} from "../../../src/search/methods/tpe/normal";
import { searchFixture } from "../../support/search-fixture";

interface Reference {
  cumulative: [x: number, value: number][];
  logCumulative: [x: number, value: number][];
  logMass: [a: number, b: number, value: number][];
  quantile: [share: number, a: number, b: number, value: number][];
}

const reference = searchFixture<Reference>("search-normal");
const BOUND = 1e-12;

/** Relative to the greater of the expected number and a smallest one. */
function assertNear(got: number, wanted: number, what: string, smallest = 0): void {
  const difference = Math.abs(got - wanted) / Math.max(Math.abs(wanted), smallest);
  assert.ok(got === wanted || difference < BOUND, `${what}: ${got} instead of ${wanted}`);
}

describe("The normal distribution", () => {
  it("has SciPy's probabilities over the whole range", () => {
    for (const [x, value] of reference.cumulative) {
      // Subnormal numbers have fewer digits.
      if (value > 1e-300) assertNear(cumulative(x), value, `Phi(${x})`);
    }
  });

  it("has SciPy's logarithms of probabilities far into both tails", () => {
    for (const [x, value] of reference.logCumulative)
      assertNear(logCumulative(x), value, `log Phi(${x})`);
  });

  it("has SciPy's logarithms of what lies between two numbers", () => {
    for (const [a, b, value] of reference.logMass)
      assertNear(logMass(a, b), value, `log of ${a} to ${b}`, 1);
  });

  it("has SciPy's quantiles where it is truncated", () => {
    for (const [share, a, b, value] of reference.quantile)
      assertNear(truncatedQuantile(share, a, b), value, `${share} of ${a} to ${b}`, b - a);
  });
});
