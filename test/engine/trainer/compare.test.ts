import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runFiles } from "../../../src/run";
import type { Comparison } from "../../../src/shared/evaluation/comparison";
import { finished, newRun, reached, watch } from "../../support/trainer";
import { changeRates } from "../../support/changes";
import { found } from "../../support/values";
import { gan, short } from "../../support/evaluated";

describe("gan compare", () => {
  it("compares figures of one provenance, and says in what others differ", async () => {
    const a = await finished(short("gaussian-1d"));
    const b = await finished(
      short("gaussian-1d", (e) => {
        e.training.seed = 2;
        e.optimizer.generator = { type: "sgd", learningRate: 0.01 };
      }),
    );
    const alike = await gan("compare", a, b);
    assert.equal(alike.code, 0, alike.stderr);
    assert.match(alike.stdout, /training\.seed +1 +2/);
    assert.match(
      alike.stdout,
      /optimizer\.generator +\{"type":"adam".* +\{"type":"sgd","learningRate":0\.01\}/,
    );
    assert.match(alike.stdout, /A last +A best +B last +B best/);
    assert.match(alike.stdout, /W1\(p_g, p_data\) +[\d.]+ @60 +[\d.]+ @60 +[\d.]+ @60 +[\d.]+ @60/);
    assert.doesNotMatch(alike.stdout, /not to be compared/);

    assert.equal(
      (await gan("evaluate", b, "--samples", "2000", "--metrics", "wasserstein,discriminator"))
        .code,
      0,
    );
    const apart = await gan("compare", a, b);
    assert.equal(apart.code, 0, apart.stderr);
    assert.match(
      apart.stdout,
      new RegExp(
        String.raw`W1\(p_g, p_data\): not to be compared, for the figures differ in ` +
          String.raw`samples\n  with 10,000 samples of G\n    A = .*\n    B = .*\n  with ` +
          String.raw`2,000 samples of G\n    B = `,
      ),
    );
    assert.match(apart.stdout, /JS\(p_g, p_data\) +[\d.e-]+ @60/, "what can be compared still is");
    const { measures } = JSON.parse((await gan("compare", a, b, "--json")).stdout) as Comparison;
    assert.deepEqual(
      found(measures, ({ name }) => name === "w1").rows.map(({ figures }) =>
        figures.map((of) => of !== null),
      ),
      [
        [true, true],
        [false, true],
      ],
    );
    assert.deepEqual(found(measures, ({ name }) => name === "w1").differing, ["samples"]);
  });

  it("tells what was changed while training, and runs of one name by their folders", async () => {
    const dir = await newRun(
      short("gaussian-1d", (e) => {
        e.training.steps = 1_000_000;
      }),
    );
    const trainer = watch(dir);
    await trainer.until(reached(5), "step 5");
    await trainer.command(changeRates(["generator"], 0.123));
    await trainer.command({ type: "stop" });
    await trainer.done;
    const { stdout } = await gan("compare", dir, await finished(short("gaussian-1d")));
    assert.match(
      stdout,
      /Changed while training\n  A, from step \d+: Learning rate of the generator: .* → 0\.123/,
    );
    assert.match(stdout, /A = \d{8}-\d{6}-test/);
    assert.equal((await gan("compare", dir)).code, 2);
    assert.match(readFileSync(runFiles(dir).events, "utf8"), /0\.123/);
  });
});
