import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { problemsOfStudy } from "../../../../src/search/study-file/study-problems";
import { REPOSITORY } from "../../../support/paths";

const RING = readFileSync(join(REPOSITORY, "examples", "ring-of-8-gaussians.gan.json"), "utf8");

/** What the editor underlines in a study, and says there. */
function underlined(text: string, base: string | undefined = RING): string[] {
  const problems = problemsOfStudy(text, "/studies/x.study.json", (file) =>
    file === join("/studies", "ring.gan.json") ? base : undefined,
  );
  return problems.map(
    ({ offset, length, message }) => `${text.slice(offset, offset + length)}: ${message}`,
  );
}

describe("a study in the editor", () => {
  it("is underlined where its experiment does not have what it needs", () => {
    const text =
      '{ "base": "ring.gan.json", "vary": { "optimizer.generator.rho": { "from": 0, "to": 0.9 } },' +
      ' "search": { "objective": { "measure": "kid" }, "trials": 3 } }';
    assert.deepEqual(underlined(text), ['"optimizer.generator.rho": unknown key "rho"']);
    assert.deepEqual(underlined(text.replace(".rho", ".beta1")), [
      '"kid": no run has it: kid is for pictures',
    ]);
  });

  it("is underlined at its base where that is not there, or has a mistake", () => {
    const text = '{ "base": "ring.gan.json", "vary": { "training.seed": [1, 2] } }';
    assert.deepEqual(underlined(text), []);
    assert.deepEqual(underlined(text.replace("ring", "rign")), [
      `"rign.gan.json": there is no file ${join("/studies", "rign.gan.json")}`,
    ]);
    assert.deepEqual(underlined(text, RING.replace('"batchSize"', '"batchSise"')), [
      '"ring.gan.json": unknown key "batchSise" (ring.gan.json, line 23)',
    ]);
  });

  it("of ten thousand runs is looked at in some of them", () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    const text = JSON.stringify({
      base: "ring.gan.json",
      vary: { "training.batchSize": values, "training.seed": [...values.slice(1), -1] },
    });
    assert.deepEqual(underlined(text), ["-1: seed must be at least 0, not -1"]);
  });
});
