import assert from "node:assert/strict";
import type { Eigenvalue } from "../../../src/shared/game";
import { describeRotation, pullOf } from "../../../src/shared/game-text";

const eigenvalues = (...parts: [re: number, im: number, residual?: number][]): Eigenvalue[] =>
  parts.map(([re, im, residual = 0]) => ({ re, im, residual }));

describe("the game at a place, in words", () => {
  it("rotates where real parts are 0 but for rounding, as in the bilinear game", () => {
    const bilinear = eigenvalues([-2.9e-8, 1], [-2.9e-8, -1], [-1.1e-9, 0], [0, 0]);
    assert.equal(pullOf(bilinear), "rotates");
    assert.equal(
      describeRotation(bilinear),
      "2 of these 4 rotate (|imaginary| > |real|), 0 repel (real < 0), and 2 are 0 but for " +
        "rounding.",
    );
  });

  it("repels where a real part is below 0 by more than it may be off", () => {
    assert.equal(pullOf(eigenvalues([2, 0], [-0.1, 0, 0.01])), "repels");
    assert.equal(pullOf(eigenvalues([2, 0], [-0.1, 0, 0.2])), "attracts");
    assert.equal(
      describeRotation(eigenvalues([2, 0], [-0.1, 0])),
      "0 of these 2 rotate (|imaginary| > |real|), and 1 repels (real < 0).",
    );
  });
});
