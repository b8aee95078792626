import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeGame } from "../../../src/cli/commands/game";
import type { GameResult } from "../../../src/shared/protocol/jobs";
import { commandLine } from "../../support/command-line";
import { at as nth, present } from "../../support/values";

const FEW = ["--samples", "16", "--eigenvalues", "3", "--answer-steps", "2", "--points", "3"];

describe("gan diagnose --game", () => {
  const at = commandLine();

  it("tells eigenvalues, duality gap and path of a run, draws them, and changes nothing", async () => {
    const asked = [
      "diagnose",
      at.ready,
      "--game",
      "--from",
      "0",
      "--json",
      "--out",
      "game.svg",
      ...FEW,
    ];
    const { code, stdout, stderr } = await at.gan(...asked);
    assert.equal(code, 0, stderr);
    const result = JSON.parse(stdout) as GameResult;
    const { step, samples, spectrum, gap, path } = result;
    assert.deepEqual([step, samples], [30, 16]);
    const all = [spectrum.jacobian, spectrum.hessians.generator, spectrum.hessians.discriminator];
    for (const values of all) {
      const sizes = values.map(({ re, im }) => Math.hypot(re, im));
      assert.equal(sizes.length, 3);
      assert.ok(nth(sizes, 0) > 0 && sizes.every((size) => size <= nth(sizes, 0)), `${sizes}`);
    }
    for (const { im } of all.slice(1).flat()) assert.equal(im, 0, "a Hessian's are real");
    assert.equal(gap.gap, gap.againstGenerator - gap.againstDiscriminator);
    const { from, points } = present(path);
    assert.equal(from, 0);
    assert.deepEqual(
      points.map(({ alpha }) => Number(alpha.toFixed(3))),
      [-0.1, 0.5, 1.1],
    );
    for (const { cosine, norm } of points) assert.ok(Math.abs(cosine) <= 1 && norm > 0);
    assert.match(readFileSync(join(at.folder, "game.svg"), "utf8"), /^<svg[^]*<circle/);

    const words = describeGame("a run", result);
    assert.match(words, /^a run at step 30, on 16 samples, on /);
    assert.match(words, /of the game's Jacobian {4}\S+/);
    assert.match(words, /\d of these 3 rotate \(\|imaginary\| > \|real\|\),( and)? \d repels? /);
    assert.match(words, /Duality gap \S+: D could come to \S+, G to \S+; 0 at an equilibrium\./);
    assert.match(words, /Path from step 0 \(alpha 0\) to step 30 \(alpha 1\)/);
  });
});
