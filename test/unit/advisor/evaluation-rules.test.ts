import assert from "node:assert/strict";
import { lookAtEvaluations } from "../../../src/advisor/evaluation-rules";
import { blindLossOf } from "../../../src/shared/losses";
import type { StoredProvenance } from "../../../src/shared/evaluation/provenance";
import type { Evaluation } from "../../../src/shared/run/run";

/** Evaluations each 100 steps, of the figures by their values. */
const evaluationsOf = (
  figures: Record<string, readonly number[]>,
  settings: StoredProvenance = {},
): Evaluation[] =>
  Object.values(figures)[0]!.map((_, i) => ({
    step: 100 * (i + 1),
    time: "2026-01-01T00:00:00Z",
    results: Object.fromEntries(
      Object.entries(figures).map(([name, values]) => [name, { value: values[i]!, settings }]),
    ),
  }));

/** Of a non-saturating loss, unless another is named. */
const sightingsOf = (
  evaluations: Evaluation[],
  { dReal = NaN, loss = "nonSaturating", hasBegun = true, steps = 500 } = {},
) =>
  lookAtEvaluations(evaluations, {
    blindLoss: blindLossOf({ loss }),
    hasBegun,
    steps,
    sameGame: evaluations,
    dRealAt: () => (Number.isNaN(dReal) ? undefined : dReal),
  });

const kindsOf = (...args: Parameters<typeof sightingsOf>) =>
  sightingsOf(...args).map(({ kind }) => kind);

describe("The advisor on evaluations", () => {
  it("says that variety is being lost where recall falls and precision holds", () => {
    const recall = [0.3, 0.6, 0.45, 0.4];
    const holds = evaluationsOf({ recall, precision: [0.5, 0.7, 0.7, 0.72] });
    assert.deepEqual(kindsOf(holds), ["recallFalls"]);
    const bothFall = evaluationsOf({ recall, precision: [0.5, 0.7, 0.5, 0.4] });
    assert.deepEqual(kindsOf(bothFall), []);
    const once = evaluationsOf({ recall: [0.3, 0.6, 0.6, 0.4], precision: [0.5, 0.7, 0.7, 0.7] });
    assert.deepEqual(kindsOf(once), []);
  });

  it("compares no figures that differ in what they depend on", () => {
    const figures = { recall: [0.3, 0.6, 0.45, 0.4], precision: [0.5, 0.7, 0.7, 0.7] };
    const before = evaluationsOf(figures, { features: "values" }).slice(0, 2);
    const after = evaluationsOf(figures, { features: "inception" }).slice(2);
    assert.deepEqual(kindsOf([...before, ...after]), []);
  });

  it("says that parts of the data are missing by bins or by classes", () => {
    assert.deepEqual(kindsOf(evaluationsOf({ missingBins: [0.7, 0.6, 0.6] })), ["modesMissing"]);
    assert.deepEqual(kindsOf(evaluationsOf({ classKl: [0.9, 0.9, 0.8] })), ["modesMissing"]);
    assert.deepEqual(kindsOf(evaluationsOf({ missingBins: [0.9, 0.6, 0.1] })), []);
  });

  it("waits for parts of the data that were never made, and not for those that were", () => {
    const look = (missingBins: number[], steps?: number) =>
      kindsOf(evaluationsOf({ missingBins }), { steps });
    assert.deepEqual(look([0.6, 0.6, 0.6], 1000), []);
    assert.deepEqual(look([0.6, 0.6, 0.6], 750), ["modesMissing"]);
    assert.deepEqual(look([0.1, 0.6, 0.6], 1000), ["modesMissing"]);
    // They become fewer.
    assert.deepEqual(look([0.9, 0.7, 0.6]), []);
  });

  it("says by the entropy of classes that parts of the data are missing", () => {
    // Of ten even classes seven, and five.
    const ofClasses = (count: number) => Math.log(count) / Math.log(10);
    const look = (...counts: number[]) =>
      sightingsOf(evaluationsOf({ classEntropy: counts.map(ofClasses) }));
    assert.deepEqual(
      look(6, 7, 6).map(({ kind, certainty }) => [kind, certainty]),
      [["modesMissing", "likely"]],
    );
    assert.equal(look(4, 5, 4)[0]?.certainty, "sure");
    assert.deepEqual(look(1, 8, 8), []);
    assert.deepEqual(look(1, 10, 5), []);
  });

  it("says that the game stays far from its equilibrium by the height of the duality gap", () => {
    const look = (dualityGap: number[], loss = "nonSaturating") =>
      sightingsOf(evaluationsOf({ dualityGap }), { loss });
    const [far] = look([0.9, 0.7, 0.8]);
    assert.deepEqual(
      [far?.kind, far?.since, far?.certainty],
      ["farFromEquilibrium", 200, "likely"],
    );
    assert.equal(look([0.4, 5, 6])[0]?.certainty, "sure");
    // It falls, it is small, it was large once, or it is that of the first evaluations.
    assert.deepEqual(look([240, 12, 0.9, 0.6]), []);
    assert.deepEqual(look([2, 0.25, 0.2]), []);
    assert.deepEqual(look([0.4, 0.2, 6]), []);
    assert.deepEqual(look([5, 6]), []);
  });

  it("measures the duality gap in D's loss where it tells nothing apart", () => {
    const look = (loss: string) =>
      kindsOf(evaluationsOf({ dualityGap: [0.4, 0.4, 0.4] }), { loss }).length > 0;
    // Of log 4, log 2, 1/4 and 2.
    assert.deepEqual(["minimax", "halfSum", "leastSquares", "hinge"].map(look), [
      false,
      true,
      true,
      false,
    ]);
    const huge = evaluationsOf({ dualityGap: [100, 100, 100] });
    assert.deepEqual(kindsOf(huge, { loss: "wasserstein" }), []);
  });

  it("says nothing of the variety of samples of a G that has not begun to learn", () => {
    const figures = evaluationsOf({
      duplicates: [0.6, 0.6, 0.6],
      missingBins: [0.9, 0.9, 0.9],
    });
    assert.deepEqual(kindsOf(figures, { hasBegun: false }), []);
    assert.deepEqual(kindsOf(figures), ["collapsed", "modesMissing"]);
  });

  it("says that samples have collapsed where most are all but the same", () =>
    assert.deepEqual(kindsOf(evaluationsOf({ duplicates: [0.7, 0.6, 0.6] })), ["collapsed"]));

  it("says that D overfits by rows that it has not seen, and by no others", () => {
    const figures = { meanDReal: [0.6, 0.5, 0.4] };
    const heldOut = { output: "probability", rows: "rows 0-99 of the test set" };
    assert.deepEqual(kindsOf(evaluationsOf(figures, heldOut), { dReal: 0.8 }), [
      "discriminatorOverfits",
    ]);
    const seen = { ...heldOut, seenInTraining: true };
    assert.deepEqual(kindsOf(evaluationsOf(figures, seen), { dReal: 0.8 }), []);
  });
});
