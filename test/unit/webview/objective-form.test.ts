import assert from "node:assert/strict";
import {
  changedFields,
  fieldText,
  objectiveFields,
} from "../../../webview/dashboard/objective-settings";

describe("the form of the loss", () => {
  it("changes nothing that is left as it is, a schedule included", () => {
    const fields = objectiveFields({
      loss: "nonSaturating",
      penalties: [{ type: "r1", weight: 5 }],
      instanceNoise: { type: "linear", from: 0.1, to: 0, end: 1000 },
    });
    const texts = fields.map(({ value }) => fieldText(value));
    assert.deepEqual(changedFields(fields, texts), { set: [] });
  });

  it("takes away what is emptied, sets what is written, and refuses what is no number", () => {
    const fields = objectiveFields({ penalties: [{ type: "r1", weight: 5 }], weightClip: 0.01 });
    const texts = fields.map(({ path, value }) => {
      if (path === "penalties.0.weight") return "";
      return path === "labelSmoothing.real" ? "0.9" : fieldText(value);
    });
    assert.deepEqual(changedFields(fields, texts), {
      set: [
        { path: "penalties.0", value: null },
        { path: "labelSmoothing.real", value: 0.9 },
      ],
    });
    for (const wrong of ["x", "-1", "Infinity", "1,5"])
      assert.deepEqual(changedFields(fields, [wrong]), { wrong: 0 });
  });
});
