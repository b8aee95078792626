import assert from "node:assert/strict";
import { statelessNormal } from "../../../../src/engine/random/philox";
import { latentsText, parseLatents } from "../../../../src/shared/latents/latents-file";
import { sweep, sweptRange } from "../../../../src/shared/latents/sweep";
import { truncate } from "../../../../src/shared/latents/truncation";

/** The standard normal distribution function at 0.5. */
const PHI_OF_HALF = 0.6914624612740131;

describe("Latents", () => {
  it("of a sweep differ in one coordinate, which goes from end to end", () => {
    const swept = sweep(Float32Array.of(1, 2, 3), 1, [-2, 4], 4).map((z) => [...z]);
    assert.deepEqual(swept, [
      [1, -2, 3],
      [1, 0, 3],
      [1, 2, 3],
      [1, 4, 3],
    ]);
    assert.deepEqual(sweptRange("normal"), [-3, 3]);
    assert.ok(Math.abs(sweptRange("uniform")[1] ** 2 - 3) < 1e-12);
  });

  it("that are truncated keep what is within, and draw the rest anew from the truncated normal", () => {
    const threshold = 0.5;
    const drawn = statelessNormal([0, 1], 20_000);
    const some = () => statelessNormal([0, 2], 200_000).values();
    const normals = () => some() as unknown as Iterator<number, never>;
    const truncated = truncate(drawn, threshold, normals());
    drawn.forEach((z, i) => {
      assert.ok(Math.abs(truncated[i] ?? NaN) <= threshold);
      if (Math.abs(z) <= threshold) assert.equal(truncated[i], z);
    });
    const first = truncate(drawn.slice(0, 100), threshold, normals());
    assert.deepEqual(first, truncated.slice(0, 100), "however many follow");
    // The variance of a normal variable between -t and t: 1 - 2 t phi(t) / (2 Phi(t) - 1).
    const density = Math.exp(-(threshold ** 2) / 2) / Math.sqrt(2 * Math.PI);
    const expected = 1 - (2 * threshold * density) / (2 * PHI_OF_HALF - 1);
    const variance = truncated.reduce((sum, z) => sum + z * z, 0) / truncated.length;
    assert.ok(Math.abs(variance / expected - 1) < 0.03, `${variance}, expected ${expected}`);
  });

  it("come back from a file as they were, to the bit", () => {
    const latents = [...statelessNormal([0, 3], 6)];
    const kept = {
      format: 1 as const,
      run: "ring",
      step: 7,
      latents: [latents.slice(0, 3), latents.slice(3)],
      classes: ["cat", "dog"],
    };
    assert.deepEqual(parseLatents(latentsText(kept), "a.json"), kept);
  });

  it("are refused in a file that holds none, with what is wrong", () => {
    for (const [text, why] of [
      ["step 1, loss 2", /a\.json holds no latents \(it is no JSON object\)/],
      ['{ "format": 1, "latents": [["x"]] }', /latents\.0\.0: /],
      ['{ "format": 1, "latents": [[1]], "classes": [] }', /not as many classes as latents/],
    ] as const)
      assert.throws(() => parseLatents(text, "a.json"), why);
  });
});
