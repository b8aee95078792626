import assert from "node:assert/strict";
import { objectiveForm, readForm } from "../../../webview/dashboard/change-forms";

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
    assert.deepEqual(read(objective, {}), { set: [] });
  });

  it("takes away what is emptied, sets what is written, and refuses what is no number", () => {
    const objective = { penalties: [{ type: "r1", weight: 5 }], weightClip: 0.01 };
    assert.deepEqual(read(objective, { "Weight of r1": "", "Instance noise": "0.9" }), {
      set: [
        { path: "objective.penalties.0", value: null },
        { path: "objective.instanceNoise", value: 0.9 },
      ],
    });
    for (const [text, what] of [
      ["x", "a number"],
      ["-1", "at least 0"],
      ["Infinity", "a number"],
      ["1,5", "a number"],
    ] as const)
      assert.deepEqual(read(objective, { "Weight of r1": text }), {
        field: 1,
        wrong: `Weight of r1 must be ${what}.`,
      });
  });
});
