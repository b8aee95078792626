import assert from "node:assert/strict";
import type { GameResult } from "../../../src/shared/protocol/jobs";
import { commandLine } from "../../support/command-line";
import { at as nth, present } from "../../support/values";

const FEW = ["--samples", "16", "--eigenvalues", "3", "--answer-steps", "2", "--points", "3"];

describe("gan game", () => {
  const at = commandLine();

  it("tells eigenvalues, duality gap and path of a run, and leaves the run as it is", async () => {
    const { code, stdout, stderr } = await at.gan("game", at.ready, "--from", "0", "--json", ...FEW);
    assert.equal(code, 0, stderr);
    const { step, samples, spectrum, gap, path } = JSON.parse(stdout) as GameResult;
    assert.deepEqual([step, samples], [30, 16]);
    const all = [spectrum.jacobian, spectrum.hessians.generator, spectrum.hessians.discriminator];
    for (const values of all) {
      const sizes = values.map(({ re, im }) => Math.hypot(re, im));
      assert.equal(sizes.length, 3);
      assert.ok(nth(sizes, 0) > 0 && sizes.every((size) => size <= nth(sizes, 0)), `${sizes}`);
    }
    for (const { re, im } of all.slice(1).flat())
      assert.ok(Math.abs(im) <= 1e-3 * Math.abs(re), "a Hessian's eigenvalues are real");
    assert.equal(gap.gap, gap.againstGenerator - gap.againstDiscriminator);
    const { from, points } = present(path);
    assert.equal(from, 0);
    assert.deepEqual(
      points.map(({ alpha }) => Number(alpha.toFixed(3))),
      [-0.1, 0.5, 1.1],
    );
    for (const { cosine, norm } of points) assert.ok(Math.abs(cosine) <= 1 && norm > 0);
  });

  it("says in words whether the game rotates", async () => {
    const { stdout } = await at.gan("game", at.ready, ...FEW);
    assert.match(stdout, /at step 30, on 16 samples, on /);
    assert.match(stdout, /of the game's Jacobian {4}\S+/);
    assert.match(stdout, /\d of these 3 rotate \(\|imaginary\| > \|real\|\), and \d repels? /);
    assert.match(stdout, /Duality gap \S+: D could come to \S+, G to \S+; 0 at an equilibrium\./);
  });
});
