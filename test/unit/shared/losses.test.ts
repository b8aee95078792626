import assert from "node:assert/strict";
import { objectiveSchema } from "../../../src/experiment/schema";
import { CROSS_ENTROPIES, isCritic, LOSS_KINDS, LOSSES } from "../../../src/shared/losses";

describe("the losses", () => {
  it("are those that a config may name, each with a title of its own", () => {
    for (const loss of LOSSES) assert.equal(objectiveSchema.parse({ loss }).loss, loss);
    const titles = LOSSES.map((loss) => LOSS_KINDS[loss].title);
    assert.equal(new Set(titles).size, LOSSES.length);
  });

  it("have labels where D minimises a cross entropy with them", () => {
    assert.deepEqual(CROSS_ENTROPIES, ["nonSaturating", "minimax", "halfSum"]);
  });

  it("make D a critic where its output is no probability, and say nothing of unknown ones", () => {
    assert.equal(isCritic({ loss: "wasserstein" }), true);
    assert.equal(isCritic({ loss: "leastSquares" }), false);
    for (const loss of ["ofAnotherVersion", "constructor", undefined])
      assert.equal(isCritic({ loss }), false);
    assert.equal(isCritic({}), false);
  });
});
