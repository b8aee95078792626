import assert from "node:assert/strict";
import { fieldOfProblem, objectiveForm, readForm } from "../../../webview/dashboard/change-forms";

describe("the form of the loss", () => {
  /** What the form of an objective changes, with these texts in the fields of these labels. */
  const read = (objective: object, texts: Record<string, string>) => {
    const form = objectiveForm({ objective });
    return readForm(
      form,
      form.fields.map(({ label, text }) => texts[label] ?? text),
    );
  };

  it("changes nothing that is left as it is, a schedule included", () => {
    const objective = {
      loss: "nonSaturating",
      penalties: [{ type: "r1", weight: 5 }],
      instanceNoise: { type: "linear", from: 0.1, to: 0, end: 1000 },
    };
    assert.deepEqual(read(objective, {}), []);
  });

  it("takes away what is emptied, sets what is written, and leaves what is no number to the check", () => {
    const objective = { penalties: [{ type: "r1", weight: 5 }], weightClip: 0.01 };
    assert.deepEqual(read(objective, { "Weight of r1": "", "Instance noise": " 0.9" }), [
      { path: "objective.penalties.0", value: null },
      { path: "objective.instanceNoise", value: 0.9 },
    ]);
    for (const text of ["x", "Infinity", "1,5"])
      assert.deepEqual(read(objective, { "Weight of r1": text }), [
        { path: "objective.penalties.0.weight", value: text },
      ]);
  });

  it("says what is wrong at the field of the setting, or of what it belongs to", () => {
    const form = objectiveForm({ objective: { loss: "hinge" } });
    const labelOf = (path: string) =>
      form.fields[fieldOfProblem(form, { path, message: "" })]?.label;
    assert.equal(labelOf("objective.loss"), "Loss");
    assert.equal(labelOf("objective.labelSmoothing"), "Smoothing of real labels");
    assert.equal(labelOf("objective.instanceNoise.decay"), "Instance noise");
    assert.equal(labelOf("training.batchSize"), undefined);
  });
});
