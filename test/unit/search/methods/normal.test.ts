import assert from "node:assert/strict";
import { logMass, truncatedQuantile } from "../../../../src/search/methods/tpe/normal";
import { normal, normalDifference } from "../../../support/search-parity";

const BOUND = 1e-12;

/** Relative to the greater of the expected number and a smallest one. */
function assertNear(got: number, wanted: number, what: string, smallest: number): void {
  const difference = Math.abs(got - wanted) / Math.max(Math.abs(wanted), smallest);
  assert.ok(got === wanted || difference < BOUND, `${what}: ${got} instead of ${wanted}`);
}

describe("The normal distribution", () => {
  it("has SciPy's probabilities and their logarithms over the whole range", () => {
    const difference = normalDifference();
    assert.ok(difference < BOUND, `off by ${difference}`);
  });

  it("has SciPy's logarithms of what lies between two numbers", () => {
    for (const [a, b, value] of normal.logMass)
      assertNear(logMass(a, b), value, `log of ${a} to ${b}`, 1);
  });

  it("has SciPy's quantiles where it is truncated", () => {
    for (const [share, a, b, value] of normal.quantile)
      assertNear(truncatedQuantile(share, a, b), value, `${share} of ${a} to ${b}`, b - a);
  });
});
