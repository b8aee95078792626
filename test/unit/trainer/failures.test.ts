import assert from "node:assert/strict";
import { GanError } from "../../../src/shared/errors";
import { describeFailure, divergedState, divergence } from "../../../src/trainer/process/failures";

describe("a failure of training, in words", () => {
  it("tells of memory that ran out, and what to try", () => {
    const error = describeFailure(
      new Error(
        "Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[40000,40000] " +
          "and type float\nmore",
      ),
      12,
    );
    assert.equal(error.code, "out-of-memory");
    assert.equal(
      error.message,
      "out of memory after step 12: OOM when allocating tensor with shape[40000,40000] and " +
        "type float",
    );
    assert.match(error.hint, /smaller batch/);
  });

  it("keeps an error that explains itself", () => {
    const error = new GanError("not-finite", "training diverged", "lower the rate");
    assert.equal(describeFailure(error, 3), error);
  });

  it("says after which step anything else happened", () => {
    const error = describeFailure(new Error("layer 2 (dense): shapes differ"), 0);
    assert.match(error.message, /training failed after step 0: layer 2 \(dense\): shapes differ/);
  });

  it("names what diverged as a person does, not by the names of columns", () => {
    assert.equal(
      divergence(["lossD"], 7).message,
      "training diverged: the discriminator's loss is not a finite number at step 7",
    );
    assert.equal(
      divergence(["lossG", "gradNormG", "lossD"], 7).message,
      "training diverged: the discriminator's loss and the generator's loss are not finite " +
        "numbers at step 7",
    );
    assert.equal(
      divergence(["gradNormD"], 7).message,
      "training diverged: the discriminator's gradient is not a finite number at step 7",
    );
    for (const names of [["dReal"], ["dFake", "gradNormG"]] as const)
      assert.doesNotMatch(divergence(names, 1).message, /lossD|gradNorm|dReal|dFake/);
    assert.equal(
      divergedState("optimizer/generator/firstMoment/0/kernel", 9).message,
      "training diverged: the generator's state (optimizer/generator/firstMoment/0/kernel) " +
        "holds numbers that are not finite after step 9",
    );
  });
});
